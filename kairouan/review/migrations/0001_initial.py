import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kairouan.photos.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Phrase",
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
                ("text_fr", models.CharField(blank=True, max_length=300)),
                ("text_ar", models.CharField(blank=True, max_length=300)),
            ],
            options={"ordering": ["order", "pk"]},
        ),
        migrations.CreateModel(
            name="ActedFor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("member", models.CharField(max_length=120)),
                ("word", models.CharField(max_length=200)),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acted_for",
                        to="reversion.revision",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("object_id", models.PositiveBigIntegerField()),
                ("reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="contenttypes.contenttype"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-created_at", "-pk"], "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("object_id", models.PositiveBigIntegerField()),
                ("started_from", models.CharField(max_length=12)),
                ("changes", models.JSONField(default=dict)),
                ("state", models.CharField(db_index=True, default="draft", max_length=10)),
                ("reason", models.TextField(blank=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="contenttypes.contenttype"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-updated_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="ProposedPhoto",
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
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="review.proposal",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "sent_back"])),
                fields=("content_type", "object_id"),
                name="proposal_one_open_per_record",
            ),
        ),
    ]
