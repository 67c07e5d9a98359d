"""The heritage as lists."""

from kairouan.common.languages import columns
from kairouan.desk.sheets.resources import Sheet

from .models import Artisan, Technique


class ArtisanSheet(Sheet):
    """People, without what they agreed to show nor how to reach them: that is on paper
    they sign.
    """

    personal = ("birth_year", "death_year", "delegation")

    class Meta(Sheet.Meta):
        model = Artisan
        fields = [
            "reference",
            *columns("name"),
            "aliases",
            "family",
            "technique",
            "standing",
            "sex",
            "birth_year",
            "craft_since_year",
            "is_living",
            "death_year",
            "delegation",
            *columns("speciality"),
        ]


class TechniqueSheet(Sheet):
    only_written = ("status",)
    has_photos = True

    class Meta(Sheet.Meta):
        model = Technique
        fields = [
            "reference",
            *columns("name", "summary", "description", "recognise", "hammer"),
            "outline",
            "size_min_mm",
            "size_max_mm",
            "spacing",
            "order",
            "direction",
            "edge",
            "depth",
            "surface",
            "drawing",
            "rank",
            "status",
        ]
