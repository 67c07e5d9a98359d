"""What every template may read."""

from django.conf import settings


def installation(request) -> dict:
    """Whether this is a demonstration, whose banner a real installation does not have;
    what public pages announce; where a preview leads back to.
    """
    return {
        "demonstration": settings.DEMONSTRATION,
        "announcement": getattr(request, "announcement", None),
        "back_from_preview": getattr(request, "back_from_preview", ""),
    }
