"""Steps of a booking: who may do what, from which state to which.

Whoever books locks the row of the offer first: two who ask for the last places at once
are answered one after the other. A step that the state forbids raises ValidationError
with a sentence for the reader.
"""

import datetime
import re
from collections.abc import Container, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enquiries.secret_links import digest_of, new_secret
from kairouan.common.calendar import today_in_tunis
from kairouan.common.formatting import day as said_day
from workshops.models import Workshop

from .announcing import tell_owner, tell_workshop
from .days import is_bookable, next_free_day, taken_places
from .models import (
    NOT_BROUGHT,
    Booking,
    BookingState,
    Campaign,
    Pot,
    PotState,
    TinLot,
    TinningOffer,
)
from .notice_kinds import BOOKED, CALLED_OFF

WANTED = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.(\d{1,9}))?", re.ASCII)
AT_WORK = (PotState.RECEIVED, PotState.REPAIR, PotState.TINNED, PotState.READY)
REMINDED_AFTER = datetime.timedelta(days=365)
KEPT_AFTER_REMINDER = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Wanted:
    """The day asked for, with the number of the campaign that the page promised."""

    day: datetime.date
    campaign: int | None = None


def parse_wanted(value: str) -> Wanted:
    """Read what the page sent of a `FreeDay`. Raises ValidationError."""
    found = WANTED.fullmatch(value)
    try:
        day = datetime.date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise ValidationError(_("Choisissez un jour de dépôt.")) from None
    return Wanted(day, int(found[2]) if found and found[2] else None)


# Booking


@transaction.atomic
def book(booking: Booking, pots: Sequence[Pot], wanted: Wanted, secret: str = "") -> str:
    """Store a booking with its pots, if its day still has places; tell the workshop.

    Return the secret of its link, known now or never. `secret` is given by a form that
    may be sent twice (`submissions.secret_of`).
    """
    secret = secret or new_secret()
    offer = locked_offer(booking.offer_id)
    booking.offer = offer
    booking.campaign = check_day(offer, wanted, len(pots))
    booking.day = wanted.day
    booking.return_by = (
        booking.campaign.returned_by
        if booking.campaign
        else wanted.day + datetime.timedelta(days=offer.ready_in_days)
    )
    booking.secret_digest = digest_of(secret)
    booking.save()
    for pot in pots:
        pot.booking, pot.price = booking, getattr(offer, f"price_{pot.size}")
        pot.save()
    if booking.state != BookingState.HELD:
        tell_workshop(booking, BOOKED)
    return secret


def locked_offer(number: int) -> TinningOffer:
    """The offer as it is now, its row locked until the transaction ends."""
    return TinningOffer.objects.select_for_update(of=("self",)).get(pk=number)


def check_day(offer: TinningOffer, wanted: Wanted, pots: int) -> Campaign | None:
    """Refuse a day that is over, full, or no longer what the page promised, naming the
    next free one; give the campaign it belongs to.
    """
    if not TinningOffer.objects.open().filter(pk=offer.pk).exists():
        raise ValidationError(_("Cet atelier ne prend plus d’ustensiles en ce moment."))
    if pots > offer.capacity:
        raise ValidationError(
            _(
                "L’atelier prend %(most)d ustensiles par jour au plus : faites plusieurs "
                "réservations."
            ),
            params={"most": offer.capacity},
        )
    campaigns = Campaign.objects.filter(first_day__lte=wanted.day, last_day__gte=wanted.day)
    campaign = campaigns.first()
    if wanted.campaign and (not campaign or wanted.day <= today_in_tunis()):
        promised = Campaign.objects.filter(pk=wanted.campaign).first()
        if promised:
            begins = _("« %(name)s » : le dernier jour de dépôt est le %(day)s.") % {
                "name": promised.name,
                "day": said_day(promised.last_day),
            }
            raise refused(begins, offer, pots, wanted)
    if not is_bookable(offer, wanted.day):
        raise refused(_("On ne peut plus réserver ce jour."), offer, pots, wanted)
    if offer.capacity - taken_places(offer).get(wanted.day, 0) < pots:
        raise refused(_("Ce jour n’a plus assez de places."), offer, pots, wanted)
    return campaign


def refused(why: str, offer: TinningOffer, pots: int, wanted: Wanted) -> ValidationError:
    """Why a day is refused, and which is the next one that is free."""
    found = next_free_day(offer, pots, wanted.day)
    ends = (
        _("Le prochain jour libre est le %(day)s.") % {"day": said_day(found)}
        if found
        else _("Aucun jour n’est libre pour le moment.")
    )
    return ValidationError(f"{why} {ends}", code="day")


def booking_of_link(secret: str) -> Booking | None:
    """The booking that a secret link opens."""
    found = Booking.objects.select_related("offer__workshop", "campaign", "lot")
    return found.filter(secret_digest=digest_of(secret)).first()


# What becomes of it


@contextmanager
def booking_in_hand(booking: Booking):
    """Hold the booking, locked, as the database has it; store what is done to it."""
    with transaction.atomic():
        held = Booking.objects.select_for_update(of=["self"]).get(pk=booking.pk)
        yield held
        held.save()
    booking.refresh_from_db()


def must_be(booking: Booking, states: Container[str]):
    """Refuse a step that another came before."""
    if booking.state not in states:
        raise ValidationError(
            _("Entre-temps, cette réservation est devenue « %(state)s »."),
            params={"state": booking.get_state_display()},
        )


def confirm(booking: Booking):
    with booking_in_hand(booking) as held:
        must_be(held, (BookingState.ASKED,))
        held.state = BookingState.CONFIRMED
        tell_owner(held)


def refuse(booking: Booking, words: str = ""):
    """Say no, as the workshop, with a word for the owner: the places are free again."""
    with booking_in_hand(booking) as held:
        must_be(held, NOT_BROUGHT)
        held.state, held.answer = BookingState.REFUSED, words
        tell_owner(held)


def receive(booking: Booking):
    """Note that the pots were brought; whoever comes unconfirmed is taken as well."""
    with booking_in_hand(booking) as held:
        must_be(held, NOT_BROUGHT)
        held.state = BookingState.DROPPED
        held.pots.filter(state=PotState.EXPECTED).update(state=PotState.RECEIVED)


def mark_ready(booking: Booking):
    """Note that every pot is tinned and may be fetched; the tin in use is noted."""
    with booking_in_hand(booking) as held:
        must_be(held, (BookingState.DROPPED,))
        if held.pots.filter(state=PotState.REPAIR).exists():
            raise ValidationError(
                _("Un ustensile attend une réparation : notez d’abord ce qu’il devient.")
            )
        held.state = BookingState.READY
        note_tin(held)
        held.pots.update(state=PotState.READY)
        tell_owner(held)


def give_back(booking: Booking):
    """Note that the owner has everything back. Their data stays until they have been
    reminded, when they wished it.
    """
    with booking_in_hand(booking) as held:
        must_be(held, (BookingState.READY,))
        held.state, held.returned_on = BookingState.RETURNED, today_in_tunis()
        held.pots.update(state=PotState.RETURNED)
        if held.wants_reminder:
            reminded = held.returned_on + REMINDED_AFTER
            held.purge_on = max(held.purge_on, reminded + KEPT_AFTER_REMINDER)


def note_pot(pot: Pot, state: PotState, note: str, price: Decimal | None):
    """Note where one pot stands, as long as the booking is at the workshop."""
    with booking_in_hand(pot.booking) as held:
        must_be(held, (BookingState.DROPPED, BookingState.READY))
        if state not in AT_WORK:
            raise ValidationError(_("Cet état n’est pas connu : rien n’a été changé."))
        if held.state == BookingState.READY and state != PotState.READY:
            held.state = BookingState.DROPPED
        pot.state, pot.note, pot.price = state, note, price
        pot.save(update_fields=["state", "note", "price", "updated_at"])
        if state in (PotState.TINNED, PotState.READY):
            note_tin(held)


def note_tin(booking: Booking):
    """Note the lot in use, once: what was begun with one tin is not said of another."""
    if booking.lot_id is None:
        in_use = TinLot.objects.filter(workshop=booking.offer.workshop_id, closed_on=None)
        booking.lot = in_use.first()


def cancel(booking: Booking):
    """Give the places up, as the owner, before anything was brought."""
    with booking_in_hand(booking) as held:
        must_be(held, (*NOT_BROUGHT, BookingState.HELD))
        was_told = held.state != BookingState.HELD
        held.state = BookingState.CANCELLED
        if was_told:
            tell_workshop(held, CALLED_OFF)


def wish_reminder(booking: Booking, wishes: bool):
    """Ask to be reminded in a year, or no more."""
    with booking_in_hand(booking) as held:
        held.wants_reminder = wishes


def note_reminded(booking: Booking):
    """Note that the owner was told that a year has passed; their data goes soon."""
    with booking_in_hand(booking) as held:
        must_be(held, (BookingState.RETURNED,))
        mark_reminded(held)


def mark_reminded(held: Booking):
    """Mark a booking in hand as reminded, in the transaction that tells its owner."""
    held.reminded_at = held.reminded_at or timezone.now()
    held.purge_on = min(held.purge_on, today_in_tunis() + KEPT_AFTER_REMINDER)


# What was put aside


@transaction.atomic
def release(booking: Booking):
    """Send on a booking that was held, if its day still has places."""
    offer = locked_offer(booking.offer_id)
    with booking_in_hand(booking) as held:
        must_be(held, (BookingState.HELD,))
        check_day(offer, Wanted(held.day), held.pots.count())
        held.state = BookingState.ASKED
        tell_workshop(held, BOOKED)


def discard(booking: Booking):
    """Put away a booking that was held: its workshop never saw it."""
    with booking_in_hand(booking) as held:
        must_be(held, (BookingState.HELD,))
        held.state = BookingState.REFUSED


# The tin


@transaction.atomic
def open_lot(lot: TinLot):
    """File a lot of tin and use it from now on: the one before is finished. Two filed
    at once come one after the other: the row of the workshop is locked.
    """
    Workshop.objects.select_for_update().get(pk=lot.workshop_id)
    in_use = TinLot.objects.filter(workshop=lot.workshop_id, closed_on=None)
    for former in in_use:
        former.closed_on = lot.opened_on
        former.save(update_fields=["closed_on", "updated_at"])
    lot.full_clean()
    lot.save()
