"""Context processors."""

from django.conf import settings


def installation(request) -> dict:
    """Add `demonstration` (its banner is shown), the announcement of the day, and where
    a preview leads back to.
    """
    return {
        "demonstration": settings.DEMONSTRATION,
        "announcement": getattr(request, "announcement", None),
        "back_from_preview": getattr(request, "back_from_preview", ""),
    }
