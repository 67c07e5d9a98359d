"""One search over everything that has a page: products, workshops, families,
techniques, collections, actions, openings, long pages.

Each model finds its own; their findings are put together by the database, best first,
so that a page of results costs the same few statements however much is found.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, TextChoices, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from artisans.models import Family, Technique
from kairouan.common.bilingual import Text, localized_from
from kairouan.common.languages import columns
from kairouan.search.finding import search_index
from products.models import Collection, Product, ProductPhoto
from programme.models import Action
from programme.openings.models import JobOpening
from workshops.models import Workshop

from .models import Page

RESULTS_PER_PAGE = 24


class ResultKind(TextChoices):
    """Kind of a search result. The order breaks ties between results of equal rank."""

    PRODUCT = "product", _("Pièces et services")
    WORKSHOP = "workshop", _("Ateliers")
    FAMILY = "family", _("Familles")
    TECHNIQUE = "technique", _("Techniques")
    COLLECTION = "collection", _("Collections")
    ACTION = "action", _("Actions")
    OPENING = "opening", _("Offres")
    PAGE = "page", _("Pages")


# For each kind: the model, its name, the line under the name, the column of a mark, the
# address.
PLACES: dict[ResultKind, tuple[Any, str, str, Combinable, str]] = {
    ResultKind.PRODUCT: (
        Product,
        "name",
        "workshop__name",
        F("technique__mark"),
        "products:detail",
    ),
    ResultKind.WORKSHOP: (
        Workshop,
        "name",
        "summary",
        F("main_technique__mark"),
        "workshops:detail",
    ),
    ResultKind.FAMILY: (Family, "name", "origin", Value(""), "artisans:family_detail"),
    ResultKind.TECHNIQUE: (Technique, "name", "summary", F("mark"), "artisans:technique_detail"),
    ResultKind.COLLECTION: (Collection, "name", "summary", Value(""), "products:collection_detail"),
    ResultKind.ACTION: (Action, "title", "summary", Value(""), "programme:action_detail"),
    ResultKind.OPENING: (
        JobOpening,
        "title",
        "workshop__name",
        Value(""),
        "programme:opening_detail",
    ),
    ResultKind.PAGE: (Page, "title", "summary", Value(""), ""),
}


@dataclass
class Result:
    kind: ResultKind
    name: Text
    line: Text
    mark: str
    url: str
    thumbnail: str


class Findings:
    """Search results as a sequence that a Paginator can slice: found and ranked in the
    index, read in one statement a page, or two where products have photographs.
    """

    def __init__(self, query: str, kind: str):
        self.found = search_index(query)
        self.kind = kind

    @property
    def kinds(self) -> list[tuple[ResultKind, int]]:
        counts = self.found.counts
        return [(kind, counts[kind]) for kind in ResultKind if counts.get(kind)]

    @property
    def total(self) -> int:
        return sum(self.found.counts.values())

    def __len__(self):
        return self.found.counts.get(self.kind, 0) if self.kind else self.total

    def __getitem__(self, cut: slice) -> list[Result]:
        if not isinstance(cut, slice):  # a template asks for every attribute as a key first
            raise TypeError("Findings are read by pages.")
        found = self.found.of_kind(self.kind) if self.kind else self.found
        return results_of(found.page(cut.start, cut.stop))


def results_of(wanted: list[tuple[str, int]]) -> list[Result]:
    """The records of a page of results, in their order; one that went meanwhile is left
    out.
    """
    by_kind = defaultdict(list)
    for kind, record in wanted:
        by_kind[kind].append(record)
    rows = [
        result_columns(ResultKind(kind), PLACES[ResultKind(kind)][0].objects.published(), records)
        for kind, records in by_kind.items()
    ]
    if not rows:
        return []
    together = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    found = {(row[1], row[0]): row[1:] for row in together}
    photos = thumbnails(by_kind[ResultKind.PRODUCT])
    return [
        result_of(*found[key], photos.get(key[1], "") if key[0] == ResultKind.PRODUCT else "")
        for key in wanted
        if key in found
    ]


def search_public_records(query: str, kind: str = "") -> Findings:
    """Everything public that answers a query; of one kind, when it is given."""
    return Findings(query, kind)


def result_columns(kind: ResultKind, queryset, records: list[int]):
    """The columns of some records of one kind, alike for all kinds."""
    _model, name, line, mark, _url = PLACES[kind]
    return (
        queryset.order_by()
        .filter(pk__in=records)
        .annotate(
            found_kind=Value(kind.value, output_field=CharField()),
            found_mark=Cast(mark, CharField()),
            found_slug=Cast("key" if kind == ResultKind.PAGE else "slug", CharField()),
            **{
                found: Cast(text, TextField())
                for found, text in zip(
                    columns("found_name", "found_line"), columns(name, line), strict=True
                )
            },
        )
        .values_list(
            "pk", "found_kind", "found_slug", "found_mark", *columns("found_name", "found_line")
        )
    )


def result_of(kind, slug, mark, *texts_and_thumbnail) -> Result:
    *texts, thumbnail = texts_and_thumbnail
    said = dict(zip(columns("name", "line"), texts, strict=True))
    kind = ResultKind(kind)
    url = PLACES[kind][4]
    return Result(
        kind=kind,
        name=localized_from(said, "name"),
        line=localized_from(said, "line"),
        mark=mark or "",
        url=reverse(url, args=[slug]) if url else reverse(f"portal:page_{slug}"),
        thumbnail=thumbnail,
    )


def thumbnails(products: list[int]) -> dict[int, str]:
    """The first photograph of each product, small.

    One statement; none when there is no product.
    """
    if not products:
        return {}
    photos = (
        ProductPhoto.objects.filter(product__in=products)
        .order_by("-order", "-pk")
        .only("product_id", "image", "width", "height", "variants")
    )
    return {photo.product_id: photo.thumbnail for photo in photos}
