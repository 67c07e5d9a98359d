"""Steps of a request: each state, each refusal."""

import datetime
import re
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
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
from enquiries.quotes.views import distinct
from kairouan.common.calendar import today_in_tunis
from kairouan.common.tests.together import together
from workshops.tests.factories import WorkshopFactory

from .factories import PartFactory, QuoteLineFactory, QuoteRequestFactory

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


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
    tells_a_price = kind in (EventKind.ANSWER, EventKind.CALL)
    assert part.price == (Decimal(80) if tells_a_price else None)


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


def test_workshop_to_which_it_is_passed_on_has_its_lines_and_the_buyer_reads_each_once(part):
    QuoteLineFactory(request=part.request, workshop=part.workshop, label="Lanterne")
    QuoteLineFactory(request=part.request, label="Braséro", size="40 cm", quantity=2)
    team = PartFactory(request=part.request, workshop=None)
    passed = [steps.pass_on(team, WorkshopFactory(published=True))[0] for _time in range(2)]
    for one in (team, *passed):
        (line,) = Part.objects.get(pk=one.pk).own_lines
        assert (line.label, line.size, line.quantity) == ("Braséro", "40 cm", 2)
    assert [line.label for line in distinct(part.request.lines.all())] == ["Lanterne", "Braséro"]


def test_seen_is_noted_once_and_never_undoes_an_answer(part):
    steps.mark_seen(part)
    assert part.state == PartState.SEEN
    answered(part)
    steps.mark_seen(part)
    assert part.state == PartState.ANSWERED


# Two at once


def first_locked(step) -> str:
    """The first table of ours that a step reads."""
    with CaptureQueriesContext(connection) as statements:
        step()
    read = re.compile(r'SELECT .*? FROM "(quotes_\w+)"')
    return next(found[1] for each in statements if (found := read.match(each["sql"])))


@pytest.mark.parametrize(
    "step",
    [
        answered,
        steps.mark_seen,
        steps.renew_link,
        steps.revoke_link,
        lambda part: steps.reply(part, "?"),
        lambda part: steps.accept(answered(part)),
        lambda part: steps.close(part.request, RequestState.CLOSED),
        lambda part: steps.pass_on(
            PartFactory(request=part.request, workshop=None), WorkshopFactory()
        ),
    ],
)
def test_whatever_writes_holds_the_request_first(part, step):
    part = Part.objects.select_related("request", "workshop").get(pk=part.pk)
    assert first_locked(lambda: step(part)) == "quotes_quoterequest"


@pytest.mark.django_db(transaction=True)
def test_answers_agreements_and_ends_at_the_same_moment_wait_for_one_another():
    for _time in range(4):
        request = QuoteRequestFactory()
        parts = PartFactory.create_batch(2, request=request)
        for part in parts:
            answered(part)

        def told(step, *args):
            try:
                step(*args)
            except ValidationError:
                return "refused"
            return "taken"

        ends = together(
            *(partial(told, steps.accept, Part.objects.get(pk=part.pk)) for part in parts),
            *(partial(told, answered, Part.objects.get(pk=part.pk)) for part in parts),
            partial(told, steps.close, QuoteRequest.objects.get(), RequestState.WITHDRAWN),
        )
        assert ends[-1] == "taken"
        QuoteRequest.objects.all().delete()


# What the buyer agrees to


def test_answer_that_changed_since_it_was_read_is_not_agreed_to(part):
    read = answered(part).answer_mark()
    steps.give_answer(part, Author.WORKSHOP, EventKind.ANSWER, "", Decimal(1200))
    with pytest.raises(ValidationError, match="a changé"):
        steps.accept(part, seen=read)
    assert part.state == PartState.ANSWERED
    steps.accept(part, seen=part.answer_mark())
    assert part.state == PartState.AGREED


def test_one_s_own_message_changes_nothing_of_the_answer(part):
    read = answered(part).answer_mark()
    steps.reply(part, "Livraison comprise ?")
    steps.accept(part, seen=read)
    assert part.state == PartState.AGREED


def test_price_whose_day_has_passed_is_not_agreed_to(part):
    today = today_in_tunis()
    for day, state in ((today - A_DAY, PartState.ANSWERED), (today, PartState.AGREED)):
        answered(part)
        Part.objects.update(price_stands_until=day)
        part.refresh_from_db()
        if state == PartState.ANSWERED:
            with pytest.raises(ValidationError, match="n’est plus valable"):
                steps.accept(part)
        else:
            steps.accept(part)
        assert part.state == state
