import django.db.models.deletion
from django.db import migrations, models

import kairouan.common.choices
import kairouan.common.storage
import kairouan.photos.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [("artisans", "0001_initial"), ("workshops", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Category",
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
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("name_fr", models.CharField(blank=True, max_length=80)),
                ("name_ar", models.CharField(blank=True, max_length=80)),
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
                        name="category_has_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Collection",
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
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("name_fr", models.CharField(blank=True, max_length=120)),
                ("name_ar", models.CharField(blank=True, max_length=120)),
                ("summary_fr", models.CharField(blank=True, max_length=200)),
                ("summary_ar", models.CharField(blank=True, max_length=200)),
                ("text_fr", models.TextField(blank=True)),
                ("text_ar", models.TextField(blank=True)),
                ("design_credit_fr", models.CharField(blank=True, max_length=160)),
                ("design_credit_ar", models.CharField(blank=True, max_length=160)),
                ("occasion_fr", models.CharField(blank=True, max_length=160)),
                ("occasion_ar", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-year", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(("name_fr", ""), _negated=True),
                            models.Q(("name_ar", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="collection_public_has_a_name",
                    )
                ],
            },
            bases=(models.Model, kairouan.photos.base.Illustrated),
        ),
        migrations.CreateModel(
            name="CollectionPhoto",
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
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="products.collection",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.CreateModel(
            name="Product",
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
                ("kind", models.CharField(default="product", max_length=8)),
                ("metal", models.CharField(blank=True, max_length=16)),
                ("lining", models.CharField(default="unknown", max_length=8)),
                ("finish", models.CharField(blank=True, max_length=10)),
                ("food_use", models.CharField(default="undeclared", max_length=10)),
                ("food_proof", models.CharField(blank=True, max_length=8)),
                ("food_proof_on", models.DateField(blank=True, null=True)),
                (
                    "food_proof_file",
                    models.FileField(
                        blank=True,
                        storage=kairouan.common.storage.private_storage,
                        upload_to="food/",
                    ),
                ),
                ("last_tinned_on", models.DateField(blank=True, null=True)),
                ("heat_sources", kairouan.common.choices.ChoiceListField(blank=True, default=list)),
                (
                    "diameter_cm",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True),
                ),
                (
                    "height_cm",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True),
                ),
                (
                    "length_cm",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True),
                ),
                (
                    "width_cm",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True),
                ),
                ("weight_g", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "gauge_mm",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True),
                ),
                (
                    "capacity_l",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True),
                ),
                ("price_kind", models.CharField(default="on_request", max_length=10)),
                (
                    "price",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True),
                ),
                ("price_unit", models.CharField(default="piece", max_length=5)),
                ("price_confirmed_on", models.DateField(blank=True, null=True)),
                ("price_valid_until", models.DateField(blank=True, null=True)),
                ("availability", models.CharField(blank=True, max_length=8)),
                ("is_unique", models.BooleanField(default=False)),
                ("lead_time_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("minimum_quantity", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_customisable", models.BooleanField(default=False)),
                ("name_fr", models.CharField(blank=True, max_length=120)),
                ("name_ar", models.CharField(blank=True, max_length=120)),
                ("description_fr", models.TextField(blank=True)),
                ("description_ar", models.TextField(blank=True)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="products.category",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="products",
                        to="products.collection",
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"kind": "set"},
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="products.product",
                    ),
                ),
                (
                    "technique",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="artisans.technique",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={"ordering": ["-published_at", "-pk"]},
            bases=(models.Model, kairouan.photos.base.Illustrated),
        ),
        migrations.CreateModel(
            name="ProductPhoto",
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
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="products.product",
                    ),
                ),
            ],
            options={"ordering": ["order", "pk"], "abstract": False},
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["status", "-published_at", "-id"], name="product_newest"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["technique", "status", "-published_at", "-id"],
                name="product_newest_of_technique",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["workshop", "status", "-published_at", "-id"],
                name="product_newest_of_workshop",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("front_rank__isnull", False)),
                fields=["front_rank"],
                name="product_front",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    models.Q(("name_fr", ""), _negated=True),
                    models.Q(("name_ar", ""), _negated=True),
                    _connector="OR",
                ),
                name="product_public_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_kind", "on_request"),
                    models.Q(("price__gt", 0), ("price__isnull", False)),
                    _connector="OR",
                ),
                name="product_price_unless_on_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_kind", "on_request"), _negated=True),
                    ("price", None),
                    _connector="OR",
                ),
                name="product_on_request_has_no_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_kind", "by_weight"), _negated=True),
                    ("price_unit", "kg"),
                    _connector="OR",
                ),
                name="product_by_weight_is_by_the_kilogram",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price", None), ("price_confirmed_on__isnull", False), _connector="OR"
                ),
                name="product_price_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("food_use", "food"), _negated=True),
                    models.Q(("lining__in", ["none", "unknown"]), _negated=True),
                    _connector="OR",
                ),
                name="product_food_use_needs_a_lining",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("food_proof", ""), ("food_proof_file", ""), ("food_proof_on", None)),
                    models.Q(
                        models.Q(("food_proof", ""), _negated=True),
                        ("food_proof_on__isnull", False),
                        models.Q(("food_proof_file", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="product_food_proof_is_whole",
            ),
        ),
    ]
