"""Reminders: a year after pots were given back, their owner is told if they asked.

Who left an e-mail is written to; the workshop calls the others, from its list.
"""

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kairouan.common.calendar import today_in_tunis
from kairouan.common.senders import send_email

from .messages import reminder_text
from .models import Booking, BookingQuerySet, BookingState, TinningOffer
from .steps import REMINDED_AFTER, booking_in_hand, mark_reminded


def due_for_reminder() -> BookingQuerySet:
    """Filter the bookings given back a year ago whose owner asked to be reminded and
    has not brought pots there since; of workshops that still take them.
    """
    came_back = Q(offer__bookings__returned_on__gt=F("returned_on"))
    same_owner = Q(offer__bookings__phone=F("phone"), offer__bookings__email=F("email"))
    returned = Booking.objects.filter(
        state=BookingState.RETURNED,
        wants_reminder=True,
        reminded_at=None,
        returned_on__lte=today_in_tunis() - REMINDED_AFTER,
        offer__in=TinningOffer.objects.open().values("pk"),
    )
    return returned.exclude(pk__in=returned.filter(came_back & same_owner).values("pk"))


def to_call(artisan) -> BookingQuerySet:
    """Filter those that the workshops of this person are to call."""
    due = due_for_reminder().filter(email="")
    return due.filter(pk__in=Booking.objects.managed_by(artisan).values("pk"))


def booking_page(booking: Booking) -> str:
    """The whole address where pots may be brought again, in the language in hand."""
    page = reverse("bookings:book", args=[booking.offer.workshop.slug])
    return f"{settings.PORTAL_ADDRESS}{page}"


def remind(booking: Booking) -> bool:
    """Write to an owner, once; tell whether they were written to. Another process may
    have done so a moment ago.
    """
    with booking_in_hand(booking) as held:
        if held.reminded_at or not held.email or not held.wants_reminder:
            return False
        with translation.override(held.language):
            send_email(
                held.email,
                _("Rétamer vos ustensiles"),
                reminder_text(held, booking_page(held)),
            )
        mark_reminded(held)
    return True


def remind_owners() -> int:
    """Write to every owner that is due; give how many were."""
    return sum(remind(booking) for booking in due_for_reminder().exclude(email="").order_by("pk"))
