"""What every template may read."""

from django.conf import settings


def installation(request) -> dict:
    """Whether this is a demonstration, whose banner a real installation does not have;
    what public pages announce.
    """
    return {
        "demonstration": settings.DEMONSTRATION,
        "announcement": getattr(request, "announcement", None),
    }
