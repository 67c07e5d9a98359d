"""Every message that leaves the portal, to a reader of Arabic: in Arabic, its subject
too. A module that begins to send fails here by its name.
"""

import datetime
import re

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from artisans.tests.factories import ArtisanFactory
from enquiries.bookings import steps as booking_steps
from enquiries.bookings.messages import send_link as send_booking_link
from enquiries.bookings.reminding import remind as remind_owner
from enquiries.bookings.tests.factories import BookingFactory
from enquiries.quotes import announcing, reminding, steps
from enquiries.quotes.tests.factories import PartFactory, QuoteLineFactory
from kairouan.accounts import invitations
from kairouan.accounts.adapter import AccountAdapter
from kairouan.accounts.models import User
from kairouan.accounts.second_factor.rule import reset
from kairouan.common.models import OutgoingMessage
from kairouan.review.notice_kinds import notice_kinds
from kairouan.review.notices import notify
from programme.openings.steps import put_forward
from programme.tests.factories import ApplicationFactory, OpeningFactory
from workshops.models import Membership, MembershipRole
from workshops.tests.factories import WorkshopFactory

from .many import assert_in
from .test_catalogues import ROOT, sources

pytestmark = pytest.mark.django_db

# addresses, names of records, references of requests
NOT_WORDS = re.compile(r"https?://\S+|«[^»]*»|(?:KR|RT)-[A-Z0-9-]+")


@pytest.fixture
def reader():
    """A member who reads Arabic, known by a telephone; and their workshop."""
    account = User.objects.create_user(
        phone="+21698123456", email="salem@tests.example", name="سالم", language="ar"
    )
    workshop = WorkshopFactory(published=True, name_fr="", name_ar="ورشة سالم")
    Membership.objects.create(
        workshop=workshop, artisan=ArtisanFactory(account=account), role=MembershipRole.OWNER
    )
    account.workshop = workshop
    return account


def codes(reader):
    adapter = AccountAdapter()
    adapter.send_verification_code_sms(reader, reader.phone, "482913")
    adapter.send_mail("account/email/login_code", reader.email, {"code": "482913"})
    return 2


def invitation(reader):
    made, secret = invitations.invite(reader, None, 7)
    subject, text = invitations.message_of(
        made, invitations.invitation_address(RequestFactory().get("/"), reader, secret)
    )
    OutgoingMessage.objects.create(
        way="email",
        subject=subject,
        text=text,
        expires_at=timezone.now() + datetime.timedelta(days=1),
    )
    return 1


def notices(reader):
    kinds = notice_kinds().values()
    for kind in kinds:
        notify(reader.workshop, kind)
    return len(kinds)


def applications(reader):
    opening = OpeningFactory(
        published=True, workshop=reader.workshop, title_fr="", title_ar="متربّص"
    )
    put_forward(ApplicationFactory(opening=opening), None)
    return 1


def second_factor(reader):
    reset(reader, None)
    return 1


def requests_announced(reader):
    part = PartFactory(
        workshop=reader.workshop, request__language="ar", request__email="b@tests.example"
    )
    QuoteLineFactory(request=part.request, label="فانوس")
    announcing.announce(part, steps.renew_link(part))
    announcing.tell_buyer(part)
    with translation.override("ar"):  # of the page that the buyer sends
        announcing.send_link(part.request, "https://demo/")
    return 3


def requests_reminded(reader):
    reminding.remind(PartFactory(workshop=reader.workshop, request__language="ar"))
    return 1


def bookings_told(reader):
    booking = BookingFactory(
        offer__workshop=reader.workshop, language="ar", email="b@tests.example"
    )
    booking_steps.confirm(booking)
    return 1


def bookings_sent(reader):
    with translation.override("ar"):  # of the page that the owner sends
        send_booking_link(BookingFactory(email="b@tests.example"), "https://demo/")
    return 1


def owners_reminded(reader):
    remind_owner(
        BookingFactory(
            offer__workshop=reader.workshop,
            language="ar",
            email="b@tests.example",
            state="returned",
            wants_reminder=True,
        )
    )
    return 1


# By the module that sends.
SENDING = {
    "kairouan/accounts/adapter.py": codes,
    "kairouan/accounts/second_factor/rule.py": second_factor,
    "artisans/invitations.py": invitation,  # the text is of kairouan/accounts/invitations.py
    "kairouan/review/notices.py": notices,
    "programme/openings/steps.py": applications,
    "enquiries/bookings/announcing.py": bookings_told,
    "enquiries/bookings/messages.py": bookings_sent,
    "enquiries/bookings/reminding.py": owners_reminded,
    "enquiries/quotes/announcing.py": requests_announced,
    "enquiries/quotes/reminding.py": requests_reminded,
}


@pytest.mark.parametrize("send", SENDING.values(), ids=lambda send: send.__name__)
def test_message_to_a_reader_of_arabic_is_in_arabic(reader, send):
    OutgoingMessage.objects.all().delete()
    with translation.override("fr"):  # of whoever makes it leave
        number = send(reader)
    sent = OutgoingMessage.objects.all()
    assert len(sent) == number
    for message in sent:
        for text in filter(None, (message.subject, message.text)):
            assert_in("ar", NOT_WORDS.sub("", text))


def test_every_module_that_sends_is_read():
    sending = {
        str(path.relative_to(ROOT))
        for path in sources()
        if IMPORTS_SENDERS.search(text := path.read_text()) and CALLS_A_SENDER.search(text)
    }
    assert sending == SENDING.keys()


IMPORTS_SENDERS = re.compile(
    r"^from [\w.]* import .*\bsenders\b|^from [\w.]*senders import ", re.MULTILINE
)
CALLS_A_SENDER = re.compile(r"(?<![\w.])(?:senders\.)?send(?:_sms|_email)?\(")
