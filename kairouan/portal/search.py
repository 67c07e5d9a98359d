"""One search over everything that has a page: pieces, workshops, families, techniques, collections, actions, long pages.

Each model finds its own; their findings are put together by the database, best first, so that a page of results costs the same few statements
however much is found.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, Count, F, IntegerField, TextChoices, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from artisans.models import Family, Technique
from kairouan.common.bilingual import Text, localized_pair
from kairouan.common.models import Page
from kairouan.common.search import alternatives
from products.models import Collection, Product, ProductPicture
from programme.models import Action
from workshops.models import Workshop

RESULTS_PER_PAGE = 24


class Kind(TextChoices):
    """What a result is. The order breaks ties between results of the same worth."""

    PRODUCT = "product", _("Pièces et services")
    WORKSHOP = "workshop", _("Ateliers")
    FAMILY = "family", _("Familles")
    TECHNIQUE = "technique", _("Techniques")
    COLLECTION = "collection", _("Collections")
    ACTION = "action", _("Actions")
    PAGE = "page", _("Pages")


# For each kind: the model, its name, the line under the name, the column of a mark, the address.
PLACES = {
    Kind.PRODUCT: (Product, "name", "workshop__name", F("technique__mark"), "products:detail"),
    Kind.WORKSHOP: (Workshop, "name", "summary", F("main_technique__mark"), "workshops:detail"),
    Kind.FAMILY: (Family, "name", "origin", Value(""), "artisans:family_detail"),
    Kind.TECHNIQUE: (Technique, "name", "summary", F("mark"), "artisans:technique_detail"),
    Kind.COLLECTION: (Collection, "name", "summary", Value(""), "collections:detail"),
    Kind.ACTION: (Action, "title", "summary", Value(""), "programme:action_detail"),
    Kind.PAGE: (Page, "title", "summary", Value(""), ""),
}


@dataclass
class Result:
    kind: Kind
    pk: int
    name: Text
    line: Text
    mark: str
    url: str
    picture: ProductPicture | None = None


class Findings:
    """What a query found, as a sequence a Paginator can cut: counts by kind in one statement, a page of results in one or two."""

    def __init__(self, querysets: dict, kind: str):
        self.querysets = querysets
        self.kind = kind

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many of each kind, whatever kind is asked for."""
        rows = [
            queryset.order_by()
            .annotate(found_kind=Value(kind.value))
            .values("found_kind")
            .annotate(count=Count("pk"))
            .values_list("found_kind", "count")
            for kind, queryset in self.querysets.items()
        ]
        return dict(rows[0].union(*rows[1:], all=True)) if rows else {}

    @property
    def kinds(self) -> list[tuple[Kind, int]]:
        return [(kind, self.counts[kind]) for kind in Kind if self.counts.get(kind)]

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
        rows = [columns_of(kind, queryset) for kind, queryset in self.querysets.items() if self.kind in ("", kind)]
        if not rows:
            return []
        together = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
        return with_pictures([result_of(row) for row in together.order_by("-score", "found_rank", "found_pk")[cut]])


def find(query: str, kind: str = "") -> Findings:
    """Everything public in which each word of `query` is found; of one kind, when it is given."""
    wanted = alternatives(query)
    if not wanted:
        return Findings({}, kind)
    return Findings({each: place[0].objects.published().matching_all(wanted) for each, place in PLACES.items()}, kind)


def columns_of(kind: Kind, queryset):
    """The columns of one kind's findings, alike for all kinds."""
    _model, name, line, mark, _url = PLACES[kind]
    return (
        queryset.order_by()
        .annotate(
            found_kind=Value(kind.value, output_field=CharField()),
            found_rank=Value(list(Kind).index(kind), output_field=IntegerField()),
            found_pk=F("pk"),
            found_mark=Cast(mark, CharField()),
            found_slug=Cast("key" if kind == Kind.PAGE else "slug", CharField()),
            found_name_fr=Cast(f"{name}_fr", TextField()),
            found_name_ar=Cast(f"{name}_ar", TextField()),
            found_line_fr=Cast(f"{line}_fr", TextField()),
            found_line_ar=Cast(f"{line}_ar", TextField()),
        )
        .values_list(
            "score", "found_rank", "found_pk", "found_kind", "found_slug", "found_mark",
            "found_name_fr", "found_name_ar", "found_line_fr", "found_line_ar", named=True,
        )
    )  # fmt: skip


def result_of(row) -> Result:
    kind = Kind(row.found_kind)
    url = PLACES[kind][4]
    return Result(
        kind=kind,
        pk=row.found_pk,
        name=localized_pair(row.found_name_fr, row.found_name_ar),
        line=localized_pair(row.found_line_fr, row.found_line_ar),
        mark=row.found_mark or "",
        url=reverse(url, args=[row.found_slug]) if url else reverse(f"portal:page_{row.found_slug}"),
    )


def with_pictures(results: list[Result]) -> list[Result]:
    """Give each piece its first photograph, in one statement; none when no piece was found."""
    pieces = {result.pk: result for result in results if result.kind == Kind.PRODUCT}
    if pieces:
        for picture in ProductPicture.objects.filter(product__in=pieces).order_by("-order", "-pk"):
            pieces[picture.product_id].picture = picture
    return results
