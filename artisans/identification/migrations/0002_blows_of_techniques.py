"""The direction and the edge of a blow, seen in the grid until now, stand on the
technique, whose mark shows them.
"""

from django.db import migrations

SEEN = ("always", "often")  # the surest first


def fill_blows(apps, schema_editor):
    observations = apps.get_model("identification", "Observation").objects
    for technique in apps.get_model("artisans", "Technique").objects.all():
        for character in ("direction", "edge"):
            seen = dict(
                observations.filter(
                    technique=technique, state__startswith=f"{character}.", frequency__in=SEEN
                )
                .order_by("-pk")
                .values_list("frequency", "state")
            )
            state = next((seen[frequency] for frequency in SEEN if frequency in seen), "")
            setattr(technique, character, state.partition(".")[2])
        technique.save(update_fields=["direction", "edge"])


class Migration(migrations.Migration):
    dependencies = [
        ("artisans", "0010_technique_mark_rules"),
        ("identification", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(fill_blows, migrations.RunPython.noop, elidable=True),
    ]
