"""One search over everything that has a page: products, workshops, families,
techniques, collections, actions, openings, long pages.

Each model finds its own; their findings are put together by the database, best first,
so that a page of results costs the same few statements however much is found.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, TextChoices, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from artisans.models import Family, Technique
from kairouan.common.bilingual import Text, localized_from
from kairouan.common.languages import columns
from kairouan.publication.edition import cached_for_edition
from kairouan.search.synonyms import alternatives
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
    """Search results as a sequence that a Paginator can slice: counts by kind in one
    statement, a page of results in one or two.

    Both are kept for the edition, whichever language they are then read in.
    """

    def __init__(self, wanted: list[set[str]], kind: str):
        self.wanted = wanted
        self.kind = kind
        self.key = (tuple(sorted(map(tuple, map(sorted, wanted)))),)

    def found(self) -> dict:
        """The queryset of each kind."""
        return (
            {
                each: place[0].objects.published().matching_all(self.wanted)
                for each, place in PLACES.items()
            }
            if self.wanted
            else {}
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count each kind, whatever kind is asked for."""
        return cached_for_edition("found", self.key, self.counted)

    def counted(self) -> dict[str, int]:
        rows = [
            queryset.order_by()
            .annotate(found_kind=Value(kind.value))
            .values("found_kind")
            .annotate(count=Count("pk"))
            .values_list("found_kind", "count")
            for kind, queryset in self.found().items()
        ]
        return dict(rows[0].union(*rows[1:], all=True)) if rows else {}

    @property
    def kinds(self) -> list[tuple[ResultKind, int]]:
        return [(kind, self.counts[kind]) for kind in ResultKind if self.counts.get(kind)]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def count(self) -> int:
        return self.counts.get(self.kind, 0) if self.kind else self.total

    def __len__(self):
        return self.count()

    def __getitem__(self, cut: slice) -> list[Result]:
        if not isinstance(cut, slice):  # a template asks for every attribute as a key first
            raise TypeError("Findings are read by pages.")
        rows = cached_for_edition(
            "found-page", (*self.key, self.kind, cut.start, cut.stop), lambda: self.page(cut)
        )
        return [result_of(*row) for row in rows]

    def page(self, cut: slice) -> list[tuple]:
        rows = [
            result_columns(kind, queryset)
            for kind, queryset in self.found().items()
            if self.kind in ("", kind)
        ]
        if not rows:
            return []
        together = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
        found = list(together.order_by("-score", "found_rank", "found_pk")[cut])
        photos = thumbnails([row[2] for row in found if row[3] == ResultKind.PRODUCT])
        return [
            (*row[3:], photos.get(row[2], "") if row[3] == ResultKind.PRODUCT else "")
            for row in found
        ]


def search_public_records(query: str, kind: str = "") -> Findings:
    """Everything public in which each word of `query` is found; of one kind, when it is
    given.
    """
    return Findings(alternatives(query), kind)


def result_columns(kind: ResultKind, queryset):
    """The columns of one kind's findings, alike for all kinds."""
    _model, name, line, mark, _url = PLACES[kind]
    return (
        queryset.order_by()
        .annotate(
            found_kind=Value(kind.value, output_field=CharField()),
            found_rank=Value(list(ResultKind).index(kind), output_field=IntegerField()),
            found_pk=F("pk"),
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
            "score",
            "found_rank",
            "found_pk",
            "found_kind",
            "found_slug",
            "found_mark",
            *columns("found_name", "found_line"),
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
