"""The workshops that a member keeps."""

from django.shortcuts import get_object_or_404

from ..models import Workshop


def get_workshop_or_404(request, number: int) -> Workshop:
    """A workshop this person keeps; for anyone else it does not exist."""
    return get_object_or_404(Workshop.objects.managed_by(request.member.artisan), pk=number)
