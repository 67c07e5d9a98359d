import uuid
from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kairouan.common.choices
import kairouan.common.storage
import kairouan.photos.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("artisans", "0001_initial"),
        ("products", "0001_initial"),
        ("workshops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
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
                ("axis", models.CharField(max_length=16)),
                ("format", models.CharField(default="group", max_length=10)),
                ("kind", models.CharField(default="training", max_length=14)),
                ("delegation", models.CharField(blank=True, max_length=20)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("takes_registrations", models.BooleanField(default=False)),
                ("registers_until", models.DateField(blank=True, null=True)),
                ("is_cancelled", models.BooleanField(default=False)),
                ("title_fr", models.CharField(blank=True, max_length=160)),
                ("title_ar", models.CharField(blank=True, max_length=160)),
                ("summary_fr", models.CharField(blank=True, max_length=240)),
                ("summary_ar", models.CharField(blank=True, max_length=240)),
                ("text_fr", models.TextField(blank=True)),
                ("text_ar", models.TextField(blank=True)),
                ("trainer_fr", models.CharField(blank=True, max_length=160)),
                ("trainer_ar", models.CharField(blank=True, max_length=160)),
                ("place_fr", models.CharField(blank=True, max_length=200)),
                ("place_ar", models.CharField(blank=True, max_length=200)),
                ("bring_fr", models.CharField(blank=True, max_length=300)),
                ("bring_ar", models.CharField(blank=True, max_length=300)),
            ],
            options={"ordering": ["-starts_on", "pk"]},
            bases=(models.Model, kairouan.photos.base.Illustrated),
        ),
        migrations.CreateModel(
            name="ActionPhoto",
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
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="programme.action",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.CreateModel(
            name="Partner",
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
                ("reference", models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ("short_name", models.CharField(blank=True, max_length=40)),
                ("role", models.CharField(default="national", max_length=12)),
                ("sector", models.CharField(default="public", max_length=12)),
                ("opened_in", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("services", kairouan.common.choices.ChoiceListField(blank=True, default=list)),
                ("website", models.URLField(blank=True)),
                ("logo", models.ImageField(blank=True, upload_to="partners/")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("name_fr", models.CharField(blank=True, max_length=200)),
                ("name_ar", models.CharField(blank=True, max_length=200)),
                ("text_fr", models.TextField(blank=True)),
                ("text_ar", models.TextField(blank=True)),
                ("town_fr", models.CharField(blank=True, max_length=80)),
                ("town_ar", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_fr", ""), _negated=True),
                            models.Q(("name_ar", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partner_has_a_name",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="action",
            name="partners",
            field=models.ManyToManyField(
                blank=True, related_name="actions", to="programme.partner"
            ),
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("state", models.CharField(db_index=True, default="requested", max_length=10)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("has_answered", models.BooleanField(default=False)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="programme.action",
                    ),
                ),
                (
                    "artisan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="artisans.artisan",
                    ),
                ),
            ],
            options={"ordering": ["action", "asked_at", "pk"]},
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6)),
                ("issued_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="programme.registration",
                    ),
                ),
            ],
            options={"ordering": ["-issued_on", "pk"]},
        ),
        migrations.CreateModel(
            name="Session",
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
                ("day", models.DateField()),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("place_fr", models.CharField(blank=True, max_length=200)),
                ("place_ar", models.CharField(blank=True, max_length=200)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="programme.action",
                    ),
                ),
            ],
            options={"ordering": ["day", "starts_at", "pk"]},
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("is_present", models.BooleanField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="programme.registration",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="programme.session",
                    ),
                ),
            ],
            options={"ordering": ["session", "pk"]},
        ),
        migrations.CreateModel(
            name="Support",
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
                ("axis", models.CharField(max_length=16)),
                ("given_on", models.DateField()),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True),
                ),
                ("is_in_use", models.BooleanField(blank=True, null=True)),
                ("checked_on", models.DateField(blank=True, null=True)),
                ("what_fr", models.CharField(blank=True, max_length=200)),
                ("what_ar", models.CharField(blank=True, max_length=200)),
                ("before_fr", models.TextField(blank=True)),
                ("before_ar", models.TextField(blank=True)),
                ("after_fr", models.TextField(blank=True)),
                ("after_ar", models.TextField(blank=True)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="programme.action",
                    ),
                ),
                (
                    "artisan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports_received",
                        to="programme.partner",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports_given",
                        to="programme.partner",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={"ordering": ["-given_on", "pk"]},
        ),
        migrations.CreateModel(
            name="TurnoverSurvey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("turnover", models.DecimalField(decimal_places=3, max_digits=12)),
                (
                    "exports",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=12),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turnovers",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={"ordering": ["-year", "workshop"]},
        ),
        migrations.CreateModel(
            name="ActionOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("on_sale_since", models.DateField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="programme.action",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="came_of",
                        to="products.collection",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="came_of",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "ordering": ["action", "on_sale_since", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("collection__isnull", True), ("product__isnull", False)),
                            models.Q(("collection__isnull", False), ("product__isnull", True)),
                            _connector="OR",
                        ),
                        name="outcome_is_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("product__isnull", False)),
                        fields=("action", "product"),
                        name="outcome_product_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("collection__isnull", False)),
                        fields=("action", "collection"),
                        name="outcome_collection_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FairPresence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("contacts", models.PositiveIntegerField(default=0)),
                ("orders", models.PositiveIntegerField(default=0)),
                (
                    "orders_value",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True),
                ),
                (
                    "action",
                    models.ForeignKey(
                        limit_choices_to={"kind": "fair"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presences",
                        to="programme.action",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fairs",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["action", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("action", "workshop"), name="fair_presence_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("axis", models.CharField(default="decent_jobs", max_length=16)),
                ("sex", models.CharField(max_length=6)),
                ("age_band", models.CharField(default="unknown", max_length=8)),
                ("kind", models.CharField(max_length=10)),
                ("is_new", models.BooleanField(default=True)),
                ("is_formal", models.BooleanField(default=False)),
                (
                    "share_of_time",
                    models.DecimalField(decimal_places=2, default=Decimal("1"), max_digits=3),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="programme.action",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="job_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("is_useful", models.PositiveSmallIntegerField()),
                ("is_clear", models.PositiveSmallIntegerField()),
                ("will_use", models.CharField(max_length=6)),
                ("remark", models.TextField(blank=True, max_length=1000)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="programme.action",
                    ),
                ),
            ],
            options={
                "ordering": ["action", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_useful__range", (1, 4)), ("is_clear__range", (1, 4))
                        ),
                        name="opinion_marks",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Convention",
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
                ("signed_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "document",
                    models.FileField(
                        blank=True,
                        storage=kairouan.common.storage.private_storage,
                        upload_to="agreements/",
                    ),
                ),
                ("subject_fr", models.CharField(blank=True, max_length=240)),
                ("subject_ar", models.CharField(blank=True, max_length=240)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="programme.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject_fr", ""), _negated=True),
                            models.Q(("subject_ar", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="agreement_has_a_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("signed_on")),
                            _connector="OR",
                        ),
                        name="agreement_ends_after_it_is_signed",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    models.Q(("title_fr", ""), _negated=True),
                    models.Q(("title_ar", ""), _negated=True),
                    _connector="OR",
                ),
                name="action_public_has_a_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="action_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("action", "artisan"), name="registration_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                fields=("action", "day", "starts_at"), name="session_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="session_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("session", "registration"), name="attendance_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("artisan__isnull", True),
                        ("body__isnull", True),
                        ("workshop__isnull", False),
                    ),
                    models.Q(
                        ("artisan__isnull", False),
                        ("body__isnull", True),
                        ("workshop__isnull", True),
                    ),
                    models.Q(
                        ("artisan__isnull", True),
                        ("body__isnull", False),
                        ("workshop__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="support_has_one_beneficiary",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what_fr", ""), _negated=True),
                    models.Q(("what_ar", ""), _negated=True),
                    _connector="OR",
                ),
                name="support_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["creation", "upgrading"]), _negated=True),
                    ("workshop__isnull", False),
                    _connector="OR",
                ),
                name="support_of_a_workshop",
            ),
        ),
        migrations.AddConstraint(
            model_name="turnoversurvey",
            constraint=models.UniqueConstraint(fields=("workshop", "year"), name="turnover_once"),
        ),
        migrations.AddConstraint(
            model_name="turnoversurvey",
            constraint=models.CheckConstraint(
                condition=models.Q(("exports__lte", models.F("turnover"))),
                name="turnover_holds_its_exports",
            ),
        ),
    ]
