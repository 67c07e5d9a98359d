"""A technique keeps a mark of the house, has one drawn from its blow, or one sent."""

from django.db import migrations, models


def keep_house_marks(apps, schema_editor):
    """Every technique has a mark that the house drew: it keeps it. Lists called
    techniques by it: it becomes their reference.
    """
    apps.get_model("artisans", "Technique").objects.exclude(mark="").update(
        drawing=models.F("mark"), reference=models.F("mark")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("artisans", "0008_technique_sounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="technique",
            name="direction",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="technique",
            name="drawing",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="technique",
            name="edge",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="technique",
            name="reference",
            field=models.CharField(blank=True, max_length=60, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="technique",
            name="sent_drawing",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="technique",
            name="mark",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.RunPython(keep_house_marks, migrations.RunPython.noop, elidable=True),
    ]
