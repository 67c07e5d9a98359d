"""Pictures of what is made of products, where it has none of its own: a workshop, a
collection.
"""

from collections.abc import Iterable

from kairouan.photos.base import Photo
from kairouan.search.index import current_index
from workshops.models import Workshop, WorkshopPhoto

from .models import Product, ProductPhoto


def first_photos(photos: Iterable[Photo], column: str) -> dict[int, Photo]:
    """The first photograph of each record of a column, by its number."""
    first: dict[int, Photo] = {}
    for photo in photos:
        first.setdefault(getattr(photo, column), photo)
    return first


def pictures_of_workshops(workshops: list[Workshop]) -> dict[int, Photo]:
    """A photograph of each workshop, by number: its own where one may be shown, else
    that of its newest piece. Two statements at most, whatever their number.
    """
    numbers = {workshop.pk for workshop in workshops}
    own = WorkshopPhoto.objects.public().filter(workshop__in=numbers)
    pictures = first_photos(own, "workshop_id")
    table = current_index().tables["product"]
    made = {
        product: number
        for number in numbers - pictures.keys()
        for product in table.page(table.having("workshop", [number]) & table.alive, "newest", 0, 1)
    }
    pieces = first_photos(ProductPhoto.objects.public().filter(product__in=made), "product_id")
    return pictures | {made[product]: photo for product, photo in pieces.items()}


def pieces_of_collections(collections: list, most: int) -> dict[int, list[Product]]:
    """The newest products of each collection, at most `most` each, with their
    photographs. Two statements, whatever their number.
    """
    pieces: dict[int, list[Product]] = {collection.pk: [] for collection in collections}
    shown = Product.objects.published().filter(collection__in=pieces).newest_first()
    for product in shown.prefetch_related("photos"):
        shown_of = pieces.get(product.collection_id or 0, [])
        if product.main_photo and len(shown_of) < most:
            shown_of.append(product)
    return pieces
