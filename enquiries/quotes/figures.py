"""Figures of the requests for quotation: what waits, and how fast workshops answer.

A part is counted from the day it was sent; the parts of a request that was held, until
it is sent on, are not.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.calendar import TUNIS
from workshops.models import Workshop

from .models import ANSWERED_WITHIN, Part, PartState, RequestState

REMINDED_AFTER = datetime.timedelta(days=3)
A_WEEK = datetime.timedelta(days=7)
AGES: list[tuple[StrOrPromise, datetime.timedelta, datetime.timedelta]] = [
    (_("moins de trois jours"), datetime.timedelta(0), REMINDED_AFTER),
    (_("de trois à sept jours"), REMINDED_AFTER, A_WEEK),
    (_("de sept à vingt et un jours"), A_WEEK, ANSWERED_WITHIN),
    (_("plus de vingt et un jours"), ANSWERED_WITHIN, datetime.timedelta.max),
]


def waiting_since() -> Subquery:
    """The moment since which the oldest part of a request waits for an answer, as a
    column of the request; empty when none waits.
    """
    waiting = Part.objects.waiting().filter(request=OuterRef("pk")).order_by("created_at")
    return Subquery(waiting.values("created_at")[:1])


def unanswered_by_age(now: datetime.datetime | None = None) -> list[tuple[StrOrPromise, int]]:
    """Count the parts that nobody has answered, by how long they have waited. One
    statement.
    """
    now = now or timezone.now()
    waited = [now - sent for sent in Part.objects.waiting().values_list("created_at", flat=True)]
    return [(label, sum(least <= each < most for each in waited)) for label, least, most in AGES]


@dataclass(frozen=True)
class SentPart:
    """What the figures read of a part."""

    workshop: int | None
    sent_at: datetime.datetime
    answered_at: datetime.datetime | None
    closed_at: datetime.datetime | None

    @cached_property
    def took(self) -> datetime.timedelta | None:
        return self.answered_at - self.sent_at if self.answered_at else None

    def has_expired(self, now: datetime.datetime) -> bool:
        """Tell whether no answer came in time, while the request was open."""
        end = self.sent_at + ANSWERED_WITHIN
        return all(
            moment is None or moment > end for moment in (self.answered_at, self.closed_at)
        ) and (now > end)


@dataclass(frozen=True)
class AnswerFigures:
    """How one workshop answered what it was sent in a month, or in all."""

    name: StrOrPromise
    month: datetime.date | None
    sent: int
    answered: int
    expired: int
    median_days: float | None


def sent_parts() -> list[SentPart]:
    """Every part that was sent; what the team passed on counts where it went. One
    statement.
    """
    sent = Part.objects.exclude(request__state=RequestState.HELD)
    found = sent.exclude(state=PartState.PASSED_ON).values_list(
        "workshop", "created_at", "answered_at", "request__closed_at"
    )
    return [SentPart(*columns) for columns in found.order_by("pk")]


def month_of(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(TUNIS).date().replace(day=1)


def figures_of(
    name: StrOrPromise, month: datetime.date | None, parts: list[SentPart], now
) -> AnswerFigures:
    times = [part.took.total_seconds() / 86400 for part in parts if part.took is not None]
    return AnswerFigures(
        name,
        month,
        sent=len(parts),
        answered=len(times),
        expired=sum(part.has_expired(now) for part in parts),
        median_days=round(median(times), 1) if times else None,
    )


def answer_figures(now: datetime.datetime | None = None) -> list[AnswerFigures]:
    """By workshop and month, the latest month first: what was sent, answered, left, and
    the median time to the first answer. Two statements.
    """
    now, grouped = now or timezone.now(), defaultdict(list)
    for part in sent_parts():
        grouped[month_of(part.sent_at), part.workshop].append(part)
    names = names_of(number for _month, number in grouped)
    found = [
        figures_of(names[number], month, parts, now) for (month, number), parts in grouped.items()
    ]
    found.sort(key=lambda each: str(each.name))
    return sorted(found, key=lambda each: each.month or datetime.date.min, reverse=True)


def answer_total(now: datetime.datetime | None = None) -> AnswerFigures:
    """The same of every workshop together. One statement."""
    return figures_of(_("en tout"), None, sent_parts(), now or timezone.now())


def names_of(numbers: Iterable[int | None]) -> dict[int | None, StrOrPromise]:
    """The names of workshops by their number; None is the team."""
    workshops = Workshop.objects.in_bulk({number for number in numbers if number})
    return {None: _("équipe")} | {number: str(each) for number, each in workshops.items()}
