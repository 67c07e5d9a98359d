"""A workshop answers a request in its space: every choice, and what it never shows."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from artisans.tests.factories import ArtisanFactory
from enquiries.quotes import steps
from enquiries.quotes.models import Author, EventKind, Part, PartState, QuoteRequest, RequestState
from enquiries.quotes.notice_kinds import ASKED
from kairouan.accounts.access_log import Access
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.common.storage import private_storage
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.review.models import Notice
from kairouan.space.members import ACTS_FOR
from products.tests.factories import ProductFactory
from workshops.models import MembershipRole
from workshops.tests.screens import keeps, sign_in

from ..announcing import announce_parts
from .factories import PartFactory, QuoteLineFactory, QuoteRequestFactory

pytestmark = pytest.mark.django_db

LIST = "space:request_list"


@pytest.fixture
def owner(client):
    return sign_in(client, ArtisanFactory())


@pytest.fixture
def part(owner):
    part = PartFactory(request__name="Hôtel Aghlabides", request__place="Sousse")
    QuoteLineFactory(request=part.request, label="Lanterne", quantity=40)
    keeps(owner, part.workshop)
    return part


@pytest.fixture
def private_photos(settings, tmp_path):
    """The pictures of requests in a folder of the test's own."""
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private"},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    field = QuoteRequest._meta.get_field("photo")
    before, field.storage = field.storage, private_storage()
    yield
    field.storage = before


def address(part) -> str:
    return reverse("space:request", args=[part.pk])


def form_of(client, page: str, key: str) -> dict:
    """What a browser sends of one form of a page, untouched."""
    form = client.get(page).context["forms"][key]
    return {
        "sending": f"token-{key}",
        **{field.html_name: field.value() or "" for field in form if field.name != "phrases"},
    }


def answer(client, page: str, key: str, **typed):
    return client.post(page, form_of(client, page, key) | typed)


def test_call_is_noted_in_one_tap(client, part):
    page = client.get(address(part)).content.decode()
    button = page.index(">J’ai appelé</button>")
    form = page[page.rindex("<form", 0, button) : button]
    assert "<details" not in page[page.rindex("</details>", 0, button) : button]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert client.post(address(part), sent).headers["Location"] == "./"
    part.refresh_from_db()
    assert (part.state, part.events.get().kind) == (PartState.ANSWERED, EventKind.CALL)


@pytest.mark.parametrize(
    ("key", "typed", "state", "said"),
    [
        ("price", {"price": "85,500", "text": "Sans transport"}, "answered", "Sans transport"),
        ("question", {"phrases": ["size"]}, "question", "Quelles dimensions souhaitez-vous ?"),
        ("decline", {"phrases": ["orders"]}, "declined", "J’ai trop de commandes en ce moment."),
        ("decline", {}, "declined", ""),
        ("call", {}, "answered", ""),
    ],
)
def test_each_choice_is_taken(client, part, key, typed, state, said):
    page = address(part)
    assert answer(client, page, key, **typed).headers["Location"] == "./"
    part.refresh_from_db()
    assert (part.state, part.events.get().text) == (state, said)
    assert part.events.get().author == Author.WORKSHOP


@pytest.mark.parametrize(
    ("typed", "price"),
    [("85", "85"), ("85,500", "85.5"), ("٨٥", "85"), ("1200 dinars", "1200"), ("٨٥,٥٠٠", "85.5")],
)
def test_price_as_it_is_typed(client, part, typed, price):
    answer(client, address(part), "price", price=typed, ready_in_days="٢٠")
    part.refresh_from_db()
    assert (part.price, part.ready_in_days) == (Decimal(price), 20)
    assert part.price_stands_until == today_in_tunis() + datetime.timedelta(days=30)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price": ""}, "price"),
        ({"price": "beaucoup"}, "price"),
        ({"price": "1.500"}, "price"),
        ({"price": "0"}, "price"),
        ({"price": "85", "ready_in_days": "bientôt"}, "ready_in_days"),
        ({"price": "85", "price_stands_until": "2020-01-01"}, "price_stands_until"),
    ],
)
def test_price_that_is_refused_says_why_and_keeps_what_was_typed(client, part, typed, field):
    page = answer(client, address(part), "price", text="Mes mots", **typed)
    form = page.context["forms"]["price"]
    assert page.status_code == 422 and list(form.errors) == [field]
    assert "Mes mots" in page.content.decode() and "open" in page.content.decode()
    assert part.events.count() == 0


def test_price_read_in_two_ways_is_asked_back_then_taken(client, part):
    page = address(part)
    sent = form_of(client, page, "price") | {"price": "1.500"}
    assert 'name="price-means"' in client.post(page, sent).content.decode()
    client.post(page, sent | {"price-means": "1500"})
    part.refresh_from_db()
    assert part.price == 1500


def test_question_without_words_is_asked_for(client, part):
    assert answer(client, address(part), "question").status_code == 422
    assert part.events.count() == 0


def test_ready_phrase_is_in_the_language_of_both(client, part):
    with translation.override("ar"):
        page = address(part)
    answer(client, page, "question", phrases=["size"])
    mine, theirs = part.events.get().text.splitlines()
    assert theirs == "Quelles dimensions souhaitez-vous ?"
    assert mine != theirs


def test_after_no_the_workshop_may_answer_after_all(client, part):
    page = address(part)
    answer(client, page, "decline")
    assert "decline" not in client.get(page).context["forms"]
    answer(client, page, "price", price="90")
    part.refresh_from_db()
    assert (part.state, part.price) == (PartState.ANSWERED, 90)


def test_done_is_said_once_it_is_agreed(client, part):
    page = address(part)
    assert "done" not in client.get(page).context["forms"]
    answer(client, page, "price", price="90")
    part.refresh_from_db()
    steps.accept(part)
    assert list(client.get(page).context["forms"]) == ["done", "translate"]
    answer(client, page, "done")
    part.refresh_from_db()
    assert part.state == PartState.DONE


def test_price_told_on_the_telephone_is_kept(client, part):
    page = address(part)
    answer(client, page, "call", price="85,500", ready_in_days="12")
    part.refresh_from_db()
    assert (part.state, part.price, part.ready_in_days) == ("answered", Decimal("85.5"), 12)
    assert part.events.get().kind == EventKind.CALL
    answer(client, page, "call")
    part.refresh_from_db()
    assert part.price == Decimal("85.5")  # a call without a price takes none back


@pytest.mark.parametrize("key", ["price", "call"])
def test_double_tap_answers_once(client, part, key):
    page = address(part)
    sent = form_of(client, page, key) | ({"price": "85"} if key == "price" else {})
    assert [client.post(page, sent).status_code for _tap in range(2)] == [302, 302]
    assert part.events.count() == 1


def test_second_of_two_members_is_told_and_loses_nothing(client, part, owner):
    helper = ArtisanFactory()
    keeps(helper, part.workshop, MembershipRole.HELPER)
    page = address(part)
    late = form_of(client, page, "price") | {"price": "90", "text": "À emporter"}
    sign_in(client, helper)
    answer(client, page, "price", price="85")
    sign_in(client, owner)
    told = client.post(page, late)
    assert told.status_code == 422 and "Entre-temps" in told.content.decode()
    part.refresh_from_db()
    assert part.price == 85
    form = told.context["forms"]["price"]
    assert form["text"].value() == "À emporter"
    client.post(page, late | {"seen": form["seen"].value()})
    part.refresh_from_db()
    assert part.price == 90


def test_answer_to_what_is_closed_meanwhile_is_refused_with_its_words(client, part):
    page = address(part)
    late = form_of(client, page, "price") | {"price": "90", "text": "À emporter"}
    steps.close(part.request, RequestState.CLOSED)
    told = client.post(page, late)
    assert told.status_code == 422
    assert told.context["forms"].keys() == {"price"}
    assert "À emporter" in told.content.decode()
    part.refresh_from_db()
    assert part.state == PartState.SENT


def test_what_was_typed_survives_the_end_of_the_session(client, part, owner):
    page = address(part)
    sent = form_of(client, page, "price") | {"price": "90", "text": "À emporter"}
    client.logout()
    client.post(page, sent)
    session = dict(client.session)
    client.force_login(owner.account)
    kept = client.session
    kept.update({name: session[name] for name in session if name == "kept_post"})
    kept.save()
    assert "À emporter" in client.get(page).content.decode()
    assert part.events.count() == 0


def test_choice_that_is_none_of_the_page_changes_nothing(client, part):
    for choice in ("", "accept", "\x00"):
        assert client.post(address(part), {"choice": choice}).status_code == 422
    assert part.events.count() == 0


def test_answer_takes_three_taps_at_most(client, part):
    """Two to send each choice, once the price is typed; one to say that one called."""
    page = client.get(address(part)).content.decode()
    for key in ("price", "question", "decline", "call"):
        start = page.rindex("<details", 0, page.rindex(f"answer--{key}"))
        choice = page[start : page.index("</details>", start)]
        assert choice.count("<summary") == 1  # the first tap
        assert choice.count('type="submit"') == 1  # the second
        required = choice.count(" required")
        assert required <= (key == "price")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_page_says_what_is_asked_and_how_to_reach_the_buyer(client, part, language):
    part.request.text = "Pour la salle\nقاعة الأفراح"
    part.request.email = "hotel@demo.example"
    part.request.save()
    with translation.override(language):
        page = client.get(address(part)).content.decode()
    assert "Lanterne" in page and "Hôtel Aghlabides" in page and "Sousse" in page
    assert "https://wa.me/21698123456?text=Bonjour%2C" in page
    assert part.request.number in page
    assert 'href="tel:+21698123456"' in page and 'href="mailto:hotel@demo.example' in page
    other = 'lang="ar"' if language == "fr" else 'lang="fr"'
    assert f'<p {other} dir="auto">' in page


def test_another_member_does_not_find_the_part(client, part):
    sign_in(client, ArtisanFactory())
    for name in ("request", "request_photo"):
        assert client.get(reverse(f"space:{name}", args=[part.pk])).status_code == 404
    assert client.post(address(part), {"choice": "call"}).status_code == 404
    assert client.post(reverse("space:request_seen", args=[part.pk])).status_code == 404
    assert client.get(reverse(LIST)).context["parts"] == []
    assert part.events.count() == 0


def test_who_left_the_workshop_no_longer_finds_it(client, part, owner):
    owner.memberships.update(until=today_in_tunis())
    assert client.get(address(part)).status_code == 404


def test_held_request_and_part_of_the_team_are_not_shown(client, part):
    team = PartFactory(workshop=None)
    assert client.get(address(team)).status_code == 404
    part.request.state = RequestState.HELD
    part.request.save()
    assert client.get(address(part)).status_code == 404
    assert client.get(reverse(LIST)).context["parts"] == []


def test_reading_changes_nothing_and_showing_says_seen(client, part):
    client.get(address(part))
    part.refresh_from_db()
    assert part.state == PartState.SENT
    seen = reverse("space:request_seen", args=[part.pk])
    assert client.get(seen).status_code == 405
    assert client.post(seen).status_code == 204
    part.refresh_from_db()
    assert part.state == PartState.SEEN


def test_officer_acts_for_a_member_and_the_log_says_what_was_read(owner, part):
    officer = Client()
    officer.force_login(User.objects.create_superuser(email="ona@tests.example", password="x"))
    session = officer.session
    session[ACTS_FOR] = {"artisan": owner.pk, "word": "au téléphone"}
    session.save()
    page = address(part)
    assert "data-seen" not in officer.get(page).content.decode()
    assert officer.post(reverse("space:request_seen", args=[part.pk])).status_code == 404
    assert Access.objects.filter(model="quotes.part", number=part.pk, kind="read").count() == 1
    answer(officer, page, "price", price="85")
    part.refresh_from_db()
    assert part.state == PartState.ANSWERED


def test_those_that_wait_come_first_the_oldest_before(client, owner, part):
    def at(days, **columns):
        made = PartFactory(workshop=part.workshop, **columns)
        Part.objects.filter(pk=made.pk).update(
            created_at=timezone.now() - datetime.timedelta(days=days)
        )
        return made

    answered, older = at(9, state=PartState.ANSWERED), at(8)
    expired, closed = at(30), at(7, request__state=RequestState.CLOSED)
    listed = client.get(reverse(LIST)).context["parts"]
    assert listed == [older, part, closed, answered, expired]


def test_home_says_how_many_wait(client, part):
    home = reverse("space:home")
    assert 'href="/fr/espace/demandes/"' in client.get(home).content.decode()
    assert "Répondre aux demandes de prix" in client.get(home).content.decode()
    answer(client, address(part), "call")
    assert "Répondre aux demandes de prix" not in client.get(home).content.decode()


def test_list_costs_the_same_at_one_and_twelve(client, part):
    def cost():
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse(LIST))
        return len(found), len(page.context["parts"])

    one = cost()
    for _more in range(11):
        other = PartFactory(workshop=part.workshop)
        QuoteLineFactory.create_batch(3, request=other.request)
    assert one[1] == 1
    assert cost() == (one[0], 12)


def test_list_is_in_pages(client, part):
    PartFactory.create_batch(30, workshop=part.workshop)
    first = client.get(reverse(LIST))
    assert len(first.context["parts"]) < 31
    assert client.get(reverse(LIST) + "?page=2").status_code == 200
    assert client.get(reverse(LIST) + "?page=99").status_code == 404


def test_picture_is_for_the_workshop_alone(client, private_photos, part):
    photo = reverse("space:request_photo", args=[part.pk])
    assert client.get(photo).status_code == 404
    part.request.photo.save("plan.jpg", ContentFile(b"photo"))
    assert b"".join(client.get(photo).streaming_content) == b"photo"
    assert photo in client.get(address(part)).content.decode()


# What each side is told


def test_workshop_is_told_in_its_language_with_a_link_that_answers(part, owner):
    owner.account.language = "ar"
    owner.account.save()
    secret = steps.renew_link(part)
    announce_parts({part: secret})
    notice = Notice.objects.get(user=owner.account)
    assert (notice.kind, notice.record) == (ASKED.code, part)
    message = OutgoingMessage.objects.get()
    assert message.to == owner.account.phone
    assert f"/ar/reponse/{secret}/" in message.text and "Lanterne" in message.text
    assert secret not in str(list(Notice.objects.values()))


def test_held_request_and_part_of_the_team_are_told_to_nobody(part):
    part.request.state = RequestState.HELD
    announce_parts({part: "x", PartFactory(workshop=None): "y"})
    assert Notice.objects.count() == OutgoingMessage.objects.count() == 0


def test_workshop_is_told_what_the_buyer_did(client, part, owner):
    steps.give_answer(part, Author.WORKSHOP, EventKind.ANSWER, "", Decimal(85))
    steps.reply(part, "Et pour quarante ?")
    steps.accept(part)
    kinds = Notice.objects.filter(user=owner.account).values_list("kind", flat=True)
    assert sorted(kinds) == ["accepted", "replied"]
    page = client.get(reverse("space:notices")).content.decode()
    assert address(part) in page and part.request.number in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_buyer_who_left_an_email_is_told_without_the_link(part, language):
    request = QuoteRequestFactory(email="mere@demo.example", language=language)
    told, silent = PartFactory(request=request), part
    for one in (told, silent):
        steps.give_answer(one, Author.WORKSHOP, EventKind.QUESTION, "?")
    message = OutgoingMessage.objects.get()
    assert message.to == "mere@demo.example"
    assert request.number in message.text and "http" not in message.text
    assert ("Bonjour" in message.text) == (language == "fr")


def test_part_costs_the_same_at_one_line_and_twelve(client, part):
    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(part)).status_code == 200
        return len(found)

    one = cost()
    QuoteLineFactory.create_batch(11, request=part.request)
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "Quelle taille ?")
    for _more in range(10):
        steps.reply(part, "Quarante")
    assert cost() == one


# Each reads its own


@pytest.fixture
def shared(part):
    """A request of two workshops, each with its line, and a line that nobody makes."""
    other = PartFactory(request=part.request, workshop__name_fr="Atelier voisin")
    part.request.lines.all().delete()
    for workshop, label in (
        (part.workshop, "Lanterne"),
        (other.workshop, "Plateau"),
        (None, "Braséro"),
    ):
        QuoteLineFactory(request=part.request, workshop=workshop, label=label)
    return part, other


def test_workshop_sees_its_own_lines_and_what_nobody_makes_when_the_team_is_not_asked(
    client, shared
):
    mine, other = shared
    page = client.get(address(mine)).content.decode()
    assert ("Lanterne" in page, "Braséro" in page, "Plateau" in page) == (True, True, False)
    listed = client.get(reverse(LIST)).content.decode()
    assert ("Lanterne" in listed, "Plateau" in listed) == (True, False)
    link = reverse("quote_links:part", args=[steps.renew_link(other)])
    page = Client().get(link).content.decode()
    assert ("Lanterne" in page, "Braséro" in page, "Plateau" in page) == (False, True, True)


def test_what_nobody_makes_is_the_team_s_where_it_is_asked(client, shared):
    mine, _other = shared
    team = PartFactory(request=mine.request, workshop=None)
    assert "Braséro" not in client.get(address(mine)).content.decode()
    assert [line.label for line in team.own_lines] == ["Braséro"]


def test_team_that_is_asked_about_everything_sees_everything(part):
    QuoteLineFactory(request=part.request, workshop=part.workshop, label="Plateau")
    part.request.lines.filter(workshop=None).delete()
    team = PartFactory(request=part.request, workshop=None)
    assert [line.label for line in team.own_lines] == ["Plateau"]


def test_message_to_a_workshop_names_its_own_lines(shared, owner):
    mine, _other = shared
    announce_parts({mine: steps.renew_link(mine)})
    text = OutgoingMessage.objects.get().text
    assert "Lanterne" in text and "Plateau" not in text


def test_name_of_a_piece_is_in_the_language_of_who_makes_it(client, part):
    product = ProductFactory(
        published=True, workshop=part.workshop, name_fr="Lanterne", name_ar="فانوس"
    )
    QuoteLineFactory(
        request=part.request, workshop=part.workshop, product=product, label="Lanterne"
    )
    with translation.override("ar"):
        page = address(part)
    assert "فانوس" in client.get(page).content.decode()
