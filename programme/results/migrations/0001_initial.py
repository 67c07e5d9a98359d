import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="IndicatorGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("written_in", models.CharField(blank=True, max_length=2)),
                ("translations", models.JSONField(default=dict)),
                (
                    "translation_state",
                    models.CharField(db_index=True, default="current", max_length=10),
                ),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("code", models.CharField(max_length=4, unique=True)),
                (
                    "baseline",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True),
                ),
                ("baseline_on", models.DateField(blank=True, null=True)),
                (
                    "target",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True),
                ),
                ("target_on", models.DateField(blank=True, null=True)),
                ("source_fr", models.CharField(blank=True, max_length=200)),
                ("source_ar", models.CharField(blank=True, max_length=200)),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="FrozenQuarter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("quarter", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField(default=dict)),
                ("frozen_at", models.DateTimeField()),
                (
                    "frozen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-quarter"],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "quarter"), name="quarter_frozen_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__range", (1, 4))),
                        name="quarter_is_one_of_four",
                    ),
                ],
            },
        ),
    ]
