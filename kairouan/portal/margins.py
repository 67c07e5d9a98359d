"""Pictures in the margin of the long pages: of records, each by its own photograph."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.bilingual import Text
from kairouan.photos.base import Photo
from kairouan.search.index import current_index
from products.models import Finish, Lining, ProductPhoto
from products.pictures import first_photos
from workshops.models import WorkshopPhoto

from .models import Page

# What a piece of copper is inside or over it, on which its care depends.
CARE: list[tuple[str, str, StrOrPromise]] = [
    ("lining", Lining.TIN, _("Étamée à l’intérieur")),
    ("lining", Lining.NONE, _("Nue, sans étain")),
    ("finish", Finish.VARNISHED, _("Vernie")),
]
LOOKED_AT = 12  # pieces of each, newest first: one of them has a photograph
MOST_WORKSHOPS = 6


class Margin(NamedTuple):
    """A photograph, what it is seen for, and the record it is of."""

    photo: Photo
    words: str
    name: Text
    address: str


def margin_of(key: str) -> list[Margin]:
    """The pictures of a page; a statement or two, and none where it has no pictures."""
    if key == Page.Key.HISTORY:
        return workshops_today()
    return pieces_to_care_for() if key == Page.Key.CARE else []


def workshops_today() -> list[Margin]:
    """The first photograph of some workshops, in the order of their numbers."""
    photos = WorkshopPhoto.objects.public().select_related("workshop").order_by("workshop_id")
    shown = first_photos(photos, "workshop_id").values()
    return [
        Margin(
            photo,
            gettext("Dans l’atelier, aujourd’hui"),
            photo.workshop.name,
            photo.workshop.get_absolute_url(),
        )
        for photo in list(shown)[:MOST_WORKSHOPS]
    ]


def pieces_to_care_for() -> list[Margin]:
    """A piece of each kind of `CARE`: the newest that has a photograph, no piece
    twice.
    """
    newest = [newest_having(facet, value) for facet, value, _words in CARE]
    photos = ProductPhoto.objects.public().filter(
        product__in={pk for kind in newest for pk in kind}
    )
    first = first_photos(photos.select_related("product"), "product_id")
    margins = []
    for (_facet, _value, words), numbers in zip(CARE, newest, strict=True):
        if photo := next((first.pop(number) for number in numbers if number in first), None):
            piece = photo.product
            margins.append(Margin(photo, str(words), piece.name, piece.get_absolute_url()))
    return margins


def newest_having(facet: str, value: str) -> Iterable[int]:
    table = current_index().tables["product"]
    return table.page(table.having(facet, [value]) & table.alive, "newest", 0, LOOKED_AT)
