"""Published figures: every one of every period, masked, with what a frozen quarter said
and what was corrected since.

They are counted, masked and audited once (`publishing.py`); pages read what was stored.
"""

import datetime
import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from kairouan.common.annotations import StrOrPromise
from kairouan.common.calendar import TUNIS
from kairouan.publication.edition import cached_for_edition

from .facts import Fact, FactReader
from .indicators import BREAKDOWNS, INDICATORS, Indicator, Measure
from .masking import NotProved, masked
from .models import FrozenQuarter, ResultsRelease
from .periods import START, ReportingPeriod, periods_of
from .relations import TOTAL, MeasureGroup, MeasureRows

RULES = 1  # of masking: another number, and everything is masked anew
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
    no part in them. `made_on`: the day of its figures, None before the first release.
    """

    periods: list[ReportingPeriod] = field(default_factory=lambda: [START])
    cells: dict[tuple[str, str], Cells] = field(default_factory=dict)
    corrections: dict[tuple[str, str], Number] = field(default_factory=dict)
    frozen: dict[str, datetime.date] = field(default_factory=dict)
    made_on: datetime.date | None = None

    def as_json(self) -> dict:
        return {
            "periods": [period.key for period in self.periods],
            "cells": [[*key, written_cells(cells)] for key, cells in self.cells.items()],
            "corrections": [
                [*key, written_number(number)] for key, number in self.corrections.items()
            ],
            "frozen": {key: day.isoformat() for key, day in self.frozen.items()},
        }

    @classmethod
    def from_json(cls, said: dict, made_on: datetime.date) -> "Release":
        return cls(
            [ReportingPeriod.of_key(key) for key in said["periods"]],
            {(measure, key): read_cells(cells) for measure, key, cells in said["cells"]},
            {(measure, key): read_number(number) for measure, key, number in said["corrections"]},
            {key: datetime.date.fromisoformat(day) for key, day in said["frozen"].items()},
            made_on,
        )

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
    """The last release that passed its audit. Kept for the edition in hand."""
    return cached_for_edition("results", (), read_published)


def read_published() -> Release:
    """In one statement; nothing before the first release."""
    stored = ResultsRelease.objects.published().first()
    if stored is None:
        return Release()
    return Release.from_json(stored.figures, stored.made_at.astimezone(TUNIS).date())


@dataclass(frozen=True)
class TableVerdict:
    """What the audit says of a guarded measure and those that follow it. `failed`: the
    figures that are not proved, as (measure, period, breakdown, value).
    """

    measure: str
    cells: int
    masked: int
    least: int | None
    failed: list[tuple[str, str, str, str]]
    is_late: bool = False

    @property
    def passes(self) -> bool:
        return not (self.failed or self.is_late)


class Count:
    """Count everything of today, in a fixed number of statements, whatever there is to
    count.
    """

    def __init__(self):
        self.frozen = {
            ReportingPeriod(quarter.year, quarter.quarter): quarter
            for quarter in FrozenQuarter.objects.all()
        }
        records = FactReader()
        self.facts: dict[str, list[Fact]] = {}
        for indicator in INDICATORS.values():
            self.facts |= indicator.count(records)
        days = {fact.day for rows in self.facts.values() for fact in rows} | {
            period.ends_on for period in self.frozen
        }
        self.periods = periods_of(days)

    @cached_property
    def facts_digest(self) -> str:
        """Digest of all that is counted, and of the periods begun."""
        said = repr((RULES, self.periods, sorted(self.facts.items())))
        return hashlib.sha256(said.encode()).hexdigest()

    @cached_property
    def digest(self) -> str:
        """The same, with what closed quarters have shown."""
        closed = sorted((key, quarter.figures) for key, quarter in self.frozen.items())
        return hashlib.sha256(repr((self.facts_digest, closed)).encode()).hexdigest()

    @cached_property
    def measures(self) -> list[Measure]:
        return [measure for indicator in INDICATORS.values() for measure in indicator.measures]

    @cached_property
    def rows(self) -> dict[str, MeasureRows]:
        return {
            measure.key: MeasureRows(measure, self.facts[measure.key], self.periods)
            for measure in self.measures
        }

    @cached_property
    def numbers(self) -> dict[str, dict]:
        return {key: each.numbers() for key, each in self.rows.items()}

    @cached_property
    def before(self) -> dict[tuple[str, ReportingPeriod], Cells]:
        return {
            (measure, period): read_cells(cells)
            for period, quarter in self.frozen.items()
            for measure, cells in quarter.figures.items()
        }

    def groups(self) -> list[MeasureGroup]:
        """Each guarded measure with those that follow it: audited together."""
        return [
            MeasureGroup(
                [self.rows[key] for key in family],
                self.before,
                self.numbers,
                [self.rows[each.key] for each in self.measures if each.beside in family],
            )
            for family in families(self.measures)
        ]

    def release(self) -> tuple[Release, list[TableVerdict]]:
        """Mask and audit everything; what is not proved must not be published."""
        hidden: dict[str, set[tuple]] = {measure.key: set() for measure in self.measures}
        verdicts = []
        for group in self.groups():
            verdict, masks = audited(group)
            verdicts.append(verdict)
            hidden |= masks
        return self.masked_by(hidden), verdicts

    def masked_by(self, hidden: dict[str, set[tuple]]) -> Release:
        cells: dict[tuple[str, str], Cells] = {}
        corrections: dict[tuple[str, str], Number] = {}
        for key, rows in self.rows.items():
            numbers = self.numbers[key]
            for period in rows.periods:
                today = {
                    each[1:]: None if each in hidden[key] else numbers[each]
                    for each in rows.keys_of(period)
                    if each in numbers
                }
                shown = cells[key, period.key] = self.before.get((key, period), today)
                now, then = today.get(TOTAL), shown.get(TOTAL)
                if now is not None and then is not None and now != then:
                    corrections[key, period.key] = now
        closed_on = {
            period.key: quarter.frozen_at.astimezone(TUNIS).date()
            for period, quarter in self.frozen.items()
        }
        return Release(self.periods, cells, corrections, closed_on)


def families(measures: list[Measure]) -> list[list[str]]:
    """The guarded measures, each before those that follow it."""
    return [
        [leader.key, *(each.key for each in measures if each.follows == leader.key)]
        for leader in measures
        if leader.guarded and not leader.follows
    ]


def audited(group: MeasureGroup) -> tuple[TableVerdict, dict[str, set[tuple]]]:
    measure = group.rows[0].measure.key
    try:
        hidden, verdict = masked(group.table)
    except NotProved:
        late = TableVerdict(measure, len(group.keys), 0, None, [], is_late=True)
        return late, group.figures_of(())
    failed = [group.keys[place] for place in verdict.failed]
    told = [(key, period.key, name, value) for key, period, name, value in failed]
    return (
        TableVerdict(measure, len(group.keys), verdict.masked, verdict.least, told),
        group.figures_of(hidden),
    )


def written_cells(cells: Cells) -> dict:
    """Write the figures as a frozen quarter keeps them: "sex:female" → 12, decimals as
    text, null where it is masked.
    """
    return {
        (":".join(key) if key != TOTAL else ""): written_number(number)
        for key, number in cells.items()
    }


def read_cells(written: dict) -> Cells:
    return {
        (name, value): read_number(number)
        for key, number in written.items()
        for name, _colon, value in [key.partition(":")]
    }


def written_number(number: Number | None) -> int | str | None:
    return number if isinstance(number, int | None) else str(number)


def read_number(written: Any) -> Any:
    return written if isinstance(written, int | None) else Decimal(written)
