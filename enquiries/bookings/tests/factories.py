import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from enquiries.bookings.models import (
    Booking,
    Campaign,
    Pot,
    TakingDay,
    TinLot,
    TinningOffer,
)
from enquiries.secret_links import digest_of, new_secret
from kairouan.common.calendar import today_in_tunis
from workshops.tests.factories import WorkshopFactory


def in_days(number: int) -> datetime.date:
    return today_in_tunis() + datetime.timedelta(days=number)


class TinningOfferFactory(DjangoModelFactory):
    """Open every day, with a price for the small and the large."""

    class Meta:
        model = TinningOffer

    workshop = factory.SubFactory(WorkshopFactory, published=True)
    is_active = True
    weekdays = factory.LazyFunction(lambda: list(TakingDay.values))
    capacity = 4
    price_small = Decimal(40)
    price_large = Decimal(60)


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    name_fr = "Avant le Ramadan"
    name_ar = "قبل رمضان"
    first_day = factory.LazyFunction(lambda: in_days(-10))
    last_day = factory.LazyFunction(lambda: in_days(10))
    returned_by = factory.LazyFunction(lambda: in_days(20))


class TinLotFactory(DjangoModelFactory):
    class Meta:
        model = TinLot

    workshop = factory.SubFactory(WorkshopFactory, published=True)
    number = factory.Sequence("L-{}".format)
    supplier = "Métaux du Sahel"
    tin_percent = Decimal("99.90")
    lead_percent = Decimal("0.020")


class BookingFactory(DjangoModelFactory):
    class Meta:
        model = Booking

    offer = factory.SubFactory(TinningOfferFactory)
    secret_digest = factory.LazyFunction(lambda: digest_of(new_secret()))
    day = factory.LazyFunction(lambda: in_days(3))
    return_by = factory.LazyFunction(lambda: in_days(10))
    language = "fr"
    name = factory.Sequence("Propriétaire {}".format)
    phone = "+21698123456"


class PotFactory(DjangoModelFactory):
    class Meta:
        model = Pot

    booking = factory.SubFactory(BookingFactory)
    size = "small"
    what = "kaskas"
    price = Decimal(40)


def returned(days: int = 366, **facts) -> Booking:
    """A booking given back so many days ago, whose owner asked to be reminded."""
    typed = {"email": "m@tests.example", "wants_reminder": True} | facts
    return BookingFactory(state="returned", returned_on=in_days(-days), **typed)
