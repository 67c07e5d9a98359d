"""Workshops as a list."""

from kairouan.desk.sheets.resources import Sheet

from .models import Workshop


class WorkshopSheet(Sheet):
    """Without its members nor its telephones: those hang on what a person agreed to."""

    only_written = ("status",)
    personal = (
        "latitude",
        "longitude",
        "address_fr",
        "address_ar",
        "directions_fr",
        "directions_ar",
        "ona_registration",
        "ona_verified_on",
    )
    has_photos = True

    class Meta(Sheet.Meta):
        model = Workshop
        fields = [
            "reference",
            "name_fr",
            "name_ar",
            "summary_fr",
            "summary_ar",
            "story_fr",
            "story_ar",
            "equipment_fr",
            "equipment_ar",
            "address_fr",
            "address_ar",
            "directions_fr",
            "directions_ar",
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
