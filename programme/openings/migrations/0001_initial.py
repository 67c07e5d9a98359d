import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kairouan.common.phones
import kairouan.common.storage
import programme.openings.models.openings


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("artisans", "0001_initial"),
        ("programme", "0001_initial"),
        ("workshops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JobOpening",
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
                ("search_name", models.TextField(default="")),
                ("search_text", models.TextField(default="")),
                ("sort_fr", models.CharField(db_index=True, default="", max_length=120)),
                ("sort_ar", models.CharField(db_index=True, default="", max_length=120)),
                ("status", models.CharField(db_index=True, default="draft", max_length=10)),
                ("slug", models.SlugField(blank=True, max_length=80, null=True, unique=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("kind", models.CharField(max_length=14)),
                ("places", models.PositiveSmallIntegerField(default=1)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField()),
                ("title_fr", models.CharField(blank=True, max_length=120)),
                ("title_ar", models.CharField(blank=True, max_length=120)),
                ("text_fr", models.TextField(blank=True)),
                ("text_ar", models.TextField(blank=True)),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={"ordering": ["expires_on", "pk"]},
        ),
        migrations.CreateModel(
            name="Placement",
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
                ("kind", models.CharField(max_length=14)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("after_6", models.CharField(blank=True, max_length=8)),
                ("after_6_on", models.DateField(blank=True, null=True)),
                ("after_12", models.CharField(blank=True, max_length=8)),
                ("after_12_on", models.DateField(blank=True, null=True)),
                ("diploma_fr", models.CharField(blank=True, max_length=160)),
                ("diploma_ar", models.CharField(blank=True, max_length=160)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="programme.action",
                    ),
                ),
                (
                    "artisan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="placements",
                        to="openings.jobopening",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={"ordering": ["-starts_on", "pk"]},
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("state", models.CharField(db_index=True, default="new", max_length=12)),
                ("language", models.CharField(max_length=2)),
                ("name", models.CharField(max_length=120)),
                ("phone", kairouan.common.phones.PhoneField(blank=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("diploma", models.CharField(blank=True, max_length=160)),
                ("text", models.TextField(max_length=2000)),
                (
                    "document",
                    models.FileField(
                        blank=True,
                        storage=kairouan.common.storage.private_storage,
                        upload_to="applications/",
                    ),
                ),
                ("sender", models.CharField(blank=True, max_length=32)),
                ("notes", models.TextField(blank=True)),
                (
                    "purge_on",
                    models.DateField(
                        default=programme.openings.models.openings.application_purge_day
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="applications",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="applications",
                        to="openings.jobopening",
                    ),
                ),
                (
                    "placement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="application",
                        to="openings.placement",
                    ),
                ),
            ],
            options={"ordering": ["-created_at", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="jobopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    models.Q(("title_fr", ""), _negated=True),
                    models.Q(("title_ar", ""), _negated=True),
                    _connector="OR",
                ),
                name="opening_public_has_a_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1)), name="opening_has_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="placement_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("workshop__isnull", False), ("kind", "own_business"), _connector="OR"
                ),
                name="placement_has_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone", ""), _negated=True),
                    models.Q(("email", ""), _negated=True),
                    _connector="OR",
                ),
                name="application_can_be_answered",
            ),
        ),
    ]
