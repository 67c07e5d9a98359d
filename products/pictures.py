"""Pictures of what is made of products, where it has none of its own: a workshop, a
collection.
"""

from collections.abc import Iterable
from typing import TypeVar

from kairouan.photos.base import Photo
from kairouan.search.index import current_index
from workshops.models import Workshop, WorkshopPhoto

from .models import Collection, Product, ProductPhoto

Kind = TypeVar("Kind", bound=Photo)


def first_photos(photos: Iterable[Kind], column: str) -> dict[int, Kind]:
    """The first photograph of each record of a column, by its number."""
    first: dict[int, Kind] = {}
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
    made = newest_products_of("workshop", numbers - pictures.keys())
    pieces = first_photos(ProductPhoto.objects.public().filter(product__in=made), "product_id")
    return pictures | {made[product]: photo for product, photo in pieces.items()}


def newest_products_of(facet: str, records: Iterable[int]) -> dict[int, int]:
    """The newest published product of each workshop, or of each technique, as {product:
    record}, by number; read in the index.
    """
    table = current_index().tables["product"]
    return {
        product: number
        for number in records
        for product in table.page(table.having(facet, [number]) & table.alive, "newest", 0, 1)
    }


def pictures_of_collections(collections: Iterable[Collection]) -> dict[int, Photo]:
    """A photograph of each collection, by number: its own, else that of its newest
    piece. Two statements, whatever their number.
    """
    pictures = {
        collection.pk: collection.main_photo for collection in collections if collection.main_photo
    }
    numbers = {collection.pk for collection in collections} - pictures.keys()
    shown = Product.objects.published().filter(collection__in=numbers).newest_first()
    for product in shown.prefetch_related("photos"):
        if product.main_photo:
            pictures.setdefault(product.collection_id or 0, product.main_photo)
    return pictures
