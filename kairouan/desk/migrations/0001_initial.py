import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kairouan.common.storage


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SheetImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=2)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("file_name", models.CharField(max_length=200)),
                (
                    "file",
                    models.FileField(
                        storage=kairouan.common.storage.private_storage, upload_to="imports/"
                    ),
                ),
                ("weight", models.PositiveIntegerField()),
                (
                    "photos",
                    models.FileField(
                        blank=True,
                        storage=kairouan.common.storage.private_storage,
                        upload_to="imports/",
                    ),
                ),
                ("state", models.CharField(default="sent", max_length=10)),
                ("outcome", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-pk"], "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("variants", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("word_fr", models.CharField(default="", max_length=120)),
                ("word_ar", models.CharField(default="", max_length=120)),
            ],
            options={
                "ordering": ["word_fr", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("word_fr", "word_ar"), name="term_once")
                ],
            },
        ),
    ]
