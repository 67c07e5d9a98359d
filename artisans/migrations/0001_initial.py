import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kairouan.common.storage
import kairouan.photos.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Artisan",
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
                ("search_name", models.TextField(default="")),
                ("search_text", models.TextField(default="")),
                ("sort_fr", models.CharField(db_index=True, default="", max_length=120)),
                ("sort_ar", models.CharField(db_index=True, default="", max_length=120)),
                ("aliases", models.TextField(blank=True)),
                ("sex", models.CharField(max_length=6)),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("death_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_living", models.BooleanField(default=True)),
                ("delegation", models.CharField(blank=True, max_length=20)),
                ("standing", models.CharField(default="artisan", max_length=10)),
                ("craft_since_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("name_fr", models.CharField(blank=True, max_length=120)),
                ("name_ar", models.CharField(blank=True, max_length=120)),
                ("speciality_fr", models.CharField(blank=True, max_length=160)),
                ("speciality_ar", models.CharField(blank=True, max_length=160)),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="artisan",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["sort_fr", "pk"],
                "permissions": [("act_for_member", "agir pour un membre")],
            },
        ),
        migrations.CreateModel(
            name="Family",
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
                ("front_rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("search_name", models.TextField(default="")),
                ("search_text", models.TextField(default="")),
                ("sort_fr", models.CharField(db_index=True, default="", max_length=120)),
                ("sort_ar", models.CharField(db_index=True, default="", max_length=120)),
                ("status", models.CharField(db_index=True, default="draft", max_length=10)),
                ("slug", models.SlugField(blank=True, max_length=80, null=True, unique=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("since_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("name_fr", models.CharField(blank=True, max_length=120)),
                ("name_ar", models.CharField(blank=True, max_length=120)),
                ("origin_fr", models.CharField(blank=True, max_length=200)),
                ("origin_ar", models.CharField(blank=True, max_length=200)),
                ("story_fr", models.TextField(blank=True)),
                ("story_ar", models.TextField(blank=True)),
                (
                    "spokesperson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speaks_for",
                        to="artisans.artisan",
                    ),
                ),
            ],
            options={"ordering": ["sort_fr", "pk"]},
            bases=(models.Model, kairouan.photos.base.Illustrated),
        ),
        migrations.AddField(
            model_name="artisan",
            name="family",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="artisans.family",
            ),
        ),
        migrations.CreateModel(
            name="FamilyPhoto",
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
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="artisans.family",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.CreateModel(
            name="LearnedFrom",
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
                ("source_fr", models.CharField(blank=True, max_length=200)),
                ("source_ar", models.CharField(blank=True, max_length=200)),
                ("since_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("until_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_drawn", models.BooleanField(default=True)),
                (
                    "master",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taught",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learned_from",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_told",
                        to="artisans.artisan",
                    ),
                ),
            ],
            options={"ordering": ["-is_drawn", "since_year", "pk"]},
        ),
        migrations.AddField(
            model_name="artisan",
            name="masters",
            field=models.ManyToManyField(
                related_name="pupils",
                through="artisans.LearnedFrom",
                through_fields=("pupil", "master"),
                to="artisans.artisan",
            ),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("removed_number", models.PositiveBigIntegerField()),
                ("removed_name", models.CharField(max_length=120)),
                ("moved", models.JSONField(default=dict)),
                ("ledger", models.JSONField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "restored",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges_taken_back",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-created_at", "-pk"], "default_permissions": ("view",)},
        ),
        migrations.CreateModel(
            name="Portrait",
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
                    "artisan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portrait",
                        to="artisans.artisan",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.CreateModel(
            name="Technique",
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
                ("mark", models.CharField(max_length=20, unique=True)),
                ("outline", models.CharField(blank=True, max_length=12)),
                ("size_min_mm", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("size_max_mm", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("spacing", models.CharField(blank=True, max_length=12)),
                ("order", models.CharField(blank=True, max_length=12)),
                ("depth", models.CharField(blank=True, max_length=12)),
                ("surface", models.CharField(blank=True, max_length=12)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                ("name_fr", models.CharField(blank=True, max_length=80)),
                ("name_ar", models.CharField(blank=True, max_length=80)),
                ("summary_fr", models.CharField(blank=True, max_length=120)),
                ("summary_ar", models.CharField(blank=True, max_length=120)),
                ("description_fr", models.TextField(blank=True)),
                ("description_ar", models.TextField(blank=True)),
                ("recognise_fr", models.TextField(blank=True)),
                ("recognise_ar", models.TextField(blank=True)),
                ("hammer_fr", models.CharField(blank=True, max_length=160)),
                ("hammer_ar", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["rank", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(("name_fr", ""), _negated=True),
                            models.Q(("name_ar", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="technique_public_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("size_min_mm__lte", models.F("size_max_mm")),
                            ("size_min_mm", None),
                            ("size_max_mm", None),
                            _connector="OR",
                        ),
                        name="technique_size_from_small_to_large",
                    ),
                ],
            },
            bases=(models.Model, kairouan.photos.base.Illustrated),
        ),
        migrations.CreateModel(
            name="FamilyTechnique",
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
                ("source_fr", models.CharField(blank=True, max_length=200)),
                ("source_ar", models.CharField(blank=True, max_length=200)),
                ("since_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_main", models.BooleanField(default=False)),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="practices",
                        to="artisans.family",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_told",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "technique",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practices",
                        to="artisans.technique",
                    ),
                ),
            ],
            options={"ordering": ["-is_main", "pk"]},
        ),
        migrations.AddField(
            model_name="family",
            name="techniques",
            field=models.ManyToManyField(
                related_name="families", through="artisans.FamilyTechnique", to="artisans.technique"
            ),
        ),
        migrations.AddField(
            model_name="artisan",
            name="technique",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="people",
                to="artisans.technique",
            ),
        ),
        migrations.CreateModel(
            name="TechniquePhoto",
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
                    "technique",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="artisans.technique",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.CreateModel(
            name="TechniqueStep",
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
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("title_fr", models.CharField(blank=True, max_length=120)),
                ("title_ar", models.CharField(blank=True, max_length=120)),
                ("text_fr", models.TextField(blank=True)),
                ("text_ar", models.TextField(blank=True)),
                (
                    "technique",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="artisans.technique",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"]},
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("item", models.CharField(max_length=16)),
                ("text_version", models.CharField(default="1", max_length=20)),
                ("language", models.CharField(default="ar", max_length=2)),
                ("channel", models.CharField(default="paper", max_length=10)),
                ("given_by_heir", models.CharField(blank=True, max_length=120)),
                ("given_on", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("is_set_aside", models.BooleanField(db_default=False, default=False)),
                (
                    "document",
                    models.FileField(
                        blank=True,
                        storage=kairouan.common.storage.private_storage,
                        upload_to="consents/",
                    ),
                ),
                (
                    "artisan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="artisans.artisan",
                    ),
                ),
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
            ],
            options={
                "ordering": ["artisan", "item", "-given_on"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on", None)),
                        fields=("artisan", "item"),
                        name="consent_one_standing_per_item",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("until", None),
                                ("until__gte", models.F("given_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("withdrawn_on", None),
                                ("withdrawn_on__gte", models.F("given_on")),
                                _connector="OR",
                            ),
                        ),
                        name="consent_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="learnedfrom",
            constraint=models.UniqueConstraint(
                fields=("pupil", "master"), name="learned_from_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="learnedfrom",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_drawn", True)),
                fields=("pupil",),
                name="learned_from_one_drawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="learnedfrom",
            constraint=models.CheckConstraint(
                condition=models.Q(("pupil", models.F("master")), _negated=True),
                name="learned_from_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="learnedfrom",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source_fr", ""), _negated=True),
                    models.Q(("source_ar", ""), _negated=True),
                    ("told_by__isnull", False),
                    _connector="OR",
                ),
                name="learned_from_has_a_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="familytechnique",
            constraint=models.UniqueConstraint(
                fields=("family", "technique"), name="family_technique_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="familytechnique",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_main", True)),
                fields=("family",),
                name="family_one_main_technique",
            ),
        ),
        migrations.AddConstraint(
            model_name="family",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    models.Q(("name_fr", ""), _negated=True),
                    models.Q(("name_ar", ""), _negated=True),
                    _connector="OR",
                ),
                name="family_public_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="artisan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_fr", ""), _negated=True),
                    models.Q(("name_ar", ""), _negated=True),
                    _connector="OR",
                ),
                name="artisan_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="artisan",
            constraint=models.CheckConstraint(
                condition=models.Q(("death_year", None), ("is_living", False), _connector="OR"),
                name="artisan_death_only_for_the_dead",
            ),
        ),
    ]
