"""What every template may read."""

from django.conf import settings


def installation(request) -> dict:
    """Whether this is a demonstration, whose banner a real installation does not have."""
    return {"demonstration": settings.DEMONSTRATION}
