"""Steps of a request: each state, each refusal."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enquiries.quotes import steps
from enquiries.quotes.models import (
    ANSWERED_WITHIN,
    Author,
    EventKind,
    Part,
    PartState,
    QuoteLine,
    QuoteRequest,
    RequestState,
)
from workshops.tests.factories import WorkshopFactory

from .factories import PartFactory, QuoteRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return PartFactory()


def answered(part):
    steps.give_answer(part, Author.WORKSHOP, EventKind.ANSWER, "", Decimal(900), 30)
    return part


def test_request_makes_a_part_for_each_workshop_and_its_links_open_them():
    workshops = [WorkshopFactory(published=True), WorkshopFactory(published=True), None]
    request = QuoteRequest(name="Hôtel", phone="+21698123456", language="fr")
    secret, links = steps.send_request(
        request, [QuoteLine(label="Lanterne", quantity=40)], workshops
    )
    assert steps.request_of_link(secret) == request
    assert [part.workshop for part in request.parts.all()] == workshops
    assert {steps.part_of_link(link) for link in links.values()} == set(request.parts.all())
    stored = str(list(QuoteRequest.objects.values()) + list(Part.objects.values()))
    assert secret not in stored
    assert not any(link in stored for link in links.values())


def test_link_that_is_renewed_revoked_or_past_its_day_opens_nothing(part):
    first = steps.renew_link(part)
    second = steps.renew_link(part)
    assert steps.part_of_link(first) is None
    assert steps.part_of_link(second) == part
    Part.objects.update(link_ends_on=timezone.localdate() - datetime.timedelta(days=1))
    assert steps.part_of_link(second) is None
    third = steps.renew_link(part)
    steps.revoke_link(part)
    assert steps.part_of_link(third) is None


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (EventKind.ANSWER, PartState.ANSWERED),
        (EventKind.CALL, PartState.ANSWERED),
        (EventKind.QUESTION, PartState.QUESTION),
        (EventKind.DECLINE, PartState.DECLINED),
    ],
)
def test_whatever_a_workshop_says_counts_as_an_answer(part, kind, state):
    steps.give_answer(part, Author.WORKSHOP, kind, "Bonjour", Decimal(80), 12)
    assert (part.state, part.answered_at is None) == (state, False)
    assert part.events.get().kind == kind
    assert part.price == (Decimal(80) if kind == EventKind.ANSWER else None)


def test_first_answer_keeps_its_time_and_a_later_one_takes_its_place(part):
    steps.give_answer(part, Author.WORKSHOP, EventKind.DECLINE)
    first = part.answered_at
    answered(part)
    assert (part.state, part.answered_at, part.price) == (PartState.ANSWERED, first, Decimal(900))


def test_reply_to_a_question_puts_the_part_before_the_workshop_again(part):
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "Quelle taille ?")
    steps.reply(part, "Quarante centimètres")
    assert part.is_waiting


def test_agreed_then_done(part):
    steps.accept(answered(part))
    assert part.state == PartState.AGREED
    steps.mark_done(part, Author.BUYER, "Très belles")
    assert part.state == PartState.DONE


@pytest.mark.parametrize(
    "step",
    [
        steps.accept,
        lambda part: steps.mark_done(part, Author.BUYER),
    ],
)
def test_step_before_its_time_is_refused(part, step):
    with pytest.raises(ValidationError):
        step(part)
    assert part.events.count() == 0


def test_two_workshops_of_a_request_may_both_be_agreed():
    request = QuoteRequestFactory()
    parts = PartFactory.create_batch(2, request=request)
    for part in parts:
        steps.accept(answered(part))
    assert {part.state for part in parts} == {PartState.AGREED}


def test_answer_after_the_buyer_agreed_elsewhere_on_the_same_part_is_refused(part):
    mine, theirs = answered(part), Part.objects.get(pk=part.pk)
    steps.accept(mine)
    with pytest.raises(ValidationError, match="acceptée"):
        answered(theirs)


@pytest.mark.parametrize("state", [RequestState.CLOSED, RequestState.WITHDRAWN])
def test_request_that_is_over_takes_nothing_more_and_its_links_are_dead(part, state):
    link = steps.renew_link(part)
    steps.close(part.request, state)
    assert steps.part_of_link(link) is None
    for step in (answered, steps.accept, lambda part: steps.reply(part, "?")):
        with pytest.raises(ValidationError):
            step(part)
    with pytest.raises(ValidationError):
        steps.close(part.request, RequestState.CLOSED)


def test_part_nobody_answered_in_time_says_so(part):
    assert not part.has_expired
    Part.objects.update(created_at=timezone.now() - ANSWERED_WITHIN - datetime.timedelta(hours=1))
    part.refresh_from_db()
    assert part.has_expired
    assert part.shown_state == "sans réponse à temps"


def test_what_the_team_holds_is_passed_on_once(part):
    team = PartFactory(workshop=None)
    workshop = WorkshopFactory(published=True)
    passed, link = steps.pass_on(team, workshop)
    assert steps.part_of_link(link) == passed
    with pytest.raises(ValidationError):
        steps.pass_on(team, workshop)


def test_seen_is_noted_once_and_never_undoes_an_answer(part):
    steps.mark_seen(part)
    assert part.state == PartState.SEEN
    answered(part)
    steps.mark_seen(part)
    assert part.state == PartState.ANSWERED
