"""State what a reader knows of the figures before reading them: which add up, which lie
within others, which are of the same people.

Over a family at once: a measure, and those that follow it (seats and hours are of the
people trained).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from math import inf
from typing import Any

from .facts import Fact
from .indicators import BREAKDOWNS, Measure, amount, count, total
from .masking import EXACT, SMALLEST_SHOWN, Cell, Figures, masked_keys
from .periods import START, ReportingPeriod

TOTAL = ("", "")  # the breakdown and the value of a figure that is not broken down
NOBODY = ("nobody",)  # a group that everyone knows to be empty
# a person's own, or as many as they were met under: no later row moves them
LASTING = {"", "sex", "delegation", "axis", "support"}


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
        return self.measure.reckon in (total, amount)

    @cached_property
    def values(self) -> dict[tuple, float]:
        if not self.adds:
            return {key: len(numbers) for key, numbers in self.behind.items()}
        facts = self.facts
        return {
            key: float(sum(facts[number].value for number in numbers))
            for key, numbers in self.behind.items()
        }

    @cached_property
    def least(self) -> float:
        """The smallest that is ever added."""
        return (
            min((float(fact.value) for fact in self.facts if fact.value), default=0)
            if self.adds
            else 1
        )

    def grain(self, key: tuple) -> float:
        """The number that one row more would add, about; of money, a fifth of it."""
        if not self.adds or not self.behind[key]:
            return 1
        return self.values[key] / (
            SMALLEST_SHOWN if self.measure.reckon is amount else len(self.behind[key])
        )


class MeasureGroup:
    """A guarded measure and those that follow it: what of them is masked, beside what
    closed quarters have shown (`before`, by measure and period).
    """

    def __init__(
        self,
        rows: list[MeasureRows],
        before: dict[tuple[str, ReportingPeriod], dict],
        numbers: dict[str, dict],
    ):
        self.rows = rows
        self.before = before
        self.numbers = numbers
        self.figures = Figures({NOBODY: Cell(0)})
        self.already: set[tuple] = set()
        self.public: set[tuple] = set()
        self.several: dict[tuple, tuple] = {}  # by whole: how many more its parts come to
        self.others: dict[tuple, tuple] = {}  # by whole and part: those who are not in it
        leader, *followers = rows
        for each in rows:
            self.count(each)
            self.within_periods(each)
            self.over_time(each)
        for place, follower in enumerate(followers):
            for each in (leader, *followers[:place]):
                self.follow(each, follower)
        self.remember()

    def hidden(self) -> dict[str, set[tuple]]:
        """By measure, the figures (period, breakdown, value) that are masked."""
        found: dict[str, set[tuple]] = {rows.measure.key: set() for rows in self.rows}
        for measure, *key in self.already:
            found[measure].add(tuple(key))
        for measure, *key in masked_keys(self.figures, self.already, self.public):
            found[measure].add(tuple(key))
        return found

    def count(self, rows: MeasureRows):
        for key, owners in rows.owners.items():
            value = rows.values[key]
            self.figures.cells[rows.measure.key, *key] = Cell(
                value,
                owners if value else frozenset(),
                rows.grain(key),
                min(rows.least, value),
                is_whole=not rows.adds,
                rank=masking_rank(rows.measure, key),
            )

    def mask_with(self, key: tuple, others: list[tuple]):
        self.figures.followers.setdefault(key, []).extend(others)

    def within_periods(self, rows: MeasureRows):
        for period in rows.periods:
            whole = (period, *TOTAL)
            for name in rows.measure.breakdowns:
                parts = [(period, name, value) for value, _label in BREAKDOWNS[name].choices]
                self.mask_with(
                    (rows.measure.key, *whole), [(rows.measure.key, *part) for part in parts]
                )
                self.part(
                    rows, whole, parts, overlap=rows.measure.distinct and BREAKDOWNS[name].overlaps
                )

    def over_time(self, rows: MeasureRows):
        """The quarters and their year, the years and the whole; and figures further
        apart that differ by few.
        """
        for period in rows.periods:
            if shorter := period.parts(rows.periods):
                for _period, name, value in rows.keys_of(period):
                    self.part(
                        rows,
                        (period, name, value),
                        [(part, name, value) for part in shorter],
                        rows.measure.distinct,
                    )
                if rows.measure.distinct:
                    self.share_out_the_others(rows, period, shorter)
        for wide in rows.periods:
            for narrow in rows.periods:
                if not narrow.lies_within(wide):
                    continue
                is_next = rows.measure.distinct and narrow in wide.parts(rows.periods)
                for inner in rows.keys_of(narrow):
                    if not is_next:  # else `part` has said it
                        self.differ(rows, inner, (wide, *inner[1:]))
                    if inner[1:] != TOTAL:
                        self.differ(rows, inner, (wide, *TOTAL))

    def part(self, rows: MeasureRows, whole: tuple, parts: list[tuple], overlap: bool):
        """The parts of a whole: they add up to it, or, where one may be in several of
        them, they come to it or to more, and each lies within.
        """
        measure = rows.measure.key
        if not overlap:
            self.figures.adds_up((measure, *whole), [(measure, *part) for part in parts])
            return
        if not rows.owners[whole]:
            return
        nested = [
            part for part in parts if part[1] in LASTING or rows.owners[part] <= rows.owners[whole]
        ]
        met = [part for part in parts if rows.owners[part]]
        for part in nested:
            if part not in met:
                self.others[whole, part] = (measure, *whole)
        if len(met) == 1:  # everyone was there
            self.figures.adds_up((measure, *whole), [(measure, *met[0])])
            self.several[whole] = self.others[whole, met[0]] = NOBODY
            return
        behind = frozenset().union(*(rows.owners[part] for part in met))
        several = sum(len(rows.owners[part]) for part in met) - len(rows.owners[whole])
        is_told = behind == rows.owners[whole] and 0 < several < SMALLEST_SHOWN
        self.several[whole] = self.figures.no_less(
            [(1, (measure, *part)) for part in met], [(1, (measure, *whole))], is_told
        )
        for part in met:
            if part in nested:
                self.others[whole, part] = self.figures.no_less(
                    [(1, (measure, *whole))],
                    [(1, (measure, *part))],
                    is_small(rows.owners[whole] - rows.owners[part]),
                )

    def share_out_the_others(
        self, rows: MeasureRows, period: ReportingPeriod, shorter: list[ReportingPeriod]
    ):
        """Split the people of the year who were not in the quarter by each breakdown,
        and those who came back as well.
        """
        whole = (period, *TOTAL)
        for name in rows.measure.breakdowns:
            if BREAKDOWNS[name].overlaps:
                continue
            wide = [
                (period, name, value)
                for value, _label in BREAKDOWNS[name].choices
                if rows.owners[period, name, value]
            ]
            if whole in self.several and all(each in self.several for each in wide):
                self.figures.share_out(self.several[whole], [self.several[each] for each in wide])
            for part in shorter:
                others = [(each, (part, *each[1:])) for each in wide]
                if (whole, (part, *TOTAL)) in self.others and all(
                    pair in self.others for pair in others
                ):
                    self.figures.share_out(
                        self.others[whole, (part, *TOTAL)], [self.others[pair] for pair in others]
                    )

    def differ(self, rows: MeasureRows, inner: tuple, outer: tuple):
        """Forty in the year and thirty-eight in one of its quarters tell of two."""
        inside, outside = rows.owners[inner], rows.owners[outer]
        if not inside or len(outside) - len(inside) >= SMALLEST_SHOWN:
            return
        if rows.measure.distinct:
            is_told = inside <= outside and is_small(outside - inside)
        else:
            others = set(rows.behind[outer]).difference(rows.behind[inner])
            is_told = is_small({rows.facts[number].subject for number in others})
        if is_told:
            measure = rows.measure.key
            self.figures.no_less(
                [(1, (measure, *outer))],
                [(1, (measure, *inner))],
                is_told=True,
                grain=rows.grain(outer),
            )

    def follow(self, leader: MeasureRows, follower: MeasureRows):
        """Mask of seats and hours what is masked of people.

        Nobody has less than the least seat, nor more than whoever has most; and seats
        beside people tell who came twice.
        """
        counts_rows = follower.measure.reckon is count
        for period in follower.periods:
            values: list[float] = []
            by_owner: dict[Any, float] = defaultdict(float)
            for place in follower.behind[period, *TOTAL]:
                fact = follower.facts[place]
                values.append(float(fact.value))
                by_owner[fact.subject] += float(fact.value)
            if not values:
                continue
            shortest, longest = (
                min(values),
                max(by_owner.values() if leader.measure.distinct else values),
            )
            for key in follower.keys_of(period):
                people, those = (leader.measure.key, *key), (follower.measure.key, *key)
                if people not in self.figures.cells:
                    continue
                if leader is self.rows[0]:
                    self.mask_with(people, [those])
                number, value = leader.values[key], follower.values[key]
                if not number or not value:
                    continue
                # every session is as long: hours are seats
                if shortest == longest and abs(shortest * number - value) < EXACT:
                    self.figures.equal([(1, those), (-shortest, people)])
                is_told = (
                    counts_rows and leader.measure.distinct and 0 < value - number < SMALLEST_SHOWN
                )
                self.figures.no_less([(1, those)], [(shortest, people)], is_told)
                if longest * number >= value - EXACT:
                    self.figures.no_less([(longest, people)], [(1, those)])

    def remember(self):
        """State what closed quarters have shown.

        A figure that has been corrected since is another figure: the old one stays, the
        new one is masked with all that would tell of a correction of fewer than five.
        """
        for rows in self.rows:
            measure, leader = rows.measure.key, self.rows[0].measure.key
            for period in rows.periods:
                for key in rows.keys_of(period):
                    said = self.before.get((measure, period), {})
                    if key[1:] not in said:
                        continue
                    if said[key[1:]] is None:
                        self.already.add((measure, *key))
                    elif said[key[1:]] == self.numbers[measure].get(key):
                        self.public.add((measure, *key))
                    else:
                        self.correct(
                            rows,
                            key,
                            float(said[key[1:]]),
                            is_large=self.is_large(rows, leader, key),
                        )

    def is_large(self, rows: MeasureRows, leader: str, key: tuple) -> bool:
        """A correction of five people, or five rows, at least; what follows people is
        corrected with them.
        """
        if rows.measure.key != leader:
            return (leader, *key) in self.figures.cells and self.change(
                leader, key
            ) >= SMALLEST_SHOWN
        return self.change(leader, key) >= SMALLEST_SHOWN * rows.grain(key)

    def change(self, measure: str, key: tuple) -> float:
        said = self.before.get((measure, key[0]), {}).get(key[1:])
        return (
            abs(float(self.numbers[measure].get(key, 0)) - float(said)) if said is not None else 0
        )

    def correct(self, rows: MeasureRows, key: tuple, said: float, is_large: bool):
        cells, measure = self.figures.cells, rows.measure.key
        cell = cells[measure, *key]
        # never shown; that it may be reckoned tells nobody, if it is not small
        if key[1:] != TOTAL or not is_large:
            self.already.add((measure, *key))
            cells[measure, *key] = replace(cell, is_unknown=True, is_told=cell.is_small)
        if is_large or not (rows.adds or rows.measure.reckon is count):
            return
        cells["said", measure, *key] = replace(cell, value=said, owners=frozenset())
        self.public.add(("said", measure, *key))
        self.figures.unknown(
            [(1, (measure, *key)), (-1, ("said", measure, *key))],
            Cell(
                cell.value - said,
                grain=cell.grain,
                least=-inf,
                is_whole=cell.is_whole,
                is_unknown=True,
                is_told=True,
            ),
        )


def is_small(owners: Iterable) -> bool:
    return 0 < len(set(owners)) < SMALLEST_SHOWN


def masking_rank(measure: Measure, key: tuple) -> tuple:
    """Order what is masked first: a part before a total, a quarter before a year, a
    year before the whole; what follows before what it follows.
    """
    period, name, _value = key
    return (not name, period == START, not period.quarter, not measure.follows)
