"""Steps of a booking: its day and its places, every state, the tin that is noted."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import translation

from artisans.tests.factories import ArtisanFactory
from enquiries.bookings import steps
from enquiries.bookings.days import HORIZON, free_days, next_free_day
from enquiries.bookings.models import (
    Booking,
    BookingState,
    Pot,
    PotState,
    TinLot,
    TinningOffer,
)
from enquiries.bookings.notice_kinds import BOOKED, CALLED_OFF
from enquiries.bookings.steps import Wanted
from kairouan.accounts.models import User
from kairouan.common.formatting import day as said_day
from kairouan.common.models import OutgoingMessage
from kairouan.review.models import Notice
from kairouan.review.moderation import Status
from workshops.models import Membership, MembershipRole

from .factories import (
    BookingFactory,
    CampaignFactory,
    PotFactory,
    TinLotFactory,
    TinningOfferFactory,
    in_days,
)

pytestmark = pytest.mark.django_db


def asked(offer, **facts) -> Booking:
    return Booking(offer=offer, name="Mongia", phone="+21698123456", language="fr", **facts)


def book(offer, pots: int = 1, days: int = 3, campaign=None, **facts) -> Booking:
    booking = asked(offer, **facts)
    number = campaign.pk if campaign else None
    steps.book(booking, [Pot(size="small") for _each in range(pots)], Wanted(in_days(days), number))
    return booking


def keeper_of(workshop, language="fr", phone="+21698000011") -> User:
    user = User.objects.create_user(phone=phone, language=language)
    Membership.objects.create(
        workshop=workshop, artisan=ArtisanFactory(account=user), role=MembershipRole.OWNER
    )
    return user


# Booking a day


def test_booking_keeps_its_day_its_prices_and_tells_the_workshop():
    offer = TinningOfferFactory(ready_in_days=5)
    keeper = keeper_of(offer.workshop)
    booking = asked(offer)
    pots = [Pot(size="small", what="kaskas"), Pot(size="large")]
    secret = steps.book(booking, pots, Wanted(in_days(3)))
    booking.refresh_from_db()
    assert (booking.state, booking.day, booking.return_by) == ("asked", in_days(3), in_days(8))
    assert [pot.price for pot in booking.pots.all()] == [Decimal(40), Decimal(60)]
    assert steps.booking_of_link(secret) == booking
    assert Notice.objects.get(user=keeper).kind == BOOKED.code
    assert booking.number.startswith("RT-")


def test_day_takes_as_many_pots_as_the_workshop_and_no_more():
    offer = TinningOfferFactory(capacity=4)
    book(offer, pots=3)
    with pytest.raises(ValidationError, match="plus assez de places") as refusal:
        book(offer, pots=2)
    assert said_day(in_days(4)) in refusal.value.messages[0]
    book(offer, pots=1)
    assert in_days(3) not in [free.day for free in free_days(offer)]


@pytest.mark.parametrize("state", [BookingState.REFUSED, BookingState.CANCELLED, BookingState.HELD])
def test_places_of_who_does_not_come_are_free(state):
    offer = TinningOfferFactory(capacity=2)
    PotFactory.create_batch(2, booking=BookingFactory(offer=offer, state=state))
    assert book(offer, pots=2).pk


@pytest.mark.parametrize(
    ("days", "facts"),
    [
        (0, {}),
        (-1, {}),
        (HORIZON.days + 1, {}),
        (3, {"takes_from": in_days(5)}),
        (3, {"weekdays": [str(in_days(4).weekday())]}),
    ],
    ids=["today", "yesterday", "too far", "away", "another day of the week"],
)
def test_day_that_cannot_be_booked_is_refused_with_the_next_free_one(days, facts):
    offer = TinningOfferFactory(**facts)
    with pytest.raises(ValidationError, match="On ne peut plus réserver ce jour") as refusal:
        book(offer, days=days)
    assert said_day(next_free_day(offer, 1, in_days(days))) in refusal.value.messages[0]
    assert not Booking.objects.exists()


def test_more_pots_than_a_day_takes_are_never_one_booking():
    with pytest.raises(ValidationError, match="4 ustensiles par jour au plus"):
        book(TinningOfferFactory(capacity=4), pots=5)


@pytest.mark.parametrize(
    "closed",
    [
        lambda offer: TinningOffer.objects.update(is_active=False),
        lambda offer: type(offer.workshop).objects.update(status=Status.ARCHIVED),
    ],
    ids=["offer", "workshop"],
)
def test_closed_offer_takes_nothing(closed):
    offer = TinningOfferFactory()
    closed(offer)
    with pytest.raises(ValidationError, match="ne prend plus"):
        book(offer)


@pytest.mark.parametrize("typed", ["", "demain", "2026-13-40", "2026-11-30.x", "٢٠٢٦-١١-٣٠"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(ValidationError, match="Choisissez un jour"):
        steps.parse_wanted(typed)


# The campaign


def test_day_of_a_campaign_comes_back_by_its_day_of_return():
    offer, campaign = TinningOfferFactory(), CampaignFactory()
    booking = book(offer, days=10, campaign=campaign)
    assert (booking.campaign, booking.return_by) == (campaign, campaign.returned_by)
    assert book(offer, days=11).campaign is None


def test_after_its_last_day_a_campaign_takes_nothing_and_the_next_free_day_is_named(in_tunis):
    offer, campaign = TinningOfferFactory(capacity=1), CampaignFactory(last_day=in_days(5))
    first, last = in_days(6), campaign.last_day
    book(offer, days=7)
    in_tunis(last + datetime.timedelta(days=1))
    with pytest.raises(ValidationError) as refusal:
        steps.book(asked(offer), [Pot(size="small")], Wanted(last, campaign.pk))
    said = refusal.value.messages[0]
    assert "« Avant le Ramadan » : le dernier jour de dépôt est le" in said
    assert said_day(last) in said
    assert said_day(first + datetime.timedelta(days=2)) in said  # one is today, the next is full


def test_campaign_shortened_since_the_page_was_made_is_said():
    offer, campaign = TinningOfferFactory(), CampaignFactory()
    campaign.last_day = in_days(2)
    campaign.save()
    with pytest.raises(ValidationError, match="le dernier jour de dépôt"):
        book(offer, days=8, campaign=campaign)
    with translation.override("ar"), pytest.raises(ValidationError, match="قبل رمضان"):
        book(offer, days=8, campaign=campaign)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_share_the_last_place():
    offer = TinningOfferFactory(capacity=3)
    book(offer, pots=2)
    for _turn in range(3):
        start, results = threading.Barrier(2), []

        def come(start=start, results=results):
            try:
                start.wait()
                results.append(book(offer, pots=1).pk)
            except ValidationError as error:
                results.append(error.messages[0])
            finally:
                connection.close()

        both = [threading.Thread(target=come) for _each in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(isinstance(each, int) for each in results) == [False, True]
        Booking.objects.order_by("-pk").first().delete()
    assert Pot.objects.count() == 2


# What becomes of it


@pytest.fixture
def booking():
    booking = BookingFactory(email="m@tests.example")
    PotFactory.create_batch(2, booking=booking)
    return booking


def bring_to(booking, state: str):
    """Take a booking through the steps of the workshop up to a state."""
    for reached, step in [
        ("confirmed", steps.confirm),
        ("dropped", steps.receive),
        ("ready", steps.mark_ready),
        ("returned", steps.give_back),
    ]:
        if booking.state == state:
            return
        step(booking)
        assert booking.state == reached


def states_of_pots(booking) -> set[str]:
    return set(booking.pots.values_list("state", flat=True))


def test_whole_way_of_a_booking_takes_its_pots_along(booking):
    TinLotFactory(workshop=booking.offer.workshop, number="L-7")
    steps.confirm(booking)
    assert states_of_pots(booking) == {PotState.EXPECTED}
    steps.receive(booking)
    assert states_of_pots(booking) == {PotState.RECEIVED}
    steps.mark_ready(booking)
    assert states_of_pots(booking) == {PotState.READY}
    assert booking.lot.number == "L-7"
    steps.give_back(booking)
    assert states_of_pots(booking) == {PotState.RETURNED}
    assert booking.returned_on == in_days(0)
    said = [message.text for message in OutgoingMessage.objects.order_by("pk")]
    assert ["attend vos ustensiles" in said[0], "sont prêts" in said[1], len(said)] == [
        True,
        True,
        2,
    ]


TAKEN = {
    steps.confirm: {"asked"},
    steps.refuse: {"asked", "confirmed"},
    steps.receive: {"asked", "confirmed"},
    steps.mark_ready: {"dropped"},
    steps.give_back: {"ready"},
    steps.cancel: {"asked", "confirmed", "held"},
    steps.release: {"held"},
    steps.discard: {"held"},
    steps.note_reminded: {"returned"},
}


@pytest.mark.parametrize("state", BookingState.values)
@pytest.mark.parametrize("step", TAKEN, ids=lambda step: step.__name__)
def test_step_is_taken_from_its_states_alone(step, state):
    booking = BookingFactory(state=state)
    if state in TAKEN[step]:
        step(booking)
        return
    with pytest.raises(ValidationError, match="Entre-temps"):
        step(booking)
    booking.refresh_from_db()
    assert booking.state == state


def test_refusal_says_why_in_the_language_of_the_owner(booking):
    Booking.objects.update(language="ar")
    steps.refuse(booking, "مسافر")
    assert booking.state == BookingState.REFUSED
    message = OutgoingMessage.objects.get()
    assert "مسافر" in message.text and "RT-" in message.text


def test_cancelling_tells_the_workshop(booking):
    keeper = keeper_of(booking.offer.workshop)
    steps.cancel(booking)
    assert Notice.objects.get(user=keeper).kind == CALLED_OFF.code


def test_pot_to_repair_keeps_the_others_from_being_ready(booking):
    bring_to(booking, "dropped")
    pot = booking.pots.first()
    steps.note_pot(pot, PotState.REPAIR, "anse dessoudée", Decimal(55))
    with pytest.raises(ValidationError, match="attend une réparation"):
        steps.mark_ready(booking)
    steps.note_pot(pot, PotState.TINNED, "anse refaite", Decimal(55))
    steps.mark_ready(booking)
    pot.refresh_from_db()
    assert (pot.state, pot.note, pot.price) == (PotState.READY, "anse refaite", Decimal(55))


@pytest.mark.parametrize("state", ["asked", "confirmed", "returned"])
def test_pot_that_is_not_at_the_workshop_is_not_noted(booking, state):
    bring_to(booking, state)
    with pytest.raises(ValidationError, match="Entre-temps"):
        steps.note_pot(booking.pots.first(), PotState.TINNED, "", None)


def test_pot_taken_up_again_makes_its_booking_not_ready(booking):
    bring_to(booking, "ready")
    steps.note_pot(booking.pots.first(), PotState.REPAIR, "fuite", None)
    assert booking.state == BookingState.DROPPED


def test_held_booking_is_sent_on_only_while_its_day_has_places():
    offer = TinningOfferFactory(capacity=1)
    held = book(offer, state=BookingState.HELD)
    other = book(offer)
    with pytest.raises(ValidationError, match="plus assez de places"):
        steps.release(held)
    steps.cancel(other)
    keeper = keeper_of(offer.workshop)
    steps.release(held)
    assert held.state == BookingState.ASKED
    assert Notice.objects.filter(user=keeper, kind=BOOKED.code).count() == 1


# The tin


def test_new_lot_finishes_the_one_before_and_what_was_tinned_keeps_its_own(booking):
    workshop = booking.offer.workshop
    first = TinLotFactory(workshop=workshop)
    bring_to(booking, "dropped")
    pot = booking.pots.first()
    steps.note_pot(pot, PotState.TINNED, "", pot.price)
    second = TinLotFactory.build(workshop=workshop, number="L-suivant")
    steps.open_lot(second)
    first.refresh_from_db()
    assert first.closed_on == second.opened_on
    steps.mark_ready(booking)
    assert booking.lot == first


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"tin_percent": Decimal("96.9")}, "97"),
        ({"lead_percent": Decimal("0.501")}, "0.5"),
    ],
)
def test_tin_that_may_not_meet_food_is_refused(facts, said):
    lot = TinLotFactory.build(workshop=TinningOfferFactory().workshop, **facts)
    with transaction.atomic(), pytest.raises(ValidationError) as refusal:
        steps.open_lot(lot)
    assert said in " ".join(refusal.value.messages)
    assert not TinLot.objects.exists()
