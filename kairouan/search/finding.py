"""Finds and ranks: which records answer a query, in which order, what was left out.

Every needle found is best; most of them found is an answer, and what was left out is
said; where none of the rare ones is found there is no answer. A needle that most
records answer to leaves nobody out. The rank is a sum of small whole numbers over
bitmaps, the same on every machine.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import combinations
from math import log2

from kairouan.common.languages import CODES
from kairouan.common.withheld import Names, names_in_hand

from .folding import fold
from .index import Index, current_index, facts
from .kinds import KINDS, NUMBER
from .query import AS_TYPED, LONGEST_QUERY, SURE, Form, Needle, Query
from .reading import read_query
from .record_tables import Layers, Table

IN_NAME, IN_FACTS, IN_TEXT = 5, 2, 1  # points for where a word is found
MOST_ENDINGS = 300  # words that a beginning stands for
RAREST = 6  # times the points of a word that every record holds
COMMON = 0.4  # of the records: a needle that so many answer to leaves none out
WHOLE_NAME = 40  # points: the name says all that was asked and little else
SERVICE = 400  # points: a service, where one is asked for


@dataclass
class Answers:
    """The records of one kind that a needle finds: by points, and all of them."""

    by_points: dict[int, int]
    in_name: int
    described: int  # in its name or by its facts
    found: int


def answers_of(
    index: Index, table: Table, needle: Needle, hidden: frozenset[str] = frozenset()
) -> Answers:
    """Find the records of a kind that say a needle; in a text, not by a `hidden`
    word.
    """
    by_points: dict[int, int] = {}
    in_name = described = 0
    for form in needle.forms:
        for place, found in places_of(index, table, form, hidden):
            if found:
                points = place * form.certainty
                by_points[points] = by_points.get(points, 0) | found
                if place == IN_NAME and form.certainty >= SURE:
                    in_name |= found
                if place != IN_TEXT:
                    described |= found
    found = reduce(int.__or__, by_points.values(), 0) & table.alive
    return Answers(by_points, in_name, described & table.alive, found)


def places_of(index: Index, table: Table, form: Form, hidden: frozenset[str]):
    """The records that say a form: in their name, by their facts, in their text.

    A name of several words is no name where a long text scatters them: it counts there
    only as it was typed.
    """
    yield IN_NAME, saying(index, table, table.in_name, form)
    yield IN_FACTS, by_facts(index, table, form)
    if len(form.words) == 1 or form.certainty == AS_TYPED:
        yield IN_TEXT, saying(index, table, table.in_text, form, hidden)


def saying(
    index: Index, table: Table, postings: Layers, form: Form, hidden: frozenset[str] = frozenset()
) -> int:
    """The records that hold every word of a form, none of which is `hidden`."""
    *whole, last = form.words
    if not hidden.isdisjoint(whole):
        return 0
    ends = index.starting(last)[:MOST_ENDINGS] if form.goes_on else [last]
    found = table.holding_any(postings, [word for word in ends if word not in hidden])
    for word in whole:
        if not found:
            break
        found &= table.holding(postings, word)
    return found


def by_facts(index: Index, table: Table, form: Form) -> int:
    """The records that a facet describes so: by the words of a choice, or by the name
    of a record of another kind.
    """
    found = 0
    described = facts(table.kind.name)
    values = [set(described.get(word, ())) for word in form.words]
    for parameter, value in set.intersection(*values):
        found |= table.having(parameter, [value])
    for facet in table.kind.all_facets:
        if not (facet.kind or facet.choices):
            found |= table.having(facet.parameter, form.words)
        elif facet.kind:
            other = index.tables[facet.kind]
            named = saying(index, other, other.in_name, form) & other.alive
            if named:
                found |= table.having(facet.parameter, other.numbers_of(named))
    return found


@lru_cache(maxsize=4)
def words_of_the_withheld(names: Names) -> frozenset[str]:
    """The words of names that may not show, without those of a name that may.

    A text that says such a name is shown without it: to be found by a word of it, it
    would tell whom it is about.
    """
    hidden: set[str] = set()
    shown: set[str] = set()
    for person in names.persons.values():
        spellings = [*(person[code] for code in CODES), *person["aliases"].splitlines()]
        words = {word for spelling in spellings for word in fold(spelling).split()}
        (shown if person["shows"] else hidden).update(words)
    return frozenset(hidden - shown)


def search_index(query: str, kinds: Sequence[str] | None = None) -> "Found":
    """What answers a query as it was typed; of some kinds, when they are given.

    A name that may not show finds nothing, as it is typed or once it is corrected, or
    the search would tell whose page hides it.
    """
    index, names = current_index(), names_in_hand.get()
    text = query[:LONGEST_QUERY]
    asked = read_query(text, index, index.synonyms)
    if names.are_asked_in(text) or names.are_asked_in(asked.meant):
        asked = Query(())
    return Found(index, asked, kinds)


class Found:
    """What a query finds: `counts` by kind, pages of it, and the needles `left_out`."""

    def __init__(self, index: Index, query: Query, kinds: Sequence[str] | None = None):
        self.index = index
        self.query = query
        self.tables = {
            name: table for name, table in index.tables.items() if kinds is None or name in kinds
        }
        self.alive = {name: table.alive for name, table in self.tables.items()}
        hidden = words_of_the_withheld(names_in_hand.get())
        self.answers = [
            {name: answers_of(index, table, needle, hidden) for name, table in self.tables.items()}
            for needle in query.needles
        ]
        totals = [sum(each.found.bit_count() for each in found.values()) for found in self.answers]
        everything = sum(alive.bit_count() for alive in self.alive.values()) or 1
        self.rarity = [self.weight(place, total, everything) for place, total in enumerate(totals)]
        asked = [place for place, needle in enumerate(query.needles) if not needle.is_weak]
        self.unknown = [place for place in asked if not totals[place]]
        rare = [place for place in asked if 0 < totals[place] <= COMMON * everything]
        if not rare and not self.unknown:
            rare = [place for place, total in enumerate(totals) if total]
        self.required, self.bitmaps = self.best_of(rare)
        if len(rare) > 1 and not any(self.described_by_all(rare).values()):
            self.add(self.described_by_most(rare))
        if query.asks_service:
            self.add(self.services(rare))

    def weight(self, place: int, total: int, everything: int) -> int:
        """The weight of a needle: by how few records their names and facts say it; half
        of it where texts alone do.
        """
        described = sum(each.described.bit_count() for each in self.answers[place].values())
        if not total:
            return RAREST
        rarity = min(RAREST, max(2.0, log2(everything / (described or total))))
        return round(rarity if described else rarity / 2)

    def best_of(self, places: list[int]) -> tuple[list[int], dict[str, int]]:
        """The needles to keep, as many as some record answers to; of equal ones those
        that weigh most.
        """
        for size in range(len(places), 0, -1):
            kept = sorted(
                combinations(places, size),
                key=lambda some: -sum(self.rarity[each] for each in some),
            )
            for some in kept:
                bitmaps = self.answering_all(some)
                if any(bitmaps.values()):
                    return list(some), bitmaps
        return [], dict.fromkeys(self.tables, 0)

    def answering_all(self, places: Sequence[int]) -> dict[str, int]:
        return {
            name: reduce(
                int.__and__, (self.answers[place][name].found for place in places), self.alive[name]
            )
            for name in self.tables
        }

    def described_by_all(self, places: Sequence[int]) -> dict[str, int]:
        """The records whose names and facts say every one of the needles."""
        return {
            name: reduce(
                int.__and__,
                (self.answers[place][name].described for place in places),
                self.alive[name],
            )
            for name in self.tables
        }

    def described_by_most(self, places: Sequence[int]) -> dict[str, int]:
        """The records whose names and facts say half of what is asked, by weight, or
        whose name surely says one of it.
        """
        half = sum(self.rarity[place] for place in (*places, *self.unknown)) / 2
        found = {}
        for name in self.tables:
            said, named = Sums(), 0
            for place in places:
                said.add(self.answers[place][name].described, self.rarity[place])
                named |= self.answers[place][name].in_name
            groups = said.groups(self.alive[name])
            found[name] = reduce(
                int.__or__, (most for total, most in groups if total >= half), named
            )
        return found

    def services(self, places: Sequence[int]) -> dict[str, int]:
        """The services that answer something of what is asked."""
        found = {}
        for name, table in self.tables.items():
            parameter, value = table.kind.service
            if parameter:
                answering = (self.answers[place][name].found for place in places)
                found[name] = table.having(parameter, [value]) & reduce(int.__or__, answering, 0)
        return found

    def add(self, more: dict[str, int]):
        for name, bitmap in more.items():
            self.bitmaps[name] |= bitmap & self.alive[name]

    def of_kind(self, name: str) -> "Found":
        """What is found of one kind alone."""
        return self.within(name, self.alive.get(name, 0))

    def within(self, name: str, rows: int) -> "Found":
        """What is found of one kind, among some of its records."""
        narrowed = copy(self)
        narrowed.bitmaps = {name: self.bitmaps[name] & rows}
        return narrowed

    @property
    def left_out(self) -> list[str]:
        """The words, as typed, that what is found does not answer."""
        return [
            needle.typed
            for place, needle in enumerate(self.query.needles)
            if place in self.unknown
            or (not needle.is_weak and self.counts and not self.is_answered(place))
        ]

    def is_answered(self, place: int) -> bool:
        return place in self.required or any(
            self.answers[place][name].found & found for name, found in self.bitmaps.items()
        )

    @property
    def counts(self) -> dict[str, int]:
        counted = {name: found.bit_count() for name, found in self.bitmaps.items()}
        return {name: count for name, count in counted.items() if count}

    def page(self, start: int, stop: int) -> list[tuple[str, int]]:
        """The kind and number of the records from one place to another, the best
        first; of equal rank in the order of the kinds, then of their numbers.
        """
        ranks = list(KINDS)
        groups = sorted(
            (-points, ranks.index(name), name, bitmap)
            for name in self.bitmaps
            for points, bitmap in self.groups(name)
        )
        rows: list[tuple[str, int]] = []
        for _points, _rank, name, bitmap in groups:
            count = bitmap.bit_count()
            if start < count:
                wanted = self.tables[name].page(bitmap, NUMBER, start, start + stop - len(rows))
                rows.extend((name, record) for record in wanted[: stop - len(rows)])
            start = max(0, start - count)
        return rows

    def groups(self, name: str) -> list[tuple[int, int]]:
        """The records of a kind that are found, put together by their points."""
        found = self.bitmaps[name]
        if not found:
            return []
        sums = Sums()
        table = self.tables[name]
        for place, answers in enumerate(self.answers):
            left = found
            for points, bitmap in sorted(answers[name].by_points.items(), reverse=True):
                sums.add(bitmap & left, points * self.rarity[place])
                left &= ~bitmap
        in_name = reduce(
            int.__and__, (self.answers[place][name].in_name for place in self.required), found
        )
        sums.add(in_name & table.shorter_than(len(self.required)), WHOLE_NAME)
        if self.query.asks_service and table.kind.service[0]:
            parameter, value = table.kind.service
            sums.add(found & table.having(parameter, [value]), SERVICE)
        return sums.groups(found)


class Sums:
    """Sums of whole numbers for every record at once: the bitmap of each binary digit
    (bit-sliced addition).
    """

    def __init__(self):
        self.digits: list[int] = []

    def add(self, bitmap: int, number: int):
        """Add `number` to the sum of each record of the bitmap."""
        place = 0
        carry = 0
        while bitmap and (number >> place or carry):
            if place == len(self.digits):
                self.digits.append(0)
            digit = self.digits[place]
            added = bitmap if number >> place & 1 else 0
            self.digits[place] = digit ^ added ^ carry
            carry = (digit & added) | (carry & (digit ^ added))
            place += 1

    def groups(self, bitmap: int) -> list[tuple[int, int]]:
        """The records of a bitmap by their sum, the largest first."""
        found = [(0, bitmap)]
        for digit in reversed(self.digits):
            found = [
                (total * 2 + one, part)
                for total, group in found
                for one, part in ((1, group & digit), (0, group & ~digit))
                if part
            ]
        return found
