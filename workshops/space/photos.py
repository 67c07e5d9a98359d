"""Screens of the photographs of a workshop."""

from django.urls import reverse
from django.views.decorators.http import require_POST

from kairouan.photos.uploads import takes_photographs
from kairouan.space.keeping import for_keepers
from kairouan.space.photo_screens import Screens, arrange, photograph, photographs

from .kept import kept_workshop

# Of a workshop


def of_workshop(request, number: int) -> Screens:
    workshop = kept_workshop(request, number)
    return Screens(workshop, "keeping", reverse("keeping:workshop", args=[workshop.pk]))


@takes_photographs
@for_keepers
def workshop_photos(request, number):
    return photographs(request, of_workshop(request, number))


@require_POST
@for_keepers
def workshop_photos_arrange(request, number):
    return arrange(request, of_workshop(request, number))


@for_keepers
def workshop_photo(request, number, key):
    return photograph(request, of_workshop(request, number), key)
