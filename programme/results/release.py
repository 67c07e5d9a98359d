"""Published figures: every one of every period, masked, with what a frozen quarter said
and what was corrected since.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from kairouan.common.annotations import StrOrPromise
from kairouan.common.calendar import TUNIS
from kairouan.publication.edition import cached_for_edition

from .facts import Fact, FactReader
from .indicators import BREAKDOWNS, INDICATORS, Indicator, Measure
from .models import FrozenQuarter
from .periods import START, ReportingPeriod, periods_of
from .relations import TOTAL, MeasureGroup, MeasureRows

Number = int | Decimal
# By breakdown and value; None where it is masked, nothing where there is nothing to
# reckon with.
Cells = dict[tuple[str, str], Number | None]


@dataclass(frozen=True)
class BreakdownLine:
    """A value of a breakdown. `number` is None where it is masked."""

    label: str
    number: Number | None
    share: int  # of the largest of its table, in hundredths: the length of its bar

    @property
    def gap(self) -> int:
        """Room above a column as high as its share."""
        return 100 - self.share


@dataclass(frozen=True)
class BreakdownTable:
    title: StrOrPromise
    overlaps: bool
    lines: list[BreakdownLine]

    @property
    def has_numbers(self) -> bool:
        """Whether anything is left to draw when what is masked is taken away."""
        return any(line.number for line in self.lines)

    @classmethod
    def of(
        cls, title: StrOrPromise, numbers: list[tuple[str, Number | None]], overlaps: bool = False
    ) -> "BreakdownTable":
        largest = max((number for _label, number in numbers if number), default=1)
        lines = [
            BreakdownLine(label, number, max(1, round(100 * number / largest)) if number else 0)
            for label, number in numbers
        ]
        return cls(title, overlaps, lines)


@dataclass(frozen=True)
class PublishedFigure:
    """A measure in a period; for what is known by year, the latest year when it is read
    since the start.

    `has_number` is False where there is nothing to reckon with yet; `corrected` is the
    count of today where a frozen quarter said otherwise, None elsewhere.
    """

    measure: Measure
    period: ReportingPeriod
    number: Number | None
    has_number: bool
    corrected: Number | None
    tables: list[BreakdownTable]


@dataclass(frozen=True)
class Release:
    """`cells` and `corrections` by measure and period, `frozen` by period: language has
    no part in them.
    """

    periods: list[ReportingPeriod]
    cells: dict[tuple[str, str], Cells]
    corrections: dict[tuple[str, str], Number]
    frozen: dict[str, datetime.date]

    def read(self, measure: Measure, period: ReportingPeriod) -> PublishedFigure:
        if measure.is_yearly and period == START:
            known = (
                each
                for each in self.periods
                if TOTAL in self.cells.get((measure.key, each.key), {})
            )
            period = next(known, START)
        cells = self.cells.get((measure.key, period.key), {})
        return PublishedFigure(
            measure,
            period,
            cells.get(TOTAL),
            TOTAL in cells,
            self.corrections.get((measure.key, period.key)),
            [table for name in measure.breakdowns if (table := breakdown_table(name, cells)).lines],
        )

    def readings(self, indicator: Indicator, period: ReportingPeriod) -> list[PublishedFigure]:
        return [self.read(measure, period) for measure in indicator.measures]

    def table(self, measure: Measure, period: ReportingPeriod, name: str) -> BreakdownTable | None:
        """One breakdown of a measure, if anything comes under it."""
        found = breakdown_table(name, self.cells.get((measure.key, period.key), {}))
        return found if found.lines else None

    def by_period(self, measure: Measure, period: ReportingPeriod) -> BreakdownTable | None:
        """The years since the start, or the quarters of a year, the first first."""
        parts = sorted(period.parts(self.periods))
        numbers = [
            (part.label, cells[TOTAL])
            for part in parts
            if TOTAL in (cells := self.cells.get((measure.key, part.key), {}))
        ]
        return (
            BreakdownTable.of(
                gettext("Par trimestre") if period.year else gettext("Par année"), numbers
            )
            if numbers
            else None
        )


def breakdown_table(name: str, cells: Cells) -> BreakdownTable:
    """Without the values that nobody comes under."""
    breakdown = BREAKDOWNS[name]
    numbers = [
        (label, cells[name, value])
        for value, label in breakdown.choices
        if cells.get((name, value), 0) != 0
    ]
    return BreakdownTable.of(breakdown.title, numbers, breakdown.overlaps)


def published() -> Release:
    """The figures of today. Kept for the edition in hand."""
    return cached_for_edition("results", (), reckon)


def reckon() -> Release:
    """In a fixed number of statements, whatever there is to count."""
    frozen = {
        ReportingPeriod(quarter.year, quarter.quarter): quarter
        for quarter in FrozenQuarter.objects.all()
    }
    records = FactReader()
    facts: dict[str, list[Fact]] = {}
    for indicator in INDICATORS.values():
        facts |= indicator.count(records)
    days = {fact.day for rows in facts.values() for fact in rows} | {
        period.ends_on for period in frozen
    }
    periods = periods_of(days)
    before = {
        (measure, period): read_cells(cells)
        for period, quarter in frozen.items()
        for measure, cells in quarter.figures.items()
    }
    measures = [measure for indicator in INDICATORS.values() for measure in indicator.measures]
    rows = {measure.key: MeasureRows(measure, facts[measure.key], periods) for measure in measures}
    numbers = {key: each.numbers() for key, each in rows.items()}
    hidden = masked_of(measures, rows, before, numbers)
    cells: dict[tuple[str, str], Cells] = {}
    corrections: dict[tuple[str, str], Number] = {}
    for measure in measures:
        for period in rows[measure.key].periods:
            today = {
                key[1:]: None if key in hidden[measure.key] else numbers[measure.key][key]
                for key in rows[measure.key].keys_of(period)
                if key in numbers[measure.key]
            }
            shown = cells[measure.key, period.key] = before.get((measure.key, period), today)
            now, then = today.get(TOTAL), shown.get(TOTAL)
            if now is not None and then is not None and now != then:
                corrections[measure.key, period.key] = now
    closed_on = {
        period.key: quarter.frozen_at.astimezone(TUNIS).date() for period, quarter in frozen.items()
    }
    return Release(periods, cells, corrections, closed_on)


def masked_of(
    measures: list[Measure], rows: dict[str, MeasureRows], before: dict, numbers: dict[str, dict]
) -> dict[str, set[tuple]]:
    """By measure, the figures (period, breakdown, value) that are masked.

    What follows a measure is audited with it.
    """
    hidden: dict[str, set[tuple]] = {measure.key: set() for measure in measures}
    for leader in measures:
        if leader.guarded and not leader.follows:
            family = [
                rows[measure.key]
                for measure in (leader, *(each for each in measures if each.follows == leader.key))
            ]
            hidden |= MeasureGroup(family, before, numbers).hidden()
    return hidden


def written_cells(cells: Cells) -> dict:
    """Write the figures as a frozen quarter keeps them: "sex:female" → 12, decimals as
    text, null where it is masked.
    """
    return {
        (":".join(key) if key != TOTAL else ""): number
        if isinstance(number, int | None)
        else str(number)
        for key, number in cells.items()
    }


def read_cells(written: dict) -> Cells:
    return {
        (name, value): number if isinstance(number, int | None) else Decimal(number)
        for key, number in written.items()
        for name, _colon, value in [key.partition(":")]
    }
