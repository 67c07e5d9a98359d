"""Reminders after three days, and what is forgotten."""

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from artisans.tests.factories import ArtisanFactory
from enquiries.quotes import steps
from enquiries.quotes.models import Author, EventKind, Part, PartEvent, QuoteRequest, RequestState
from enquiries.quotes.reminding import remind, remind_workshops
from kairouan.accounts.models import User
from kairouan.common.models import OutgoingMessage
from kairouan.common.work.duties import A_DAY as EACH_DAY
from kairouan.common.work.duties import DUTIES
from workshops.models import Membership, MembershipRole

from .factories import PartFactory, QuoteRequestFactory

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


def said(command: str, **options) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def kept_part(days: float = 4, language: str = "ar", **facts) -> Part:
    """A part of a workshop that somebody keeps, sent so many days ago."""
    part = PartFactory(**facts)
    number = User.objects.count()
    account = User.objects.create_user(phone=f"+2169812345{number}", language=language)
    Membership.objects.create(
        workshop=part.workshop,
        artisan=ArtisanFactory(account=account),
        role=MembershipRole.OWNER,
    )
    Part.objects.filter(pk=part.pk).update(created_at=timezone.now() - days * A_DAY)
    part.refresh_from_db()
    return part


def link_in(message: OutgoingMessage) -> str:
    return message.text.rstrip("/ .").rpartition("/")[2]


def test_workshop_is_reminded_once_with_a_new_link_in_its_language():
    part = kept_part(language="ar")
    former = steps.renew_link(part)
    assert [remind_workshops(), remind_workshops()] == [1, 0]
    message = OutgoingMessage.objects.get()
    assert "طلب الأسعار" in message.text and "/ar/" in message.text
    assert steps.part_of_link(link_in(message)) == part
    assert steps.part_of_link(former) is None
    part.refresh_from_db()
    assert part.reminded_at is not None


def answer(part):
    steps.give_answer(part, Author.WORKSHOP, EventKind.DECLINE)


def answer_then_ask_again(part):
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "Taille ?")
    steps.reply(part, "Quarante")


@pytest.mark.parametrize(
    "spared",
    [
        answer,
        answer_then_ask_again,
        lambda part: steps.close(part.request, RequestState.WITHDRAWN),
        lambda part: QuoteRequest.objects.update(state=RequestState.HELD),
        lambda part: Part.objects.update(created_at=timezone.now() - 2.9 * A_DAY),
        lambda part: Part.objects.update(created_at=timezone.now() - 22 * A_DAY),
        lambda part: Part.objects.update(workshop=None),
        lambda part: Membership.objects.all().delete(),
    ],
)
def test_nobody_else_is_reminded(spared):
    part = kept_part()
    spared(part)
    OutgoingMessage.objects.all().delete()  # what the steps themselves told
    assert remind_workshops() == 0
    assert not OutgoingMessage.objects.exists()
    part.refresh_from_db()
    assert part.reminded_at is None


def test_workshop_that_answers_while_reminders_leave_is_not_reminded():
    stale = kept_part()
    answer(Part.objects.get(pk=stale.pk))
    assert not remind(stale)


def test_dry_run_says_how_many_and_reminds_nobody():
    part = kept_part()
    link = steps.renew_link(part)
    assert "1 parts are due" in said("remind_requests", dry_run=True)
    assert steps.part_of_link(link) == part
    assert "1 workshops reminded" in said("remind_requests")
    assert OutgoingMessage.objects.count() == 1


def test_worker_reminds_each_day():
    assert DUTIES[remind_workshops] == EACH_DAY


# What is forgotten


def test_purge_takes_the_request_with_all_that_hangs_on_it(
    media, django_capture_on_commit_callbacks
):
    due = QuoteRequestFactory(purge_on=timezone.localdate() - A_DAY)
    due.photo.save("plan.jpg", ContentFile(b"plan"))
    storage, name = due.photo.storage, due.photo.name
    part = PartFactory(request=due)
    answer(part)
    kept = QuoteRequestFactory(purge_on=timezone.localdate())
    assert "1 requests are due" in said("purge_requests")
    assert QuoteRequest.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 requests deleted" in said("purge_requests", apply=True)
    assert list(QuoteRequest.objects.all()) == [kept]
    assert not Part.objects.exists()
    assert not PartEvent.objects.exists()
    assert not storage.exists(name)


def test_purge_forgets_the_senders_of_yesterday():
    old, new = QuoteRequestFactory(sender="a" * 32), QuoteRequestFactory(sender="b" * 32)
    QuoteRequest.objects.filter(pk=old.pk).update(created_at=timezone.now() - 2 * A_DAY)
    said("purge_requests", apply=True)
    senders = dict(QuoteRequest.objects.values_list("pk", "sender"))
    assert senders == {old.pk: "", new.pk: "b" * 32}
