"""Screens of the photographs of a workshop."""

from django.urls import reverse
from django.views.decorators.http import require_POST

from kairouan.photos.uploads import takes_photos
from kairouan.space.members import for_members
from kairouan.space.photo_screens import Screens, arrange, photo_screen, photos

from .kept import get_workshop_or_404

# Of a workshop


def of_workshop(request, number: int) -> Screens:
    workshop = get_workshop_or_404(request, number)
    return Screens(workshop, "workshop", reverse("space:workshop_page", args=[workshop.pk]))


@takes_photos
@for_members
def workshop_photos(request, number):
    return photos(request, of_workshop(request, number))


@require_POST
@for_members
def workshop_photos_arrange(request, number):
    return arrange(request, of_workshop(request, number))


@for_members
def workshop_photo(request, number, key):
    return photo_screen(request, of_workshop(request, number), key)
