"""The catalogue as a list."""

from kairouan.desk.sheets.resources import Sheet

from .facts import FACTS, FIELD_CLASSES, fact_names
from .models import Product


class ProductSheet(Sheet):
    alike_within = ("workshop",)
    only_written = ("status",)
    typed = FIELD_CLASSES
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
            *fact_names(FACTS),
            "status",
        ]
