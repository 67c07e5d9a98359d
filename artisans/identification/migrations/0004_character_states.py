"""States of the key’s characters as records, and the copy that each trial keeps of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identification", "0003_answer_rule"),
    ]

    operations = [
        migrations.AddField(
            model_name="trial",
            name="states",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.CreateModel(
            name="CharacterState",
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
                ("character", models.CharField(max_length=12)),
                ("code", models.CharField(max_length=12)),
                ("drawing", models.CharField(max_length=24)),
                ("sent_drawing", models.TextField(blank=True, default="")),
                ("photo", models.CharField(blank=True, default="", max_length=24)),
                ("nearest", models.CharField(blank=True, default="", max_length=12)),
                ("rank", models.PositiveSmallIntegerField(blank=True, default=0)),
                ("is_retired", models.BooleanField(default=False)),
                ("label_fr", models.CharField(max_length=60)),
                ("label_ar", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["character", "rank", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("character", "code"), name="state_once_by_code"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_retired", False), models.Q(("drawing", "sent"), _negated=True)
                        ),
                        fields=("character", "drawing"),
                        name="state_drawn_once_by_character",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawing", "sent"), _negated=True),
                            models.Q(("sent_drawing", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="state_sent_drawing_is_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("character", "size"), _negated=True),
                            ("is_retired", False),
                            _connector="OR",
                        ),
                        name="state_of_a_measure_stays",
                    ),
                ],
            },
        ),
    ]
