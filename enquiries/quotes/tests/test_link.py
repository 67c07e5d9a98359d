"""The private link of a part: it answers that part, and opens nothing else."""

import datetime
import secrets
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from enquiries.quotes import steps
from enquiries.quotes.models import Author, EventKind, Part, PartState, RequestState
from kairouan.common.submissions import FormSubmission
from kairouan.common.tests.together import together

from .factories import PartFactory, QuoteLineFactory
from .test_answer import answer, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    part = PartFactory()
    QuoteLineFactory(request=part.request, label="Lanterne", quantity=40)
    return part


@pytest.fixture
def secret(part):
    return steps.renew_link(part)


def page_of(secret: str) -> str:
    return reverse("quote_links:part", args=[secret])


@pytest.fixture
def strict():
    """A browser whose forms are checked as the server checks them."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("key", "typed", "state"),
    [
        ("price", {"price": "85"}, "answered"),
        ("question", {"text": "Quelle taille ?"}, "question"),
        ("decline", {}, "declined"),
        ("call", {}, "answered"),
    ],
)
def test_each_choice_is_taken_without_an_account(strict, part, secret, key, typed, state):
    answered = answer(strict, page_of(secret), key, **typed)
    assert answered.headers["Location"] == "./"
    part.refresh_from_db()
    assert part.state == state
    assert strict.get(page_of(secret)).status_code == 200
    assert not strict.cookies


def test_reading_by_a_scanner_changes_nothing(client, part, secret):
    before = Part.objects.values().get()
    for ask in (client.get, client.head, client.options, client.get):
        ask(page_of(secret), headers={"User-Agent": "WhatsApp/2.23 preview"})
    client.get(reverse("quote_links:seen", args=[secret]))
    client.get(page_of(secret) + "?choice=decline&price=1")
    assert Part.objects.values().get() == before
    assert part.events.count() == 0


def test_seen_is_noted_when_the_page_is_shown(strict, part, secret):
    assert 'action="vue/"' in strict.get(page_of(secret)).content.decode()
    assert strict.post(reverse("quote_links:seen", args=[secret])).status_code == 204
    part.refresh_from_db()
    assert part.state == PartState.SEEN


def test_link_is_used_in_two_browsers(part, secret):
    first, second = Client(), Client()
    answer(first, page_of(secret), "question", text="Quelle taille ?")
    answer(second, page_of(secret), "price", price="85")
    part.refresh_from_db()
    assert part.state == PartState.ANSWERED
    assert first.get(page_of(secret)).context["part"].price == 85


def test_second_of_two_browsers_is_told_and_loses_nothing(part, secret):
    first, second = Client(), Client()
    late = form_of(second, page_of(secret), "price") | {"price": "90", "text": "À emporter"}
    answer(first, page_of(secret), "price", price="85")
    told = second.post(page_of(secret), late)
    assert told.status_code == 422 and "Entre-temps" in told.content.decode()
    assert "À emporter" in told.content.decode()
    assert part.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_the_same_moment_one_is_taken_and_the_other_told(part, secret):
    page, browsers = page_of(secret), [Client(), Client()]
    sent = [
        form_of(browser, page, "price") | {"price": price, "sending": price}
        for browser, price in zip(browsers, ("85", "90"), strict=True)
    ]
    answers = together(
        *(partial(browser.post, page, typed) for browser, typed in zip(browsers, sent, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    part.refresh_from_db()
    taken = next(place for place, answer in enumerate(answers) if answer.status_code == 302)
    assert (part.events.count(), str(int(part.price))) == (1, sent[taken]["price"])


def test_double_tap_answers_once_and_what_is_kept_holds_no_secret(strict, part, secret):
    sent = form_of(strict, page_of(secret), "call")
    assert [strict.post(page_of(secret), sent).status_code for _tap in range(2)] == [302, 302]
    assert part.events.count() == 1
    assert secret not in str(list(FormSubmission.objects.values()))


def revoked(part):
    steps.revoke_link(part)


def renewed(part):
    steps.renew_link(part)


def past(part):
    Part.objects.update(link_ends_on=timezone.localdate() - datetime.timedelta(days=1))


def closed(part):
    steps.close(part.request, RequestState.CLOSED)


def withdrawn(part):
    steps.close(part.request, RequestState.WITHDRAWN)


def held(part):
    part.request.state = RequestState.HELD
    part.request.save()


@pytest.mark.parametrize("end", [revoked, renewed, past, closed, withdrawn, held])
def test_link_that_is_over_is_like_one_that_never_was(strict, part, secret, end):
    sent = form_of(strict, page_of(secret), "call")
    end(part)
    never = strict.get(page_of(secrets.token_urlsafe(18)))
    gone = strict.get(page_of(secret))
    assert (gone.status_code, never.status_code) == (404, 404)
    assert [gone.templates[0].name, never.templates[0].name] == ["enquiries/link_gone.html"] * 2
    assert strict.post(page_of(secret), sent).status_code == 404
    for name in ("seen", "photo"):
        ask = strict.post if name == "seen" else strict.get
        assert ask(reverse(f"quote_links:{name}", args=[secret])).status_code == 404
    assert part.events.count() == 0


def test_guesses_open_nothing(client, part, secret):
    numbers = [str(part.pk), part.request.number, part.secret_digest, secret[:-1], secret.upper()]
    for guess in [
        *numbers,
        *(secrets.token_urlsafe(18) for _guess in range(50)),
        "é\x00",
        "x" * 999,
    ]:
        assert client.get(page_of(guess)).status_code == 404


@pytest.mark.parametrize("is_there", [True, False])
def test_address_is_told_to_nobody_and_kept_by_nothing(client, secret, is_there):
    page = client.get(page_of(secret if is_there else "inconnu"))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]


def test_page_shows_nothing_else_of_the_workshop(client, part, secret):
    other = PartFactory(workshop=part.workshop, request__name="Autre acheteuse")
    PartFactory(request=part.request, workshop__name_fr="Atelier concurrent")
    page = client.get(page_of(secret)).content.decode()
    assert "Lanterne" in page and part.request.name in page
    assert other.request.name not in page and "Atelier concurrent" not in page
    assert "tabbar" not in page and "/espace/demandes" not in page


def test_agreed_part_is_said_done_by_the_link(strict, part, secret):
    steps.give_answer(part, Author.WORKSHOP, EventKind.ANSWER, "", 85)
    steps.accept(part)
    answer(strict, page_of(secret), "done")
    part.refresh_from_db()
    assert part.state == PartState.DONE


def test_words_typed_on_a_link_that_has_just_died_are_given_back(strict, part, secret):
    sent = form_of(strict, page_of(secret), "question") | {"text": "Quelle taille ?\nأيّ لون؟"}
    steps.close(part.request, RequestState.WITHDRAWN)
    told = strict.post(page_of(secret), sent)
    assertContains(told, "n’est pas parti", status_code=404)
    for line in ("Quelle taille ?", "أيّ لون؟"):
        assertContains(told, line, status_code=404)
    assertNotContains(strict.get(page_of(secret)), "n’est pas parti", status_code=404)


@pytest.mark.parametrize("wrong", ["inconnu", "a.b", "é", "x" * 300])
@pytest.mark.parametrize(
    "name", ["quote_links:part", "quote_links:photo", "quotes:follow", "quotes:sent"]
)
def test_address_that_opens_nothing_is_told_to_nobody_either(client, name, wrong):
    page = client.get(reverse(name, args=[wrong]))
    assert page.status_code == 404
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
