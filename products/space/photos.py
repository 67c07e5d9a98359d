"""The photographs of a product: the screens of the workshop's, on a product."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from kairouan.photos.uploads import takes_photos
from kairouan.space.members import for_members
from kairouan.space.photo_screens import Screens, arrange, photo_screen, photos

from ..models import Product


def of_piece(request, number: int) -> Screens:
    product = get_object_or_404(Product.objects.managed_by(request.member.artisan), pk=number)
    return Screens(product, "product", reverse("space:product_page", args=[number]))


@takes_photos
@for_members
def product_photos(request, number):
    return photos(request, of_piece(request, number))


@require_POST
@for_members
def product_photos_arrange(request, number):
    return arrange(request, of_piece(request, number))


@for_members
def product_photo(request, number, key):
    return photo_screen(request, of_piece(request, number), key)
