import django.db.models.deletion
from django.db import migrations, models

import enquiries.models
import enquiries.quotes.models
import kairouan.common.phones
import kairouan.common.storage


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("products", "0001_initial"),
        ("workshops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("state", models.CharField(db_index=True, default="sent", max_length=10)),
                ("secret_digest", models.CharField(max_length=32, null=True, unique=True)),
                ("link_ends_on", models.DateField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "price",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True),
                ),
                ("ready_in_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("price_stands_until", models.DateField(blank=True, null=True)),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quote_parts",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["request", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PartEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("author", models.CharField(max_length=8)),
                ("kind", models.CharField(max_length=8)),
                ("text", models.TextField(blank=True, max_length=1000)),
                ("language", models.CharField(blank=True, max_length=2)),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="quotes.part",
                    ),
                ),
            ],
            options={
                "ordering": ["part", "created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="QuoteRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "number",
                    models.CharField(
                        default=enquiries.quotes.models.new_reference, max_length=12, unique=True
                    ),
                ),
                ("secret_digest", models.CharField(max_length=32, unique=True)),
                ("state", models.CharField(db_index=True, default="open", max_length=10)),
                ("language", models.CharField(max_length=2)),
                ("name", models.CharField(max_length=120)),
                ("phone", kairouan.common.phones.PhoneField(blank=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("reply_by", models.CharField(default="phone", max_length=10)),
                ("buyer", models.CharField(blank=True, max_length=10)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("wanted_on", models.DateField(blank=True, null=True)),
                ("text", models.TextField(blank=True, max_length=2000)),
                (
                    "photo",
                    models.FileField(
                        blank=True,
                        storage=kairouan.common.storage.private_storage,
                        upload_to="requests/",
                    ),
                ),
                ("sender", models.CharField(blank=True, max_length=32)),
                ("outcome", models.TextField(blank=True, max_length=1000)),
                ("notes", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("purge_on", models.DateField(default=enquiries.models.message_purge_day)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["sender", "created_at"], name="request_of_sender")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phone", ""), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="request_can_be_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reply_by", "email"), models.Q(("email", ""), _negated=True)),
                            models.Q(
                                models.Q(("reply_by", "email"), _negated=True),
                                models.Q(("phone", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_is_answered_by_what_was_left",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="part",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="quotes.quoterequest",
            ),
        ),
        migrations.CreateModel(
            name="QuoteLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("label", models.CharField(max_length=160)),
                ("quantity", models.PositiveSmallIntegerField(default=1)),
                ("size", models.CharField(blank=True, max_length=80)),
                ("finish", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="quote_lines",
                        to="products.product",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="quotes.quoterequest",
                    ),
                ),
            ],
            options={
                "ordering": ["request", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="line_asks_for_one_at_least"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(
                fields=("request", "workshop"), name="one_part_for_each_workshop"
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(
                condition=models.Q(("workshop", None)),
                fields=("request",),
                name="one_part_for_the_team",
            ),
        ),
    ]
