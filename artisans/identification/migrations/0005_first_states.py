"""The states of the key's characters become records, and each trial that was opened
keeps a copy of them: it was answered with these.
"""

from django.db import migrations

from artisans.identification.first_states import first_columns, first_rows


def write_states(apps, schema_editor):
    state = apps.get_model("identification", "CharacterState")
    state.objects.bulk_create(state(**columns) for columns in first_columns())
    opened = apps.get_model("identification", "Trial").objects.exclude(opened_at=None)
    opened.update(states=first_rows())


class Migration(migrations.Migration):
    dependencies = [
        ("identification", "0004_character_states"),
    ]

    operations = [
        migrations.RunPython(write_states, migrations.RunPython.noop, elidable=True),
    ]
