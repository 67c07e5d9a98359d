"""What is published: every figure of every period, masked, with what a frozen quarter said and what was corrected since."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from kairouan.common.calendar import TUNIS
from kairouan.common.publication import remembered

from ..models import FrozenQuarter
from .facts import Fact, Records
from .indicators import BREAKDOWNS, INDICATORS, Indicator, Measure
from .masking import Figures, masked
from .periods import START, Period, periods_of

TOTAL = ("", "")  # the breakdown and the value of a figure that is not broken down

Number = int | Decimal
# By breakdown and value; None where it is masked, nothing where there is nothing to reckon with.
Cells = dict[tuple[str, str], Number | None]


@dataclass(frozen=True)
class Line:
    """A value of a breakdown. `number` is None where it is masked."""

    label: str
    number: Number | None
    share: int  # of the largest of its table, in hundredths: the length of its bar


@dataclass(frozen=True)
class Table:
    title: str
    overlaps: bool
    lines: list[Line]

    @classmethod
    def of(cls, title: str, numbers: list[tuple[str, Number | None]], overlaps: bool = False) -> "Table":
        largest = max((number for _label, number in numbers if number), default=1)
        lines = [Line(label, number, max(1, round(100 * number / largest)) if number else 0) for label, number in numbers]
        return cls(title, overlaps, lines)


@dataclass(frozen=True)
class Reading:
    """A measure in a period; for what is known by year, the latest year when it is read since the start.

    `has_number` is False where there is nothing to reckon with yet; `corrected` is the count of today where a frozen quarter said otherwise, None
    elsewhere.
    """

    measure: Measure
    period: Period
    number: Number | None
    has_number: bool
    corrected: Number | None
    tables: list[Table]


@dataclass(frozen=True)
class Release:
    """`cells` and `corrections` by measure and period, `frozen` by period: language has no part in them."""

    periods: list[Period]
    cells: dict[tuple[str, str], Cells]
    corrections: dict[tuple[str, str], Number]
    frozen: dict[str, datetime.date]

    def read(self, measure: Measure, period: Period) -> Reading:
        if measure.is_yearly and period == START:
            known = (each for each in self.periods if TOTAL in self.cells.get((measure.key, each.key), {}))
            period = next(known, START)
        cells = self.cells.get((measure.key, period.key), {})
        return Reading(
            measure,
            period,
            cells.get(TOTAL),
            TOTAL in cells,
            self.corrections.get((measure.key, period.key)),
            [table for name in measure.breakdowns if (table := table_of(name, cells)).lines],
        )

    def readings(self, indicator: Indicator, period: Period) -> list[Reading]:
        return [self.read(measure, period) for measure in indicator.measures]

    def table(self, measure: Measure, period: Period, name: str) -> Table | None:
        """One breakdown of a measure, if anything comes under it."""
        found = table_of(name, self.cells.get((measure.key, period.key), {}))
        return found if found.lines else None

    def by_period(self, measure: Measure, period: Period) -> Table | None:
        """The years since the start, or the quarters of a year, the first first."""
        parts = sorted(period.parts(self.periods))
        numbers = [(part.label, cells[TOTAL]) for part in parts if TOTAL in (cells := self.cells.get((measure.key, part.key), {}))]
        return Table.of(gettext("Par trimestre") if period.year else gettext("Par année"), numbers) if numbers else None


def table_of(name: str, cells: Cells) -> Table:
    """Without the values that nobody comes under."""
    breakdown = BREAKDOWNS[name]
    numbers = [(label, cells[name, value]) for value, label in breakdown.choices if cells.get((name, value), 0) != 0]
    return Table.of(breakdown.title, numbers, breakdown.overlaps)


def published() -> Release:
    """The figures of today. Kept for the edition in hand."""
    return remembered("results", (), reckon)


def reckon() -> Release:
    """In a fixed number of statements, whatever there is to count."""
    frozen = {Period(quarter.year, quarter.quarter): quarter for quarter in FrozenQuarter.objects.all()}
    records = Records()
    facts = {}
    for indicator in INDICATORS.values():
        facts |= indicator.count(records)
    days = {fact.day for rows in facts.values() for fact in rows} | {period.ends_on for period in frozen}
    periods = periods_of(days)
    said = {period: {key: read_cells(cells) for key, cells in quarter.figures.items()} for period, quarter in frozen.items()}

    cells, corrections, hidden = {}, {}, {}
    for measure in (measure for indicator in INDICATORS.values() for measure in indicator.measures):
        before = {period: figures[measure.key] for period, figures in said.items() if measure.key in figures}
        rows = Rows(measure, facts[measure.key], periods)
        numbers = rows.numbers()
        hidden[measure.key] = (
            hidden_of(rows, numbers, before, hidden.get(measure.follows, frozenset())) if measure.guarded else set()
        )
        for period in rows.periods:
            today = {
                key[1:]: None if key in hidden[measure.key] else numbers[key] for key in rows.keys_of(period) if key in numbers
            }
            cells[measure.key, period.key] = before.get(period, today)
            now, then = today.get(TOTAL), before.get(period, today).get(TOTAL)
            if None not in (now, then) and now != then:
                corrections[measure.key, period.key] = now
    closed_on = {period.key: quarter.frozen_at.astimezone(TUNIS).date() for period, quarter in frozen.items()}
    return Release(periods, cells, corrections, closed_on)


class Rows:
    """The facts of a measure, by figure: (period, breakdown, value)."""

    def __init__(self, measure: Measure, facts: list[Fact], periods: list[Period]):
        self.measure = measure
        self.facts = facts
        self.periods = [period for period in periods if period.year and not period.quarter] if measure.is_yearly else periods
        self.behind = {key: [] for period in self.periods for key in self.keys_of(period)}
        for period in self.periods:
            self.put_in(period)

    def keys_of(self, period: Period) -> list[tuple]:
        values = ((name, value) for name in self.measure.breakdowns for value, _label in BREAKDOWNS[name].choices)
        return [(period, *TOTAL), *((period, name, value) for name, value in values)]

    def put_in(self, period: Period):
        """Each fact under its figures. Of a subject that counts once, the first row of the period says who it is, but for what it may be several
        times over."""
        met = defaultdict(set)
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

    def numbers(self) -> dict[tuple, Number]:
        found = {key: self.measure.reckon([self.facts[number] for number in numbers]) for key, numbers in self.behind.items()}
        return {key: number for key, number in found.items() if number is not None}

    def figures(self) -> Figures:
        """As the masking reads them: people where they count once, else the rows that are added up."""
        distinct, facts = self.measure.distinct, self.facts
        sums, unions = [], []
        for period in self.periods:
            for name in self.measure.breakdowns:
                parts = tuple((period, name, value) for value, _label in BREAKDOWNS[name].choices)
                (unions if distinct and BREAKDOWNS[name].overlaps else sums).append(((period, *TOTAL), parts))
            if shorter := period.parts(self.periods):
                for _period, name, value in self.keys_of(period):
                    parts = tuple((part, name, value) for part in shorter)
                    (unions if distinct else sums).append(((period, name, value), parts))
        return Figures(
            behind={
                key: frozenset(facts[number].subject for number in numbers) if distinct else frozenset(numbers)
                for key, numbers in self.behind.items()
            },
            owner=(lambda subject: subject) if distinct else (lambda number: facts[number].subject),
            sums=sums,
            unions=unions,
            within=[
                (inner, outer)
                for wide in self.periods
                for narrow in self.periods
                if narrow == wide or narrow.lies_within(wide)
                for inner in self.keys_of(narrow)
                for outer in {(wide, *inner[1:]), (wide, *TOTAL)} - {inner}
            ],
            rank=rank,
        )


def rank(key: tuple) -> tuple:
    """What is hidden first: a part before a total, a quarter before a year, a year before the whole."""
    period, name, _value = key
    return (not name, period == START, not period.quarter)


def hidden_of(rows: Rows, numbers: dict, before: dict[Period, Cells], with_it: frozenset) -> frozenset:
    """What is masked today, beside what the frozen quarters have shown."""
    behind = rows.behind
    already = {key for key in with_it if key in behind}
    public = set()
    for period, cells in before.items():
        for key in rows.keys_of(period):
            if key[1:] not in cells:
                continue
            if cells[key[1:]] is None:
                already.add(key)
            elif key[1:] != TOTAL or cells[TOTAL] == numbers.get(key):  # a corrected total is another figure, and may be masked
                public.add(key)
    return masked(rows.figures(), already - public, public)


def written_cells(cells: Cells) -> dict:
    """As a frozen quarter keeps them: "sex:female" → 12, decimals as text, null where it is masked."""
    return {
        (":".join(key) if key != TOTAL else ""): number if isinstance(number, int | None) else str(number)
        for key, number in cells.items()
    }


def read_cells(written: dict) -> Cells:
    return {
        (name, value): number if isinstance(number, int | None) else Decimal(number)
        for key, number in written.items()
        for name, _colon, value in [key.partition(":")]
    }
