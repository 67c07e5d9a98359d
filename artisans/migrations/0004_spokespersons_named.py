from django.db import migrations
from django.db.models import F
from django.db.models.functions import TruncDate


def name_spokespersons(apps, schema_editor):
    """Name the spokesperson of each family, since the day its record was made."""
    families = apps.get_model("artisans", "Family").objects.exclude(spokesperson=None)
    spokesperson = apps.get_model("artisans", "Spokesperson")
    rows = families.annotate(day=TruncDate(F("created_at"))).values_list(
        "pk", "spokesperson", "day", "demonstration_key"
    )
    spokesperson.objects.bulk_create(
        spokesperson(family_id=family, artisan_id=artisan, since=day, demonstration_key=key)
        for family, artisan, day, key in rows
    )
    families.update(spokesperson=None)


class Migration(migrations.Migration):
    dependencies = [("artisans", "0003_spokespersons")]

    operations = [
        migrations.RunPython(name_spokespersons, migrations.RunPython.noop),
        # The column stays, empty, for a process of the release before, which reads it; one
        # to come drops it.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("family", "spokesperson")]
        ),
    ]
