"""Screens of the photographs of a family."""

from django.views.decorators.http import require_POST

from kairouan.photos.uploads import takes_photos
from kairouan.space.members import for_members
from kairouan.space.photo_screens import Screens, arrange, photo_screen, photos

from .kept import family_address, get_family_or_404


def of_family(request, number: int) -> Screens:
    family = get_family_or_404(request, number)
    return Screens(family, "family", family_address(family.pk))


@takes_photos
@for_members
def family_photos(request, number):
    return photos(request, of_family(request, number))


@require_POST
@for_members
def family_photos_arrange(request, number):
    return arrange(request, of_family(request, number))


@for_members
def family_photo(request, number, key):
    return photo_screen(request, of_family(request, number), key)
