"""The periods whose figures are published: since the start, each year, each quarter.

Nothing else may be asked for: with any first and last day, a reader would find one
person as the difference between two periods.
"""

import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.calendar import today_in_tunis

YEAR = re.compile(r"20\d\d", re.ASCII)
QUARTER = re.compile(r"(20\d\d)-([1-4])", re.ASCII)
QUARTER_NAMES = {
    1: _("1er trimestre %(year)s"),
    2: _("2e trimestre %(year)s"),
    3: _("3e trimestre %(year)s"),
    4: _("4e trimestre %(year)s"),
}


@dataclass(frozen=True, order=True)
class ReportingPeriod:
    """Since the start when it has no year, else a year or one of its quarters."""

    year: int = 0
    quarter: int = 0

    @property
    def key(self) -> str:
        """Key in an address and in a frozen quarter: "", "2025", "2025-3"."""
        return f"{self.year}-{self.quarter}" if self.quarter else str(self.year or "")

    @classmethod
    def of_key(cls, key: str) -> "ReportingPeriod":
        year, _dash, quarter = key.partition("-")
        return cls(int(year or 0), int(quarter or 0))

    @property
    def query(self) -> str:
        if not self.year:
            return ""
        return f"?trimestre={self.key}" if self.quarter else f"?annee={self.key}"

    @property
    def label(self) -> str:
        if not self.year:
            return gettext("Depuis le début")
        return QUARTER_NAMES[self.quarter] % {"year": self.year} if self.quarter else str(self.year)

    @property
    def ends_on(self) -> datetime.date:
        """Its last day; today for what has not ended."""
        if not self.year:
            return today_in_tunis()
        return (
            day_before(self.year, self.quarter * 3 + 1)
            if self.quarter
            else datetime.date(self.year, 12, 31)
        )

    @property
    def is_over(self) -> bool:
        return bool(self.year) and self.ends_on < today_in_tunis()

    def holds(self, day: datetime.date) -> bool:
        if not self.year:
            return True
        return day.year == self.year and self.quarter in (0, quarter_of(day))

    def lies_within(self, other: "ReportingPeriod") -> bool:
        return self != other and other.year in (0, self.year) and (not other.quarter)

    def parts(self, periods: list["ReportingPeriod"]) -> list["ReportingPeriod"]:
        """The years of all, the quarters of a year."""
        if self.quarter:
            return []
        if self.year:
            return [period for period in periods if period.year == self.year and period.quarter]
        return [period for period in periods if period.year and not period.quarter]


START = ReportingPeriod()


def day_before(year: int, month: int) -> datetime.date:
    """The day before the first of this month; the thirteenth is the next year's
    first.
    """
    first = datetime.date(year + 1, 1, 1) if month > 12 else datetime.date(year, month, 1)
    return first - datetime.timedelta(days=1)


def quarter_of(day: datetime.date) -> int:
    return (day.month + 2) // 3


def periods_of(days: set[datetime.date]) -> list[ReportingPeriod]:
    """Since the start, then each year in which something happened and its quarters
    begun, the latest year first.
    """
    today = today_in_tunis()
    found = [START]
    for year in sorted({day.year for day in days} | {today.year}, reverse=True):
        last = quarter_of(today) if year == today.year else 4
        found += [
            ReportingPeriod(year),
            *(ReportingPeriod(year, quarter) for quarter in range(1, last + 1)),
        ]
    return found


def asked(query, periods: list[ReportingPeriod]) -> tuple[ReportingPeriod, list[str]]:
    """The period of an address, since the start when it names none; and what was not
    understood.
    """
    year, quarter = query.get("annee", ""), query.get("trimestre", "")
    if match := QUARTER.fullmatch(quarter):
        wanted = ReportingPeriod(int(match[1]), int(match[2]))
    elif not quarter and YEAR.fullmatch(year):
        wanted = ReportingPeriod(int(year))
    else:
        return START, [
            gettext("Cette période n’existe pas : voici les chiffres depuis le début.")
        ] if year or quarter else []
    if wanted not in periods:
        return START, [
            gettext("Il n’y a pas de chiffres pour cette période : les voici depuis le début.")
        ]
    return wanted, []
