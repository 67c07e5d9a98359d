"""The families for which a member speaks, and the hammerings that these described."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from artisans.models import Family


def get_family_or_404(request, number: int) -> Family:
    """A family for which this person speaks; for anyone else it does not exist."""
    return get_object_or_404(Family.objects.managed_by(request.member.artisan), pk=number)


def family_address(number: int) -> str:
    return reverse("space:family_page", args=[number])


def hammering_address(number: int) -> str:
    return reverse("space:hammering_page", args=[number])
