import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("artisans", "0010_technique_mark_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="portrait",
            name="awaits_answer",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="portrait",
            name="family",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="portraits",
                to="artisans.family",
            ),
        ),
    ]
