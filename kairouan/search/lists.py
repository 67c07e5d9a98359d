"""Lists under their filters: their length, each choice with what it would leave, the
choices in force, a page in an order. All from the index; no statement.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from kairouan.common.bilingual import Text, localized_texts, reader_language
from kairouan.common.languages import BASE_LANGUAGE, CODES
from kairouan.common.queries import query_of

from .facets import Facet
from .finding import search_index
from .index import current_index
from .kinds import NUMBER
from .unfound import note_search


@dataclass
class Option:
    value: str
    label: str
    mark: str
    count: int
    is_chosen: bool


FEWEST_FOLDED = 3  # for fewer, a line to unfold them saves nothing


@dataclass
class Panel:
    """A facet as the page shows it: its choices in their order, of which those of
    `folded` wait to be unfolded.
    """

    facet: Facet
    options: list[Option]
    folded: Set[str] = frozenset()  # values

    @property
    def is_open(self) -> bool:
        return any(option.is_chosen for option in self.options)

    @property
    def options_at_once(self) -> list[Option]:
        return [option for option in self.options if option.value not in self.folded]

    @property
    def options_folded(self) -> list[Option]:
        return [option for option in self.options if option.value in self.folded]

    @property
    def is_unfolded(self) -> bool:
        return any(option.is_chosen for option in self.options_folded)


@dataclass
class Chip:
    """A choice in force, and the address of the list without it."""

    label: str
    mark: str
    address: str


def folded_of(facet: Facet, weights: dict[str, int]) -> frozenset[str]:
    """The choices of a facet that wait to be unfolded: all but the fullest. `weights`
    are how many records each has, by its value, in the order of the page.
    """
    if not facet.at_once or len(weights) < facet.at_once + FEWEST_FOLDED:
        return frozenset()
    return frozenset(sorted(weights, key=lambda value: -weights[value])[facet.at_once :])


class FilteredList:
    """A list of a kind under its filters.

    `form` (a `filters.FilterForm`) holds its facets and understood the choices of each
    and what is searched for (`q`). `found` is what the search answers, None when
    nothing is searched.
    """

    def __init__(self, kind: str, form):
        wanted = form.understood()
        self.index = current_index()
        self.table = self.index.tables[kind]
        self.alive = self.table.alive
        self.facets = form.facets
        self.wanted = wanted
        self.chosen = {
            facet.parameter: wanted[facet.parameter]
            for facet in self.facets
            if wanted.get(facet.parameter)
        }
        self.found = search_index(wanted["q"], [kind]) if wanted.get("q") else None
        if self.found is not None:
            note_search(wanted["q"], self.found)

    @cached_property
    def searched(self) -> int:
        """The records that answer the search, before any choice."""
        return self.alive if self.found is None else self.found.bitmaps[self.table.kind.name]

    @cached_property
    def having(self) -> dict[str, int]:
        """For each facet with a choice, the records that have one of the values."""
        return {
            facet.parameter: self.table.having(
                facet.parameter, self.values(facet, self.chosen[facet.parameter])
            )
            for facet in self.facets
            if facet.parameter in self.chosen
        }

    def values(self, facet: Facet, chosen: list[str]) -> list:
        """What records hold for the choices as the address writes them."""
        if not facet.kind:
            return chosen
        known = self.index.tables[facet.kind].record_of_slug
        return [known[slug] for slug in chosen if slug in known]

    def leaving_out(self, parameter: str = "") -> int:
        """The records that the choices leave, but for those of one facet."""
        left = self.searched
        for name, having in self.having.items():
            if name != parameter:
                left &= having
        return left

    @cached_property
    def rows(self) -> int:
        return self.leaving_out()

    @property
    def length(self) -> int:
        return self.rows.bit_count()

    @property
    def state(self) -> tuple:
        """What the counts depend on, but for the edition."""
        return self.table.kind.name, self.wanted.get("q", ""), tuple(self.chosen.items())

    @property
    def panels(self) -> list[Panel]:
        return [self.panel(facet) for facet in self.facets]

    def panel(self, facet: Facet) -> Panel:
        """The choices that any record offers, with how many each would leave; of a
        facet with a `most`, the fullest.
        """
        chosen = self.values(facet, self.chosen.get(facet.parameter, []))
        left = self.table.counts(facet.parameter, self.leaving_out(facet.parameter))
        offered = self.table.counts(facet.parameter, self.searched)
        values = {value for value, count in offered.items() if count}
        named = self.of_records if facet.kind else self.of_choices
        # whichever other choices are made: a list that is ticked does not move
        weights: dict[str, int] = {}
        options = []
        for value, slug, label, mark in named(facet, values, chosen, left):
            options.append(Option(slug, label, mark, left.get(value, 0), value in chosen))
            weights[slug] = offered.get(value, 0)
        return Panel(facet, options, folded_of(facet, weights))

    def of_choices(self, facet: Facet, values: set, chosen: list, counts: dict) -> Iterator[tuple]:
        """Those of fixed choices that some record has, or the reader chose."""
        for value, label in facet.choices.choices if facet.choices else ():
            if value in values or value in chosen:
                yield value, value, label, ""

    def of_records(self, facet: Facet, values: set, chosen: list, counts: dict) -> Iterator[tuple]:
        """Those of a kind that some record has; not one that no visitor may see."""
        other = self.index.tables[facet.kind]
        language = CODES.index(reader_language())
        labels = {value: label for value in values if (label := other.label(value))}
        kept = list(labels)
        if facet.most:
            kept = nsmallest(
                facet.most,
                kept,
                lambda value: (
                    value not in chosen,
                    -counts.get(value, 0),
                    labels[value].sorts[language],
                    value,
                ),
            )
        kept.sort(key=lambda value: (labels[value].rank, labels[value].sorts[language], value))
        for value in kept:
            label = labels[value]
            yield value, label.slug, localized_texts(label.names), label.mark

    @property
    def chips(self) -> list[Chip]:
        """The choices in force, in the order of the facets, each with the list without
        it, from its first page; one that is no longer public keeps the word it was
        asked by.
        """
        found = []
        for facet in self.facets:
            values = self.chosen.get(facet.parameter, [])
            for value in values:
                others = [other for other in values if other != value]
                address = query_of(self.wanted | {facet.parameter: others}) or "?"
                found.append(Chip(*self.named(facet, value), address))
        return found

    def named(self, facet: Facet, value: str) -> tuple[str, str]:
        """The label and the drawing of a choice as the address writes it."""
        if facet.choices is not None:
            return dict(facet.choices.choices)[value], ""
        other = self.index.tables[facet.kind]
        label = other.label(other.record_of_slug.get(value))
        if label is None:
            return Text(value, BASE_LANGUAGE.code), ""
        return localized_texts(label.names), label.mark

    def in_order(self, order: str) -> "Records":
        """The numbers of the records, in an order of the kind; "" puts what is searched
        for best first.
        """
        if self.found is not None and not order:
            found = self.found.within(self.table.kind.name, self.rows)
            return Records(
                self.length,
                lambda start, stop: [record for _kind, record in found.page(start, stop)],
            )
        return Records(
            self.length,
            lambda start, stop: self.table.page(self.rows, order or NUMBER, start, stop),
        )


class Records:
    """Numbers of records in an order, read by pages; `fetch` makes them what the page
    shows.
    """

    def __init__(self, length: int, page, fetch=list):
        self.length = length
        self.page = page
        self.fetch = fetch

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, cut: slice) -> list:
        return self.fetch(self.page(cut.start, cut.stop))

    def as_objects(self, queryset) -> "Records":
        """The records themselves, as the queryset reads them; one that went meanwhile
        is left out.
        """

        def read(numbers: list[int]) -> list:
            found = queryset.in_bulk(numbers)
            return [found[number] for number in numbers if number in found]

        return Records(self.length, self.page, read)
