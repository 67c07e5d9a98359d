import django.db.models.deletion
from django.db import migrations, models

import enquiries.models
import kairouan.common.phones
import kairouan.common.storage


class Migration(migrations.Migration):
    initial = True

    dependencies = [("artisans", "0001_initial"), ("workshops", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("kind", models.CharField(default="contact", max_length=8)),
                ("state", models.CharField(db_index=True, default="new", max_length=8)),
                ("language", models.CharField(max_length=2)),
                ("name", models.CharField(max_length=120)),
                ("phone", kairouan.common.phones.PhoneField(blank=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("subject", models.CharField(blank=True, max_length=10)),
                ("standing", models.CharField(blank=True, max_length=10)),
                ("delegation", models.CharField(blank=True, max_length=20)),
                ("craft_since_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("text", models.TextField(max_length=4000)),
                (
                    "photo",
                    models.FileField(
                        blank=True,
                        storage=kairouan.common.storage.private_storage,
                        upload_to="messages/",
                    ),
                ),
                ("sender", models.CharField(blank=True, max_length=32)),
                ("notes", models.TextField(blank=True)),
                ("purge_on", models.DateField(default=enquiries.models.message_purge_day)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests_about_data",
                        to="artisans.artisan",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages_about",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["sender", "created_at"], name="message_of_sender")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phone", ""), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_can_be_answered",
                    )
                ],
            },
        )
    ]
