import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnfoundQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("text", models.CharField(blank=True, default="", max_length=60)),
                ("outcome", models.CharField(max_length=10)),
                ("days", models.PositiveIntegerField(db_index=True, default=1)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(db_index=True)),
                ("is_set_aside", models.BooleanField(default=False)),
                (
                    "synonym",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="search.synonym",
                    ),
                ),
            ],
            options={
                "ordering": ["-days", "-last_day", "pk"],
                "default_permissions": ("view", "change"),
            },
        ),
    ]
