"""Reminders a year later, and what is forgotten."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from enquiries.bookings import steps
from enquiries.bookings.models import Booking, Pot
from enquiries.bookings.reminding import remind, remind_owners
from kairouan.common.models import OutgoingMessage
from kairouan.common.work.duties import A_DAY, DUTIES

from .factories import BookingFactory, PotFactory, in_days, returned
from .test_steps import bring_to

pytestmark = pytest.mark.django_db


def said(command: str, **options) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_owner_is_reminded_once_a_year_later_in_their_language():
    booking = returned(language="ar", offer__workshop__name_ar="ورشة بن جماعة")
    assert [remind_owners(), remind_owners()] == [1, 0]
    message = OutgoingMessage.objects.get()
    assert message.to == "m@tests.example"
    assert "ورشة بن جماعة" in message.text
    assert f"/ar/retamage/{booking.offer.workshop.slug}/" in message.text


@pytest.mark.parametrize(
    "facts",
    [
        {"days": 364},
        {"wants_reminder": False},
        {"reminded_at": timezone.now()},
        {"offer__is_active": False},
        {"offer__workshop__status": "archived"},
    ],
    ids=["too soon", "not asked", "already", "closed offer", "closed workshop"],
)
def test_others_are_left_in_peace(facts):
    returned(**facts)
    assert remind_owners() == 0
    assert not OutgoingMessage.objects.exists()


def test_who_has_come_again_since_is_not_reminded():
    former = returned(days=400)
    returned(days=30, offer=former.offer)
    assert remind_owners() == 0


def test_who_wishes_no_more_a_moment_before_is_not_written_to():
    booking = returned()
    steps.wish_reminder(booking, False)
    assert remind(booking) is False


def test_data_of_who_was_reminded_goes_a_month_later():
    booking = returned(purge_on=in_days(300))
    remind_owners()
    booking.refresh_from_db()
    assert booking.purge_on == in_days(30)


def test_data_stays_until_the_reminder_that_was_asked_for():
    booking = BookingFactory(wants_reminder=True, purge_on=in_days(10))
    bring_to(booking, "returned")
    assert booking.purge_on == in_days(365 + 30)


def test_dry_run_says_who_is_due_and_reminds_nobody():
    returned()
    returned(email="")
    assert said("remind_owners", dry_run=True).startswith(
        "1 owners are due by e-mail, 1 to be called."
    )
    assert not OutgoingMessage.objects.exists()
    assert said("remind_owners") == "1 owners reminded.\n"


def test_worker_reminds_every_day():
    assert DUTIES[remind_owners] == A_DAY


def test_purge_is_dry_unless_told_and_takes_the_pots_along():
    due, kept = BookingFactory(purge_on=in_days(-1)), BookingFactory(purge_on=in_days(0))
    for booking in (due, kept):
        PotFactory(booking=booking)
    Booking.objects.filter(pk=kept.pk).update(
        sender="abc", created_at=timezone.now() - datetime.timedelta(days=2)
    )
    assert "1 bookings are due. Nothing deleted" in said("purge_bookings")
    assert Booking.objects.count() == 2
    assert said("purge_bookings", apply=True) == (
        "1 bookings deleted, the senders of 1 forgotten.\n"
    )
    assert list(Booking.objects.values_list("pk", "sender")) == [(kept.pk, "")]
    assert Pot.objects.count() == 1
