"""Workshops as a list."""

from kairouan.common.languages import columns
from kairouan.desk.sheets.resources import Sheet

from .models import Workshop


class WorkshopSheet(Sheet):
    """Without its members nor its telephones: those hang on what a person agreed to."""

    only_written = ("status",)
    personal = (
        "latitude",
        "longitude",
        *columns("address", "directions"),
        "ona_registration",
        "ona_verified_on",
    )
    has_photos = True

    class Meta(Sheet.Meta):
        model = Workshop
        fields = [
            "reference",
            *columns("name", "summary", "story", "equipment", "address", "directions"),
            "family",
            "techniques",
            "main_technique",
            "responsible",
            "delegation",
            "quarter",
            "latitude",
            "longitude",
            "founded_in",
            "origin",
            "people_count",
            "welcomes_visitors",
            "gives_demonstrations",
            "takes_apprentices",
            "languages",
            "ona_registration",
            "ona_verified_on",
            "status",
        ]
