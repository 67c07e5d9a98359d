"""Reads the records of a kind as the index wants them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F
from django.db.models.expressions import Combinable

from kairouan.common.languages import columns

from .facets import Facet
from .kinds import Kind

CHUNK = 2_000  # rows read from the database at once


class Label(NamedTuple):
    """What a record is called where it narrows another: its name in each language, its
    drawing, its place among others.
    """

    slug: str
    names: tuple[str, ...]
    mark: str
    rank: int


@dataclass(frozen=True)
class Row:
    """A record as the index takes it. `name` and `text` are folded, in every language;
    `text` holds the name too.
    """

    record: int
    name: str
    text: str
    label: Label
    values: dict[str, Sequence]  # by the parameter of a facet
    places: dict[str, tuple]  # by the name of an order


def rows_of(kind: Kind, records: Iterable[int] | None = None) -> Iterator[Row]:
    """Read the public records of a kind; all, or those of these numbers.

    One statement, and one for each facet over a relation to many.
    """
    queryset = kind.rows().order_by()
    if records is not None:
        queryset = queryset.filter(pk__in=records)
    several = {facet.parameter: values_by_record(queryset, facet) for facet in kind.many_facets}
    wanted: list[Combinable] = [
        F("search_name"),
        F("search_text"),
        F(kind.slug),
        F(kind.mark or "pk"),
        F(kind.rank or "pk"),
        *map(F, columns(kind.model.searched_name)),
        *(facet.expression() for facet in kind.single_facets),
        *(each for order in kind.all_orders.values() for each in order.expressions()),
    ]
    named = {f"column_{place}": expression for place, expression in enumerate(wanted)}
    read = queryset.annotate(**named).values_list("pk", *named)
    for record, name, text, slug, mark, rank, *rest in read.iterator(CHUNK):
        left = iter(rest)
        names = tuple(next(left) for _name in columns("name"))
        values = {
            facet.parameter: ()
            if (value := next(left)) in (None, "")
            else (value_of(facet, value),)
            for facet in kind.single_facets
        }
        values |= {parameter: found.get(record, ()) for parameter, found in several.items()}
        places = {
            called: order.key(*(next(left) for _column in order.columns))
            for called, order in kind.all_orders.items()
        }
        label = Label(slug, names, mark if kind.mark else "", rank if kind.rank else 0)
        yield Row(record, name, text, label, values, places)


def value_of(facet: Facet, value):
    """What the index holds for a value: of a measure, the figure as it is typed."""
    return value if facet.choices or facet.kind else f"{value:g}"


def values_by_record(queryset, facet: Facet) -> dict[int, list]:
    """The values of a facet over a relation to many."""
    found = defaultdict(list)
    pairs = queryset.annotate(value_of_facet=facet.expression()).filter(
        value_of_facet__isnull=False
    )
    for record, value in pairs.values_list("pk", "value_of_facet").distinct():
        found[record].append(value)
    return found
