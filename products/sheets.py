"""The catalogue as a list."""

from kairouan.common.languages import columns
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
            *columns("name", "description"),
            *fact_names(FACTS),
            "status",
        ]
