"""The rows behind the figures: each kind of record is read in one statement, once for
all the indicators.
"""

import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q

from enquiries.models import Message, MessageKind, MessageState
from kairouan.common.calendar import TUNIS, today_in_tunis
from products.models import Collection, Product
from programme.models import (
    ActionOutcome,
    AgeBand,
    Attendance,
    Convention,
    FairPresence,
    Job,
    Opinion,
    Session,
    Support,
    TurnoverSurvey,
)
from programme.openings.models import Placement
from workshops.models import Workshop


class Fact(NamedTuple):
    """Event that is counted: a subject (a person, a workshop…) on a day; `traits`
    by the name of a breakdown; `value` is what is added up.
    """

    subject: Any
    day: datetime.date
    traits: dict[str, str]
    value: Any = 1


class FactReader:
    """Reader of the facts up to today in Tunis.

    A draft's page is not public; that its workshop was helped is counted all the same.
    """

    def __init__(self):
        self.today = today_in_tunis()

    @cached_property
    def attendances(self) -> list[Fact]:
        """Someone present at a session; the value is its length in hours."""
        rows = Attendance.objects.filter(is_present=True, session__day__lte=self.today).values_list(
            "registration__artisan",
            "registration__artisan__sex",
            "registration__artisan__birth_year",
            "registration__artisan__delegation",
            "session__action__axis",
            "session__day",
            "session__starts_at",
            "session__ends_at",
        )
        return facts_by_day(
            Fact(
                person,
                day,
                {
                    "sex": sex,
                    "age": AgeBand.on(day, born).value,
                    "delegation": delegation,
                    "axis": axis,
                },
                length(begins, ends),
            )
            for person, sex, born, delegation, axis, day, begins, ends in rows
        )

    @cached_property
    def sessions(self) -> list[Fact]:
        """The days of an action on which someone was present."""
        held = Session.objects.filter(day__lte=self.today, attendances__is_present=True)
        rows = held.values_list("action", "day", "action__axis").distinct()
        return facts_by_day(Fact((action, day), day, {"axis": axis}) for action, day, axis in rows)

    @cached_property
    def opinions(self) -> list[Fact]:
        """A sheet given in; the value is the mean of its two marks, on the last day of
        its action.
        """
        sheets = Opinion.objects.filter(action__ends_on__lte=self.today).order_by("pk")
        rows = sheets.values_list("pk", "action__ends_on", "action__axis", "is_useful", "is_clear")
        return facts_by_day(
            Fact(str(sheet), day, {"axis": axis}, Decimal(useful + clear) / 2)
            for sheet, day, axis, useful, clear in rows
        )

    @cached_property
    def supports(self) -> list[dict]:
        rows = Support.objects.filter(given_on__lte=self.today).order_by("given_on", "pk")
        columns = (
            "pk",
            "kind",
            "axis",
            "given_on",
            "value",
            "is_in_use",
            "workshop",
            "artisan",
            "body",
            "workshop__delegation",
        )
        return [dict(row) for row in rows.values(*columns)]

    @cached_property
    def workshops_created(self) -> list[tuple]:
        """List the workshops created in the programme, dated from their arrival on the
        portal.
        """
        rows = Workshop.objects.filter(origin=Workshop.Origin.CREATED).values_list(
            "pk", "created_at", "delegation"
        )
        return [
            (workshop, created_at.astimezone(TUNIS).date(), delegation)
            for workshop, created_at, delegation in rows
        ]

    @cached_property
    def jobs(self) -> list[Fact]:
        """A job begun; the value is its share of a full time."""
        rows = Job.objects.filter(since__lte=self.today).values_list(
            "pk",
            "since",
            "sex",
            "age_band",
            "workshop__delegation",
            "axis",
            "is_new",
            "is_formal",
            "kind",
            "share_of_time",
        )
        return facts_by_day(
            Fact(
                job,
                since,
                {
                    "sex": sex,
                    "age": age,
                    "delegation": delegation,
                    "axis": axis,
                    "novelty": "new" if is_new else "kept",
                    "formality": "formal" if is_formal else "informal",
                    "job_kind": kind,
                },
                share,
            )
            for job, since, sex, age, delegation, axis, is_new, is_formal, kind, share in rows
        )

    @cached_property
    def placements(self) -> list[Fact]:
        rows = Placement.objects.filter(starts_on__lte=self.today).values_list(
            "artisan",
            "starts_on",
            "artisan__sex",
            "artisan__birth_year",
            "artisan__delegation",
            "kind",
            "after_6",
            "after_12",
        )
        return facts_by_day(
            Fact(
                person,
                day,
                {
                    "sex": sex,
                    "age": AgeBand.on(day, born).value,
                    "delegation": delegation,
                    "placement_kind": kind,
                    "after_6": after_6,
                    "after_12": after_12,
                },
            )
            for person, day, sex, born, delegation, kind, after_6, after_12 in rows
        )

    @cached_property
    def outcomes(self) -> list[Fact]:
        """A product or a collection that has a public page."""
        seen = Q(product__in=Product.objects.published().values("pk")) | Q(
            collection__in=Collection.objects.published().values("pk")
        )
        made = ActionOutcome.objects.filter(seen, on_sale_since__lte=self.today)
        rows = made.values_list("product", "collection", "on_sale_since", "action__axis")
        return facts_by_day(
            Fact(
                ("piece", product) if product else ("collection", collection),
                day,
                {"thing": "piece" if product else "collection", "axis": axis},
            )
            for product, collection, day, axis in rows
        )

    @cached_property
    def presences(self) -> list[tuple]:
        """(fact of a workshop at a fair, fair, contacts, orders, their value)"""
        fairs = FairPresence.objects.filter(
            action__ends_on__lte=self.today, action__is_cancelled=False
        ).order_by("action__ends_on", "pk")
        rows = fairs.values_list(
            "workshop",
            "workshop__delegation",
            "action",
            "action__ends_on",
            "action__axis",
            "contacts",
            "orders",
            "orders_value",
        )
        return [
            (
                Fact(workshop, day, {"delegation": delegation, "axis": axis}),
                fair,
                contacts,
                orders,
                value,
            )
            for workshop, delegation, fair, day, axis, contacts, orders, value in rows
        ]

    @cached_property
    def turnovers(self) -> dict[tuple[int, int], tuple[Decimal, Decimal]]:
        """By workshop and year: turnover, exports."""
        rows = TurnoverSurvey.objects.values_list("workshop", "year", "turnover", "exports")
        return {(workshop, year): (turnover, exports) for workshop, year, turnover, exports in rows}

    @cached_property
    def agreements(self) -> list[Fact]:
        rows = Convention.objects.filter(
            signed_on__lte=self.today, partner__sector__in=["private", "association"]
        )
        return facts_by_day(
            Fact(agreement, day, {"sector": sector})
            for agreement, day, sector in rows.values_list("pk", "signed_on", "partner__sector")
        )

    @cached_property
    def requests(self) -> list[Fact]:
        letters = Message.objects.filter(kind__in=[MessageKind.CONTACT, MessageKind.JOINING])
        rows = letters.exclude(state=MessageState.HELD).values_list(
            "pk", "created_at", "kind", "state"
        )
        return facts_by_day(
            Fact(
                letter,
                created_at.astimezone(TUNIS).date(),
                {
                    "request": kind,
                    "answered": "waiting" if state == MessageState.NEW else "handled",
                },
            )
            for letter, created_at, kind, state in rows
        )


def facts_by_day(facts) -> list[Fact]:
    """By day, and always the same within a day: the traits of a person are those of the
    first row of a period.
    """
    return sorted(facts, key=lambda fact: (fact.day, repr(fact)))


def length(begins: datetime.time, ends: datetime.time) -> Decimal:
    """In hours, to the minute."""
    return Decimal((ends.hour - begins.hour) * 60 + ends.minute - begins.minute) / 60
