"""Reads the records of a kind as the index wants them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.db.models import F
from django.db.models.expressions import Combinable

from kairouan.common.languages import CODES, columns

from .facets import Facet
from .folding import fold
from .kinds import Kind

CHUNK = 2_000  # rows read from the database at once


class Label(NamedTuple):
    """What a record is called where it narrows another: its name in each language, and
    what puts it in alphabetical order there; its drawing, its place among others.
    """

    slug: str
    names: tuple[str, ...]
    sorts: tuple[str, ...]
    mark: str
    rank: int


@dataclass(frozen=True)
class Row:
    """A record as the index takes it. `name` and `text` are folded, in every language;
    `text` holds the name too. The label is None for a kind of many records.
    """

    record: int
    name: str
    text: str
    label: Label | None
    values: dict[str, Sequence]  # by the parameter of a facet
    places: dict[str, tuple]  # by the name of an order

    @property
    def words_of_name(self) -> set[str]:
        return set(self.name.split())

    @property
    def words(self) -> set[str]:
        return set(self.text.split()) | self.words_of_name


def rows_of(kind: Kind, records: Iterable[int] | None = None) -> Iterator[Row]:
    """Read the public records of a kind; all, or those of these numbers.

    One statement, and one for each facet over a relation to many and each text said.
    """
    queryset = kind.rows().order_by()
    if records is not None:
        queryset = queryset.filter(pk__in=records)
    several = {facet.parameter: values_by_record(queryset, facet) for facet in kind.many_facets}
    said = [values_by_record(queryset, facet) for facet in kind.said]
    is_labelled = not kind.is_numerous
    wanted: list[Combinable] = [
        F("search_name"),
        F("search_text"),
        *map(F, columns_of_label(kind) if is_labelled else ()),
        *(facet.expression() for facet in kind.single_facets),
        *(each for order in kind.all_orders.values() for each in order.expressions()),
    ]
    named = {f"column_{place}": expression for place, expression in enumerate(wanted)}
    read = queryset.annotate(**named).values_list("pk", *named)
    for record, name, text, *rest in read.iterator(CHUNK):
        left = iter(rest)
        label = read_label(kind, left) if is_labelled else None
        values: dict[str, Sequence] = {
            facet.parameter: values_of(facet, next(left)) for facet in kind.single_facets
        }
        values |= {parameter: found.get(record, ()) for parameter, found in several.items()}
        places = {
            called: order.key(*(next(left) for _column in order.columns))
            for called, order in kind.all_orders.items()
        }
        agreed_to = [fold(words) for texts in said for words in texts.get(record, ())]
        yield Row(record, name, " ".join([text, *agreed_to]), label, values, places)


def columns_of_label(kind: Kind) -> list[str]:
    described = [kind.slug, kind.mark or "pk", kind.rank or "pk"]
    return [*described, *columns(kind.model.searched_name), *columns("sort")]


def labels_of(kind: Kind, records: Iterable[int]) -> Iterator[tuple[int, Label]]:
    """What public records of a kind are called. One statement."""
    rows = kind.rows().order_by().filter(pk__in=records)
    for record, *label in rows.values_list("pk", *columns_of_label(kind)):
        yield record, read_label(kind, iter(label))


def read_label(kind: Kind, left: Iterator) -> Label:
    slug, mark, rank = islice(left, 3)
    names, sorts = (tuple(islice(left, len(CODES))) for _columns in range(2))
    return Label(slug, names, sorts, mark if kind.mark else "", rank if kind.rank else 0)


def values_of(facet: Facet, value) -> tuple:
    """What the index holds for the value of a column: none, one, or each of a list; of
    a measure, the figure as it is typed.
    """
    if value is None or value == "":
        return ()
    if isinstance(value, list):
        return tuple(value)
    return (value if facet.choices or facet.kind else f"{value:g}",)


def values_by_record(queryset, facet: Facet) -> dict[int, list]:
    """The values of a facet over a relation to many."""
    found = defaultdict(list)
    pairs = queryset.annotate(value_of_facet=facet.expression()).filter(
        value_of_facet__isnull=False
    )
    for record, value in pairs.values_list("pk", "value_of_facet").distinct():
        found[record].append(value)
    return found
