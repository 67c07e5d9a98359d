import django.db.models.deletion
from django.db import migrations, models

import artisans.identification.models.trials
import kairouan.photos.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [("artisans", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None),
                            models.Q(
                                ("closed_at__gte", models.F("opened_at")),
                                ("opened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="trial_opened_before_closed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrialPhoto",
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
                (
                    "image",
                    models.ImageField(
                        db_index=True,
                        height_field="height",
                        upload_to=kairouan.photos.base.photo_path,
                        width_field="width",
                    ),
                ),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("variants", models.JSONField(default=dict)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("focus_x", models.PositiveSmallIntegerField(default=50)),
                ("focus_y", models.PositiveSmallIntegerField(default=50)),
                ("alt_fr", models.CharField(blank=True, max_length=300)),
                ("alt_ar", models.CharField(blank=True, max_length=300)),
                ("credit_fr", models.CharField(blank=True, max_length=200)),
                ("credit_ar", models.CharField(blank=True, max_length=200)),
                ("is_foreign", models.BooleanField(default=False)),
                (
                    "technique",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="artisans.technique",
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="identification.trial",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.CreateModel(
            name="TrialReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("kind", models.CharField(max_length=12)),
                (
                    "token",
                    models.CharField(
                        default=artisans.identification.models.trials.new_reader_token,
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readers",
                        to="identification.trial",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="TrialAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("seen", models.JSONField(blank=True, default=dict)),
                ("named", models.PositiveSmallIntegerField(default=0)),
                ("truth_place", models.PositiveSmallIntegerField(null=True)),
                (
                    "first",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="artisans.technique",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="identification.trialphoto",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="identification.trialreader",
                    ),
                ),
            ],
            options={"ordering": ["pk"], "default_permissions": ("view",)},
        ),
        migrations.CreateModel(
            name="Observation",
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
                ("state", models.CharField(max_length=24)),
                ("frequency", models.CharField(default="unknown", max_length=8)),
                ("source_fr", models.CharField(blank=True, max_length=200)),
                ("source_ar", models.CharField(blank=True, max_length=200)),
                ("agreed_by_fr", models.CharField(blank=True, max_length=200)),
                ("agreed_by_ar", models.CharField(blank=True, max_length=200)),
                (
                    "technique",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="observations",
                        to="artisans.technique",
                    ),
                ),
            ],
            options={
                "ordering": ["technique__rank", "technique", "state"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("technique", "state"),
                        name="observation_once_by_technique_and_state",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="trialphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_foreign", True), ("technique", None)),
                    models.Q(("is_foreign", False), ("technique__isnull", False)),
                    _connector="OR",
                ),
                name="trial_photo_has_one_truth",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialanswer",
            constraint=models.UniqueConstraint(
                fields=("reader", "photo"), name="trial_answer_once_by_photo"
            ),
        ),
    ]
