"""The days on which a workshop still takes pots."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from kairouan.common.calendar import today_in_tunis

from .models import TAKING_PLACES, Campaign, Pot, TinningOffer

HORIZON = datetime.timedelta(days=90)  # how far ahead a day may be booked
A_DAY = datetime.timedelta(days=1)
FEW = 3  # places: from there on, a day says that they are the last


@dataclass(frozen=True)
class FreeDay:
    """A day with places. `value` is what the page sends back: the day, and the campaign
    that the page promised for it.
    """

    day: datetime.date
    left: int
    campaign: Campaign | None = None

    @property
    def value(self) -> str:
        return f"{self.day}.{self.campaign.pk}" if self.campaign else f"{self.day}"

    @property
    def are_last(self) -> bool:
        return self.left <= FEW


def first_bookable(offer: TinningOffer) -> datetime.date:
    """Tomorrow, for the workshop confirms before; or the day it is back."""
    tomorrow = today_in_tunis() + A_DAY
    return max(tomorrow, offer.takes_from) if offer.takes_from else tomorrow


def is_bookable(offer: TinningOffer, day: datetime.date) -> bool:
    """Tell whether pots are taken on a day, places or not."""
    is_near = first_bookable(offer) <= day <= today_in_tunis() + HORIZON
    return is_near and str(day.weekday()) in offer.weekdays


def taken_places(offer: TinningOffer) -> dict[datetime.date, int]:
    """How many pots are expected on each day to come. One statement."""
    expected = Pot.objects.filter(
        booking__offer=offer,
        booking__day__gt=today_in_tunis(),
        booking__state__in=TAKING_PLACES,
    )
    counted = expected.order_by().values_list("booking__day").annotate(Count("pk"))
    return dict(counted)


def free_days(offer: TinningOffer, pots: int = 1) -> Iterator[FreeDay]:
    """The days that still have places for so many pots, the next one first. Two
    statements.
    """
    taken, campaigns = taken_places(offer), list(Campaign.objects.ahead())
    day = first_bookable(offer)
    while day <= today_in_tunis() + HORIZON:
        left = offer.capacity - taken.get(day, 0)
        if str(day.weekday()) in offer.weekdays and left >= pots:
            yield FreeDay(day, left, next((each for each in campaigns if each.holds(day)), None))
        day += A_DAY


def next_free_day(offer: TinningOffer, pots: int, wanted: datetime.date) -> datetime.date | None:
    """The free day nearest after the one that was wanted; the first of all when none
    is.
    """
    found = [free.day for free in free_days(offer, pots)]
    return next((day for day in found if day >= wanted), found[0] if found else None)
