from django.db import migrations
from django.db.models import F


def carry_hours(apps, schema_editor):
    """The hours of an action were said once for all its days: its first and its last meet at those hours."""
    action, session = apps.get_model("programme", "Action"), apps.get_model("programme", "Session")
    known = action.objects.filter(starts_at__isnull=False, ends_at__gt=F("starts_at"))
    for entry in known.iterator():
        for day in sorted({entry.starts_on, entry.ends_on}):
            session.objects.create(
                action=entry, day=day, starts_at=entry.starts_at, ends_at=entry.ends_at
            )


class Migration(migrations.Migration):
    dependencies = [("programme", "0004_who_takes_part")]

    operations = [
        migrations.RunPython(carry_hours, migrations.RunPython.noop),
    ]
