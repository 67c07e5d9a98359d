"""The catalogue as a list."""

from kairouan.common.numbers import MoneyField, WeightField
from kairouan.desk.sheets.resources import Sheet

from .models import Product


class ProductSheet(Sheet):
    alike_within = ("workshop",)
    only_written = ("status",)
    typed = {"price": MoneyField, "weight_g": WeightField}
    has_photos = True

    class Meta(Sheet.Meta):
        model = Product
        fields = [
            "reference",
            "kind",
            "workshop",
            "category",
            "technique",
            "collection",
            "name_fr",
            "name_ar",
            "description_fr",
            "description_ar",
            "metal",
            "lining",
            "finish",
            "food_use",
            "last_tinned_on",
            "heat_sources",
            "diameter_cm",
            "height_cm",
            "length_cm",
            "width_cm",
            "weight_g",
            "gauge_mm",
            "capacity_l",
            "price_kind",
            "price",
            "price_unit",
            "price_confirmed_on",
            "price_valid_until",
            "availability",
            "is_unique",
            "lead_time_days",
            "minimum_quantity",
            "is_customisable",
            "status",
        ]
