"""Filters with counts: what a list can be narrowed by, and how many rows each choice
would leave.

A facet narrows by one column; its choices are counted with all the *other* facets in
force, so that adding a second choice to a facet is seen to widen it. Every facet of a
list is counted in one statement, a UNION ALL of one GROUP BY each, whatever the number
of facets and rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    CharField,
    Choices,
    Count,
    F,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import cached_property

from kairouan.common.annotations import StrOrPromise
from kairouan.common.bilingual import Text, localized_texts, reader_language
from kairouan.common.languages import BASE_LANGUAGE, columns
from kairouan.common.queries import query_of
from kairouan.publication.edition import cached_for_edition

LENGTH = ""  # stands for a facet's parameter in the row that counts the list itself


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list.

    `value` is the column (or expression) compared with what the reader chose. A facet
    over fixed `choices` takes its labels from them; another takes them from the columns
    of `name`, its drawing from `mark`, its order from `rank`. `only` says
    which rows may be offered as choices at all (a family that is not published has no
    name to show).
    """

    parameter: str
    label: StrOrPromise
    value: str | Callable[[], Combinable]
    choices: type[Choices] | None = None
    name: str = ""
    mark: str = ""
    rank: str = ""
    only: Q = field(default_factory=Q)
    most: int = 0  # choices shown at most, the fullest first; 0: all

    is_many: bool = False  # over a relation to many: a row has several values

    def expression(self) -> Combinable:
        """The value of a row, NULL where `only` does not hold.

        One expression, so that a relation to many is joined once.
        """
        value = F(self.value) if isinstance(self.value, str) else self.value()
        return Case(When(self.only, then=value)) if self.only else value


@dataclass
class Option:
    value: str
    label: str
    mark: str
    rank: int
    count: int
    is_chosen: bool


@dataclass
class Panel:
    """A facet as the page shows it."""

    facet: Facet
    options: list[Option]

    @property
    def is_open(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass
class Chip:
    """A choice in force, and the address of the list without it."""

    label: str
    mark: str
    address: str


def annotated(queryset, facets: list[Facet]):
    """The queryset with a column `facet_<parameter>` for each facet."""
    return queryset.annotate(
        **{f"facet_{facet.parameter}": Cast(facet.expression(), CharField()) for facet in facets}
    )


def facets_condition(facets: list[Facet], chosen: dict[str, list[str]], leaving_out: str = "") -> Q:
    """Build the filter of the chosen values: one of them in each facet that has any."""
    asked = Q()
    for facet in facets:
        if facet.parameter != leaving_out and (values := chosen.get(facet.parameter)):
            asked &= Q(**{f"facet_{facet.parameter}__in": values})
    return asked


def narrowed(queryset, facets: list[Facet], chosen: dict[str, list[str]]):
    """The rows that the choices leave."""
    asked = [facet for facet in facets if chosen.get(facet.parameter)]
    return annotated(queryset, asked).filter(facets_condition(asked, chosen)) if asked else queryset


class FilteredList:
    """A list under its filters: its length, the filters with their counts, the choices
    in force. What is counted is kept for the edition.

    `subject` names the list, `everything` gives its rows when they are needed, `form`
    (a `filters.FilterForm`) holds its facets and understood the choices of each, what
    is searched for (`q`), the order.
    """

    def __init__(self, subject: str, everything: Callable, form):
        wanted = form.understood()
        self.subject = subject
        self.everything = everything
        self.facets = form.facets
        self.chosen = {
            facet.parameter: wanted[facet.parameter]
            for facet in self.facets
            if wanted.get(facet.parameter)
        }
        self.wanted = wanted
        self.state = (
            wanted.get("q", ""),
            sorted((name, sorted(values)) for name, values in self.chosen.items()),
        )

    def rows(self):
        """Filter the queryset by the choices, without an order."""
        return narrowed(self.everything(), self.facets, self.chosen)

    def kept(self, ordered: Callable, order: str) -> "KeptRows":
        """The rows that `ordered` gives, which are `rows()` in the order of that name,
        with their pages kept.
        """
        return KeptRows(ordered, self.subject, (self.state, order, reader_language()))

    @cached_property
    def counted(self) -> list[tuple]:
        """One statement: the length of the list, then each choice of each facet with
        its count.
        """
        return cached_for_edition(
            self.subject,
            self.state,
            lambda: list(facet_counts(self.everything(), self.facets, self.chosen)),
        )

    @property
    def length(self) -> int:
        return next((total for parameter, *_rest, total in self.counted if parameter == LENGTH), 0)

    @property
    def panels(self) -> list[Panel]:
        return [self.panel(facet) for facet in self.facets]

    def panel(self, facet: Facet) -> Panel:
        rows = [rest for parameter, *rest in self.counted if parameter == facet.parameter]
        return Panel(facet, options_of(facet, rows, self.chosen.get(facet.parameter, [])))

    @property
    def chips(self) -> list[Chip]:
        return chips(
            [self.panel(facet) for facet in self.facets if facet.parameter in self.chosen],
            self.chosen,
            self.wanted,
        )


class KeptRows:
    """Ordered rows whose slices are kept for the edition.

    For rows of plain values: numbers, not records.
    """

    def __init__(self, ordered: Callable, subject: str, key: tuple):
        self.ordered = ordered
        self.subject = subject
        self.key = key

    def __getitem__(self, cut: slice) -> list:
        return cached_for_edition(
            f"{self.subject}-rows",
            (*self.key, cut.start, cut.stop),
            lambda: list(self.ordered()[cut]),
        )

    def reverse(self) -> "KeptRows":
        return KeptRows(lambda: self.ordered().reverse(), self.subject, (*self.key, "reversed"))


def facet_counts(queryset, facets: list[Facet], chosen: dict[str, list[str]]):
    """Rows of (parameter, value, a label in each language, drawing, place, count);
    the parameter LENGTH counts the whole list.
    """
    first, *others = [
        length_of(queryset, facets, chosen),
        *(counts_of(queryset, facets, facet, chosen) for facet in facets),
    ]
    return first.union(*others, all=True)


def length_of(queryset, facets: list[Facet], chosen: dict[str, list[str]]):
    """Count the rows that the choices leave, in the columns of a facet."""
    asked = [facet for facet in facets if chosen.get(facet.parameter)]
    empty = {name: Value("", TextField()) for name in columns("label")} | {
        name: Value("", CharField()) for name in ("value", "drawing")
    }
    return (
        narrowed(queryset.order_by(), facets, chosen)
        .annotate(parameter=Value(LENGTH, CharField()), place=Value(0, IntegerField()), **empty)
        .values("parameter", "value", *columns("label"), "drawing", "place")
        .annotate(total=Count("pk", distinct=any(facet.is_many for facet in asked)))
        .values_list("parameter", "value", *columns("label"), "drawing", "place", "total")
    )


def counts_of(queryset, facets: list[Facet], facet: Facet, chosen: dict[str, list[str]]):
    others = [other for other in facets if other is facet or chosen.get(other.parameter)]
    labels = {
        label: Cast(F(text), TextField()) if facet.name else Value("", TextField())
        for label, text in zip(columns("label"), columns(facet.name), strict=True)
    }
    column = f"facet_{facet.parameter}"
    return (
        annotated(queryset.order_by(), others)
        .filter(**{f"{column}__isnull": False})
        .annotate(
            parameter=Value(facet.parameter, CharField()),
            **labels,
            drawing=Cast(F(facet.mark), CharField()) if facet.mark else Value("", CharField()),
            place=Cast(F(facet.rank), IntegerField()) if facet.rank else Value(0, IntegerField()),
        )
        .values("parameter", column, *columns("label"), "drawing", "place")
        .annotate(
            total=Count(
                "pk",
                filter=facets_condition(others, chosen, leaving_out=facet.parameter),
                distinct=any(other.is_many for other in others),
            )
        )
        .values_list("parameter", column, *columns("label"), "drawing", "place", "total")
    )


def options_of(facet: Facet, rows: list, chosen: list[str]) -> list[Option]:
    if facet.choices is not None:
        counts = {value: count for value, *_described, count in rows}
        return [
            Option(value, label, "", rank, counts.get(value, 0), value in chosen)
            for rank, (value, label) in enumerate(facet.choices.choices)
            if value in counts or value in chosen
        ]
    options = [
        Option(value, localized_texts(labels), mark or "", rank or 0, count, value in chosen)
        for value, *labels, mark, rank, count in rows
    ]
    if facet.most:
        fullest = sorted(
            options, key=lambda option: (not option.is_chosen, -option.count, option.label)
        )[: facet.most]
        options = [option for option in options if option in fullest]
    return sorted(options, key=lambda option: (option.rank, option.label))


def chips(panels: list[Panel], chosen: dict[str, list[str]], wanted: dict) -> list[Chip]:
    """The choices in force, in the order of the panels, each with the list without it,
    from its first page; one that no row has any more keeps the word it was asked by.
    """
    found = []
    for panel in panels:
        known = {option.value: option for option in panel.options}
        values = chosen.get(panel.facet.parameter, [])
        for value in values:
            option = known.get(value)
            others = [other for other in values if other != value]
            found.append(
                Chip(
                    option.label if option else Text(value, BASE_LANGUAGE.code),
                    option.mark if option else "",
                    query_of(wanted | {panel.facet.parameter: others}) or "?",
                )
            )
    return found
