"""State what a reader knows of the figures before reading them: which add up, which lie
within others, which are of the same people.

Over a family at once: a measure, and those that follow it (seats and hours are of the
people trained). The table it makes (`proof.py`) is in whole numbers; a figure that is
zero is known to be, and stands in no row.
"""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import ceil, gcd
from typing import Any

from programme.models import AgeBand

from .facts import Fact
from .indicators import BREAKDOWNS, Measure, amount, count, total
from .periods import START, ReportingPeriod
from .proof import SMALLEST_SHOWN, Group, Row, Share, Table, TableCell

TOTAL = ("", "")  # the breakdown and the value of a figure that is not broken down
# a person's own, or as many as they were met under: no later row moves them
LASTING = {"", "sex", "delegation", "axis", "support"}
GROWS = "age"
YOUNGEST_FIRST = (AgeBand.YOUNG, AgeBand.UNDER_35, AgeBand.OLDER)
# of what is added up, to the last unit: minutes and hundredths of a full time; millimes
UNITS = {total: 300, amount: 1000}
A_CROWD = 10_000  # people: of two figures that cost the same, the one of fewer is masked
STEPS_OF_A_GRAIN = 8  # of money, which comes in any amount, worlds are looked for in such steps


class MeasureRows:
    """The facts of a measure, by figure: (period, breakdown, value)."""

    def __init__(self, measure: Measure, facts: list[Fact], periods: list[ReportingPeriod]):
        self.measure = measure
        self.facts = facts
        self.periods = (
            [period for period in periods if period.year and not period.quarter]
            if measure.is_yearly
            else periods
        )
        self.behind: dict[tuple, list[int]] = {
            key: [] for period in self.periods for key in self.keys_of(period)
        }
        for period in self.periods:
            self.put_in(period)

    def keys_of(self, period: ReportingPeriod) -> list[tuple]:
        values = (
            (name, value)
            for name in self.measure.breakdowns
            for value, _label in BREAKDOWNS[name].choices
        )
        return [(period, *TOTAL), *((period, name, value) for name, value in values)]

    def put_in(self, period: ReportingPeriod):
        """Each fact under its figures.

        Of a subject that counts once, the first row of the period says who it is, but
        for what it may be several times over.
        """
        met: dict[tuple, set] = defaultdict(set)
        for number, fact in enumerate(self.facts):
            if not period.holds(fact.day):
                continue
            for name in ("", *self.measure.breakdowns):
                value = fact.traits[name] if name else ""
                if self.measure.distinct:
                    once = (name, value) if name and BREAKDOWNS[name].overlaps else (name,)
                    if fact.subject in met[once]:
                        continue
                    met[once].add(fact.subject)
                self.behind[period, name, value].append(number)

    def numbers(self) -> dict[tuple, Any]:
        found = {
            key: self.measure.reckon([self.facts[number] for number in numbers])
            for key, numbers in self.behind.items()
        }
        return {key: number for key, number in found.items() if number is not None}

    @cached_property
    def owners(self) -> dict[tuple, frozenset]:
        facts = self.facts
        return {
            key: frozenset(facts[number].subject for number in numbers)
            for key, numbers in self.behind.items()
        }

    @property
    def adds(self) -> bool:
        """Its figures are what is added up; of a mean or a change, the audit counts the
        rows.
        """
        return self.measure.reckon in UNITS

    @cached_property
    def weights(self) -> list[int]:
        """By fact, what it adds, in whole units."""
        if not self.adds:
            return [1] * len(self.facts)
        unit = UNITS[self.measure.reckon]
        return [round(Fraction(fact.value) * unit) for fact in self.facts]

    @cached_property
    def values(self) -> dict[tuple, int]:
        """By figure, what the audit reads of it, in whole units."""
        return {
            key: sum(self.weights[number] for number in numbers)
            for key, numbers in self.behind.items()
        }

    @cached_property
    def least(self) -> int:
        """The smallest that is ever added."""
        return min((weight for weight in self.weights if weight), default=1)

    def grain(self, key: tuple) -> int:
        """What one row more would add, about; of money, a fifth of it."""
        if not self.adds or not self.values[key]:
            return 1
        several = SMALLEST_SHOWN if self.measure.reckon is amount else len(self.behind[key])
        return ceil(Fraction(self.values[key], several))

    def step(self, key: tuple) -> int:
        """What it is a multiple of: everyone knows how long the sessions lasted."""
        if self.measure.reckon is amount:
            smallest = min(self.grain(each) for each, value in self.values.items() if value)
            return max(1, smallest // STEPS_OF_A_GRAIN)
        return gcd(*(self.weights[number] for number in self.behind[key])) or 1


class MeasureGroup:
    """A guarded measure and those that follow it, as a table to audit, beside what
    closed quarters have shown (`before`, by measure and period) and what is shown of
    others without a mask (`beside`).
    """

    def __init__(
        self,
        rows: list[MeasureRows],
        before: dict[tuple[str, ReportingPeriod], dict],
        numbers: dict[str, dict],
        beside: Iterable[MeasureRows] = (),
    ):
        self.rows = rows
        self.before = before
        self.numbers = numbers
        self.table = Table()
        self.keys: list[tuple] = []
        self.places: dict[tuple, int] = {}
        leader, *followers = rows
        for each in rows:
            self.count(each)
            self.within_periods(each)
            self.over_time(each)
            self.differences(each)
        for place, follower in enumerate(followers):
            for each in (leader, *followers[:place]):
                self.follow(each, follower)
        for each in beside:
            self.stand_beside(each)

    def figures_of(self, places: Iterable[int]) -> dict[str, set[tuple]]:
        """By measure, the figures (period, breakdown, value) of these cells."""
        found: dict[str, set[tuple]] = {rows.measure.key: set() for rows in self.rows}
        for place in places:
            measure, *key = self.keys[place]
            found[measure].add(tuple(key))
        return found

    def place(self, rows: MeasureRows, key: tuple) -> int | None:
        return self.places.get((rows.measure.key, *key))

    def known(self, rows: MeasureRows, keys: Iterable[tuple]) -> list[int]:
        """The cells of these figures that are not zero."""
        return [place for key in keys if (place := self.place(rows, key)) is not None]

    # Rows

    def equal(self, whole: int, parts: list[int]):
        self.table.rows.append(Row(((-1, whole), *((1, part) for part in parts)), True))

    def no_less(self, more: list[tuple[int, int]], less: list[tuple[int, int]], constant: int = 0):
        terms = (*more, *((-times, place) for times, place in less))
        self.table.rows.append(Row(terms, False, constant))

    # What is known

    def count(self, rows: MeasureRows):
        """Every figure that is not zero, and what closed quarters have shown of it."""
        for key, value in rows.values.items():
            if not value:
                continue
            is_small = 0 < len(rows.owners[key]) < SMALLEST_SHOWN
            must_hide, is_public, is_guarded = self.remembered(rows, key, is_small)
            self.places[rows.measure.key, *key] = len(self.keys)
            self.keys.append((rows.measure.key, *key))
            self.table.cells.append(
                TableCell(
                    value,
                    min(rows.least, value),
                    rows.step(key),
                    rows.grain(key),
                    masking_cost(rows.measure, key) + len(rows.owners[key]) / A_CROWD,
                    must_hide or (is_small and not is_public),
                    is_public,
                    is_guarded,
                )
            )

    def remembered(self, rows: MeasureRows, key: tuple, is_small: bool) -> tuple[bool, bool, bool]:
        """For a cell: masked in any case, shown before, guarded.

        A figure that has been corrected since is another figure: the old one stays, the
        new one is masked, but for a total corrected by five or more. That it may be
        reckoned tells nobody, unless it or its correction is small.
        """
        said = self.before.get((rows.measure.key, key[0]), {})
        if key[1:] not in said:
            return False, False, True
        if said[key[1:]] is None:
            return True, False, True
        if said[key[1:]] == self.numbers[rows.measure.key].get(key):
            return False, True, True
        is_large = self.is_large(rows, key)
        return not is_large or key[1:] != TOTAL, False, is_small or not is_large

    def is_large(self, rows: MeasureRows, key: tuple) -> bool:
        """A correction of five people, or five rows, at least; what follows people is
        corrected with them. Of a mean, nobody can say.
        """
        leader = self.rows[0]
        if rows is not leader:
            return key in leader.behind and self.change(leader, key) >= SMALLEST_SHOWN
        if not (rows.adds or rows.measure.reckon is count):
            return False
        unit = UNITS.get(rows.measure.reckon, 1)
        return self.change(rows, key) * unit >= SMALLEST_SHOWN * rows.grain(key)

    def change(self, rows: MeasureRows, key: tuple) -> float:
        measure = rows.measure.key
        said = self.before.get((measure, key[0]), {}).get(key[1:])
        now = self.numbers[measure].get(key, 0)
        return abs(float(now) - float(said)) if said is not None else 0

    def within_periods(self, rows: MeasureRows):
        for period in rows.periods:
            whole = (period, *TOTAL)
            for name in rows.measure.breakdowns:
                parts = [(period, name, value) for value, _label in BREAKDOWNS[name].choices]
                self.mask_with(rows, whole, rows, parts)
                self.part(rows, whole, parts, rows.measure.distinct and BREAKDOWNS[name].overlaps)

    def mask_with(
        self, rows: MeasureRows, key: tuple, others: MeasureRows, with_it: Iterable[tuple]
    ):
        if (place := self.place(rows, key)) is not None:
            self.table.followers.setdefault(place, []).extend(self.known(others, with_it))

    def over_time(self, rows: MeasureRows):
        """The quarters and their year, the years and the whole."""
        for period in rows.periods:
            shorter = sorted(period.parts(rows.periods))
            if not shorter:
                continue
            for _period, name, value in rows.keys_of(period):
                self.part(
                    rows,
                    (period, name, value),
                    [(part, name, value) for part in shorter],
                    rows.measure.distinct,
                )
            if rows.measure.distinct and GROWS in rows.measure.breakdowns and period == START:
                self.nobody_grows_younger(rows, shorter)

    def part(self, rows: MeasureRows, whole: tuple, parts: list[tuple], overlap: bool):
        """The parts of a whole: they add up to it, or, where one may be in several of
        them, they come to it or to more, and each lies within.
        """
        place, met = self.place(rows, whole), self.known(rows, parts)
        if place is None:  # then each of its parts is zero, too, but for who was older then
            return
        if not overlap:
            self.equal(place, met)
            if rows.adds:
                self.table.shares.append(
                    Share(
                        place,
                        tuple(
                            (part, tuple(sorted(map(self.owner, rows.owners[self.keys[part][1:]]))))
                            for part in met
                        ),
                    )
                )
            return
        self.no_less([(1, part) for part in met], [(1, place)])
        for part in parts:
            if (inner := self.place(rows, part)) is not None and self.is_nested(rows, whole, part):
                self.no_less([(1, place)], [(1, inner)])
        several = sum(self.table.cells[part].value for part in met) - rows.values[whole]
        if 0 < several < SMALLEST_SHOWN:
            self.table.groups.append(Group((*((1, part) for part in met), (-1, place)), 1))

    def is_nested(self, rows: MeasureRows, whole: tuple, part: tuple) -> bool:
        """Whoever is in the part is in the whole: what they are does not change, nor
        their age within a year, nor had anyone come before the first period.
        """
        period, name, _value = part
        if name in LASTING or (name == GROWS and whole[0].year):
            return True
        earlier = [each for each in rows.periods if each.lies_within(whole[0]) and each < period]
        return not any(rows.values[each, *TOTAL] for each in earlier)

    def owner(self, subject: Any) -> int:
        return self.owner_numbers.setdefault(subject, len(self.owner_numbers))

    @cached_property
    def owner_numbers(self) -> dict[Any, int]:
        """A number for each owner: the audit needs no more of them."""
        return {}

    def nobody_grows_younger(self, rows: MeasureRows, years: list[ReportingPeriod]):
        """People at most so old in a year were no older when they were first met."""
        unknown = (AgeBand.UNKNOWN,)
        for bands in (*accumulate((band,) for band in YOUNGEST_FIRST), unknown):
            for year in years:
                young = self.known(rows, [(START, GROWS, band) for band in bands])
                these = self.known(rows, [(year, GROWS, band) for band in bands])
                if these:
                    self.no_less([(1, each) for each in young], [(1, each) for each in these])

    def differences(self, rows: MeasureRows):
        """Forty in the year and thirty-eight in one of its quarters tell of two; so do
        forty, and thirty-eight in one axis.
        """
        for wide in rows.periods:
            for narrow in rows.periods:
                for inner in rows.keys_of(narrow):
                    if narrow == wide:
                        if inner[1:] != TOTAL and BREAKDOWNS[inner[1]].overlaps:
                            self.differ(rows, inner, (wide, *TOTAL))
                    elif narrow.lies_within(wide):
                        self.differ(rows, inner, (wide, *inner[1:]))
                        if inner[1:] != TOTAL:
                            self.differ(rows, inner, (wide, *TOTAL))

    def differ(self, rows: MeasureRows, inner: tuple, outer: tuple):
        inside, outside = rows.owners[inner], rows.owners[outer]
        if not inside or len(outside) - len(inside) >= SMALLEST_SHOWN:
            return
        if rows.measure.distinct:
            others = outside - inside if inside <= outside else frozenset()
        else:
            left = set(rows.behind[outer]).difference(rows.behind[inner])
            others = frozenset(rows.facts[number].subject for number in left)
        wide, narrow = self.place(rows, outer), self.place(rows, inner)
        if 0 < len(others) < SMALLEST_SHOWN and wide is not None and narrow is not None:
            grain = rows.grain(outer)
            if rows.measure.reckon is amount:  # a fifth of what is theirs
                grain = ceil(Fraction(rows.values[outer] - rows.values[inner], SMALLEST_SHOWN)) or 1
            self.table.groups.append(Group(((1, wide), (-1, narrow)), grain))

    def follow(self, leader: MeasureRows, follower: MeasureRows):
        """Mask of seats and hours what is masked of people.

        Nobody has less than the least seat, nor more than whoever has most; and seats
        beside people tell who came twice.
        """
        for period in follower.periods:
            weights: list[int] = []
            by_owner: dict[Any, int] = defaultdict(int)
            for number in follower.behind[period, *TOTAL]:
                weights.append(follower.weights[number])
                by_owner[follower.facts[number].subject] += follower.weights[number]
            if not any(weights):
                continue
            shortest = min(weights)
            longest = max(by_owner.values() if leader.measure.distinct else weights)
            for key in follower.keys_of(period):
                if key not in leader.behind:
                    continue
                if leader is self.rows[0]:
                    self.mask_with(leader, key, follower, [key])
                people, those = self.place(leader, key), self.place(follower, key)
                if people is None or those is None:
                    continue
                self.no_less([(1, those)], [(shortest, people)])
                if key[1] in LASTING or not leader.measure.distinct:
                    self.no_less([(longest, people)], [(1, those)])
                again = follower.values[key] - leader.values[key]
                if (
                    follower.measure.reckon is count
                    and leader.measure.distinct
                    and 0 < again < SMALLEST_SHOWN
                ):
                    self.table.groups.append(Group(((1, those), (-1, people)), 1))

    def stand_beside(self, other: MeasureRows):
        """On each day that was held someone was present, for a session at least."""
        for rows in self.rows[1:]:
            for key, days in other.values.items():
                place = self.place(rows, key)
                behind = rows.behind.get((key[0], *TOTAL), ())
                if days and place is not None:
                    shortest = min(rows.weights[number] for number in behind)
                    self.no_less([(1, place)], [], -days * shortest)


def masking_cost(measure: Measure, key: tuple) -> float:
    """What a mask takes from the reader: of a total more than of a part, of the whole
    more than of a year, of a year more than of a quarter.
    """
    period, name, _value = key
    cost = 4 if period == START else 1 if period.quarter else 2
    return cost * (1 if name else 3) * (0.5 if measure.follows else 1)
