"""A buyer's way: the list, its sending, following the answers."""

import datetime
import re
import time
from decimal import Decimal
from html import unescape
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent
from artisans.tests.factories import ConsentFactory
from enquiries.email_slips import meant_email
from enquiries.quotes import steps
from enquiries.quotes.cart import MOST_LINES, SESSION_KEY, TYPED_KEY, read_list
from enquiries.quotes.models import (
    Author,
    EventKind,
    Part,
    PartEvent,
    PartState,
    QuoteLine,
    QuoteRequest,
    RequestState,
)
from enquiries.spam import SALT
from kairouan.common.models import FormSubmission, OutgoingMessage
from kairouan.photos.tests.photo_files import jpeg
from products.tests.factories import ProductFactory
from workshops.models import Channel
from workshops.tests.factories import WorkshopFactory

from .factories import PartFactory, QuoteLineFactory, QuoteRequestFactory

pytestmark = pytest.mark.django_db

LIST, ADD = "/fr/demande/", "/fr/demande/ajouter/"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def lantern():
    return ProductFactory(published=True, name_fr="Lanterne", slug="lanterne", weight_g=1500)


@pytest.fixture
def tray():
    return ProductFactory(published=True, name_fr="Plateau", slug="plateau")


def add(client, *products, address=ADD):
    for product in products:
        client.post(address, {"piece": product.slug})


def keys(client) -> list[str]:
    return [wish["key"] for wish in client.session.get(SESSION_KEY, [])]


def typed(client, page=LIST, **changes) -> dict:
    """What the page of the list would send: its lines, its tokens, what was typed."""
    shown = client.get(page).content.decode()
    posted = {
        "ligne": re.findall(r'name="ligne" value="(\w+)"', shown),
        "sending": re.search(r'name="sending" value="([^"]+)"', shown)[1],
        "token": signing.dumps(int(time.time()) - 60, salt=SALT),
        "name": "Hélène",
        "reply_by": "phone",
        "phone": "98 123 456",
        "email": "",
        "text": "",
        "place": "",
        "consent": "on",
        "envoyer": "1",
    }
    posted |= {f"{key}-quantity": "1" for key in posted["ligne"]}
    return posted | changes


def send(client, **changes):
    return client.post(LIST, typed(client, **changes))


def plain(answer) -> str:
    """The page with ordinary spaces."""
    return unescape(answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def secret_in(answer) -> str:
    return answer.url.split("/")[3]


@pytest.fixture
def followed():
    """A request of two parts, with the secret of its buyer."""
    workshops = [
        WorkshopFactory(published=True, name_fr="Atelier Zouari"),
        WorkshopFactory(published=True, name_fr="Atelier Jemâa"),
    ]
    quote = QuoteRequest(name="Hélène", phone="+21698123456", language="fr")
    secret, _links = steps.send_request(
        quote, [QuoteLine(label="Lanterne", quantity=40)], workshops
    )
    return quote, f"/fr/demande/{secret}/"


def answered(part, price=900):
    steps.give_answer(
        part,
        Author.WORKSHOP,
        EventKind.ANSWER,
        "Prêtes en mai",
        Decimal(price),
        30,
        timezone.localdate() + datetime.timedelta(days=10),
    )


def act(client, page, do, part=None, words=""):
    """Press a button of the page as it is shown now."""
    prefix = f"p{part.pk}" if part else "p"
    posted = {"faire": f"{do}-{part.pk}" if part else do, f"{prefix}-words": words}
    if part:
        posted[f"{prefix}-seen"] = part.answer_mark()
    return client.post(page, posted)


# The list


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_page_sets_a_cookie_before_something_is_added(client, lantern, language):
    for address in (
        "",
        "catalogue/",
        f"catalogue/{lantern.slug}/",
        f"ateliers/{lantern.workshop.slug}/",
        "demande/",
        "demande/?dit=added",
    ):
        answer = client.get(f"/{language}/{address}")
        assert answer.status_code == 200, address
        assert not answer.cookies, address
    assert Session.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"piece": "inconnue"}, {"atelier": "x\x00"}])
def test_what_is_not_public_is_not_added_and_begins_no_session(client, sent):
    answer = client.post(ADD, sent)
    assert (answer.status_code, answer.url) == (302, f"{LIST}?dit=gone")
    assert not answer.cookies
    assertContains(client.get(answer.url), "n’est plus au catalogue")


def test_page_of_a_product_and_of_a_workshop_add_by_a_form_that_needs_no_cookie(client, lantern):
    strict = Client(enforce_csrf_checks=True)
    for address, name, slug in (
        (f"/fr/catalogue/{lantern.slug}/", "piece", lantern.slug),
        (f"/fr/ateliers/{lantern.workshop.slug}/", "atelier", lantern.workshop.slug),
    ):
        assertContains(strict.get(address), f'<input type="hidden" name="{name}" value="{slug}">')
        strict.post(ADD, {name: slug})
    assert keys(strict) == [f"p{lantern.pk}", f"a{lantern.workshop.pk}"]


def test_form_of_another_site_is_not_taken(client, lantern):
    answer = client.post(ADD, {"piece": lantern.slug}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert keys(client) == []


def test_double_tap_adds_once_and_keeps_what_was_written(client, lantern):
    add(client, lantern)
    client.post(LIST, typed(client, continuer="1") | {f"p{lantern.pk}-quantity": "40"})
    answer = client.post(ADD, {"piece": lantern.slug})
    assert answer.url == f"{LIST}?dit=there"
    assert [wish["quantity"] for wish in client.session[SESSION_KEY]] == [40]


def test_lists_of_two_browsers_are_their_own(lantern, tray):
    one, other = Client(), Client()
    add(one, lantern)
    add(other, tray)
    assert (keys(one), keys(other)) == ([f"p{lantern.pk}"], [f"p{tray.pk}"])


def test_list_takes_twenty_lines(client):
    products = ProductFactory.create_batch(MOST_LINES + 1, published=True)
    add(client, *products)
    assert len(keys(client)) == MOST_LINES
    assertContains(client.get(f"{LIST}?dit=full"), "20 lignes au plus")


def test_set_fills_the_list_with_its_parts_and_leaves_the_sold_ones_aside(client):
    whole = ProductFactory(published=True, kind="set", slug="douzan")
    parts = ProductFactory.create_batch(3, published=True, part_of=whole)
    sold = ProductFactory(
        published=True, part_of=whole, availability="sold", name_fr="Mehbes", name_ar=""
    )
    add(client, whole)
    assert keys(client) == [f"p{part.pk}" for part in parts]
    page = client.get(LIST)
    assertContains(page, "Vendues, laissées de côté")
    assertContains(page, "Mehbes")
    assert f"p{sold.pk}" not in keys(client)


def test_set_whose_parts_are_all_sold_is_asked_for_as_a_whole(client):
    whole = ProductFactory(published=True, kind="set", slug="douzan")
    ProductFactory(published=True, part_of=whole, availability="sold")
    add(client, whole)
    assert keys(client) == [f"p{whole.pk}"]


def test_weight_that_is_known_is_added_up_and_the_rest_said(client, lantern, tray):
    add(client, lantern, tray)
    client.post(LIST, typed(client, continuer="1") | {f"p{lantern.pk}-quantity": "٤"})
    page = plain(client.get(LIST))
    assert "Poids connu : <bdi>6 kg</bdi>" in page
    assert "Poids non donné pour 1 ligne" in page


def test_removing_a_line_keeps_all_that_was_typed(client, lantern, tray):
    add(client, lantern, tray)
    posted = typed(client, retirer=f"p{tray.pk}", text="Pour le patio", email="h@hotel.tn")
    answer = client.post(LIST, posted | {f"p{lantern.pk}-note": "Ajourée"})
    assert answer.status_code == 200
    for kept in ("Pour le patio", "h@hotel.tn", "Ajourée", "Hélène"):
        assertContains(answer, kept)
    assert keys(client) == [f"p{lantern.pk}"]
    client.post(LIST, typed(client, retirer=f"p{lantern.pk}"))
    assert SESSION_KEY not in client.session


def test_what_another_tab_added_meanwhile_stays(client, lantern, tray):
    add(client, lantern)
    posted = typed(client)
    add(client, tray)
    client.post(LIST, posted)
    assert keys(client) == [f"p{tray.pk}"]


def test_what_was_typed_beside_the_list_is_there_when_one_comes_back(client, lantern, tray):
    add(client, lantern)
    posted = typed(client, continuer="1", text="Pour le patio", email="h@hotel.tn")
    assert client.post(LIST, posted | {"also_team": "on"}).status_code == 302
    add(client, tray)
    page = client.get(LIST)
    for kept in ("Pour le patio", "h@hotel.tn", "Hélène", "98 123 456"):
        assertContains(page, kept)
    assert page.context["form"]["also_team"].value() and not page.context["form"]["consent"].value()
    client.post(LIST, typed(client))
    assert TYPED_KEY not in client.session


def test_refused_request_is_still_there_in_another_tab(client, lantern):
    add(client, lantern)
    send(client, name="", text="Pour le patio")
    assertContains(client.get(LIST), "Pour le patio")


@pytest.mark.parametrize(
    "kept",
    [
        [{"key": "p1", "label": "Lanterne", "colour": "rouge"}],
        [{"label": "Lanterne"}, {"key": "p1", "quantity": None, "whole": "2"}],
        ["p1", None, {"key": "x9"}, {"key": "p1"}],
    ],
)
def test_session_of_another_time_gives_the_lines_it_can(client, kept):
    session = client.session
    session[SESSION_KEY], session[TYPED_KEY] = kept, ["?"]
    session.save()
    page = client.get(LIST)
    assert [wish.key for wish in read_list(client.session)] == ["p1"]
    assert page.status_code == 200


@pytest.mark.parametrize("kept", [None, "p1", 3, {"key": "p1"}])
def test_session_that_holds_no_list_is_an_empty_one(client, kept):
    session = client.session
    session[SESSION_KEY] = kept
    session.save()
    assertContains(client.get(LIST), "Votre demande est vide")


@pytest.mark.parametrize("quantity", ["0", "-3", "beaucoup", "", "99999"])
def test_quantity_that_is_none_is_refused_and_nothing_is_lost(client, lantern, quantity):
    add(client, lantern)
    changes = {f"p{lantern.pk}-quantity": quantity, f"p{lantern.pk}-size": "40 cm"}
    answer = client.post(LIST, typed(client) | changes)
    assert answer.status_code == 422
    assertContains(answer, "40 cm", status_code=422)
    # the finish is not at fault
    assert not re.search(r"<details[^>]*\bopen\b", answer.content.decode())
    assert QuoteRequest.objects.count() == 0


def test_list_costs_the_same_statements_whatever_its_lines(client, django_assert_num_queries):
    products = ProductFactory.create_batch(6, published=True)
    add(client, products[0])
    with django_assert_num_queries(4):  # the session, the edition, the products, the photographs
        client.get(LIST)
    add(client, *products)
    with django_assert_num_queries(4):
        client.get(LIST)


@pytest.mark.parametrize("shown", [1, 6])
def test_empty_list_shows_the_newest_pieces_for_two_statements(
    client, shown, django_assert_num_queries
):
    ProductFactory.create_batch(shown, published=True)
    client.get(reverse("products:list"))  # the index is read once
    # the stamp, read twice when it has moved, the cards, their photographs
    with django_assert_num_queries(4):
        client.get(LIST)


def test_empty_list_shows_the_newest_pieces_and_one_with_lines_does_not(client):
    products = ProductFactory.create_batch(6, published=True)
    draft = ProductFactory()
    page = client.get(LIST)
    for product in products[2:]:
        assertContains(page, product.get_absolute_url())
    for product in (*products[:2], draft):
        assertNotContains(page, product.get_absolute_url())
    add(client, products[0])
    assertNotContains(client.get(LIST), products[5].get_absolute_url())


# Sending


def test_each_workshop_and_the_team_receive_their_part(client, lantern, tray):
    gone = ProductFactory(published=True, name_fr="Seau", slug="seau")
    add(client, lantern, tray, gone)
    posted = typed(client)
    gone.status = "draft"
    gone.save()
    answer = client.post(LIST, posted)
    quote = QuoteRequest.objects.get()
    assert {part.workshop for part in quote.parts.all()} == {
        lantern.workshop,
        tray.workshop,
        None,
    }
    assert [(line.label, line.workshop) for line in quote.lines.all()] == [
        ("Lanterne", lantern.workshop),
        ("Plateau", tray.workshop),
        ("Seau", None),
    ]
    assert (quote.state, quote.language, quote.phone) == ("open", "fr", "+21698123456")
    assert quote.secret_digest and secret_in(answer)
    assert keys(client) == []


def test_workshop_is_asked_in_words_of_ones_own(client, lantern):
    workshop = lantern.workshop
    client.post(ADD, {"atelier": workshop.slug})
    send(client, **{f"a{workshop.pk}-label": "Rétamer un chaudron"})
    quote = QuoteRequest.objects.get()
    assert [part.workshop for part in quote.parts.all()] == [workshop]
    assert quote.lines.get().label == "Rétamer un chaudron"


def test_team_is_asked_as_well_when_wished(client, lantern):
    add(client, lantern)
    send(client, also_team="on")
    assert {part.workshop for part in Part.objects.all()} == {lantern.workshop, None}


def test_sent_page_gives_reference_link_and_messages_but_never_the_link_to_a_workshop(
    client, lantern
):
    person = lantern.workshop.responsible
    Channel.objects.create(
        workshop=lantern.workshop, person=person, kind="whatsapp", value="+21698765432"
    )
    ConsentFactory(artisan=person, item=Consent.Item.WHATSAPP)
    add(client, lantern)
    answer = send(client, **{f"p{lantern.pk}-quantity": "40", f"p{lantern.pk}-size": "60 cm"})
    secret, quote = secret_in(answer), QuoteRequest.objects.get()
    page = unescape(client.get(answer.url).content.decode())
    assert quote.number in page
    assert f"http://testserver/fr/demande/{secret}/" in page
    to_oneself, to_workshop = [
        unquote(found) for found in re.findall(r'href="(https://wa\.me/[^"]*)"', page)
    ]
    assert to_oneself.startswith("https://wa.me/?text=")
    assert secret in to_oneself
    assert to_workshop.startswith("https://wa.me/21698765432?text=")
    assert "40 × \u2068Lanterne\u2069 (\u206860 cm\u2069)" in to_workshop
    assert quote.number in to_workshop
    assert secret not in to_workshop


def test_secret_is_kept_nowhere_but_in_the_mail_that_carries_it(client, lantern):
    add(client, lantern)
    secret = secret_in(send(client, email="helene@example.com"))
    kept = str(list(QuoteRequest.objects.values()) + list(FormSubmission.objects.values()))
    assert secret not in kept
    mail = OutgoingMessage.objects.get()
    assert (mail.to, secret in mail.text) == ("helene@example.com", True)


def test_sent_twice_is_one_request_and_the_same_link(client, lantern):
    add(client, lantern)
    posted = typed(client, email="helene@example.com")
    first, second = client.post(LIST, posted), client.post(LIST, posted)
    assert first.url == second.url
    assert (QuoteRequest.objects.count(), OutgoingMessage.objects.count()) == (1, 1)
    # gone back, corrected and sent again: another request, of the lines of the page
    third = client.post(LIST, posted | {"text": "Plutôt en laiton"})
    assert third.url != first.url
    assert [line.label for line in QuoteLine.objects.all()] == ["Lanterne", "Lanterne"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "obligatoire"),
        ({"phone": ""}, "laissez le numéro"),
        ({"phone": "12"}, "n’est pas reconnu"),
        ({"reply_by": "email"}, "laissez le numéro ou l’adresse"),
        ({"reply_by": "email", "email": "contact@kasbah"}, "e-mail"),
        ({"wanted_on": "2020-01-01"}, "Ce jour est passé"),
        ({"consent": ""}, "Sans votre accord"),
        ({"token": "faux"}, "restée ouverte longtemps"),
        ({"buyer": "martian"}, "choix"),
    ],
)
def test_refused_request_says_why_and_loses_nothing(client, lantern, changes, said):
    add(client, lantern)
    answer = send(client, **{"text": "Quarante, gravées", "place": "Sousse"} | changes)
    assert answer.status_code == 422
    for text in (said, "Quarante, gravées", "Sousse"):
        assert text in unescape(answer.content.decode())
    assert QuoteRequest.objects.count() == 0
    assert keys(client) == [f"p{lantern.pk}"]


@pytest.mark.parametrize("reply_by", ["phone", "whatsapp", "email"])
def test_email_alone_is_enough_to_be_answered(client, lantern, reply_by):
    add(client, lantern)
    send(client, reply_by=reply_by, phone="", email="helene@example.com")
    quote = QuoteRequest.objects.get()
    assert (quote.reply_by, quote.phone, quote.email) == ("email", "", "helene@example.com")


def test_empty_list_is_not_sent(client):
    answer = client.post(LIST, typed_without_page())
    assert answer.status_code == 422
    assertContains(answer, "Votre demande est vide", status_code=422)


def typed_without_page() -> dict:
    return {
        "token": signing.dumps(int(time.time()) - 60, salt=SALT),
        "name": "Hélène",
        "reply_by": "phone",
        "phone": "98 123 456",
        "consent": "on",
    }


def test_slip_of_an_email_is_asked_about_once_and_never_refused(client, lantern):
    add(client, lantern)
    posted = typed(client, email="helene@gmial.com")
    answer = client.post(LIST, posted)
    assertContains(answer, "Vouliez-vous dire", status_code=422)
    asked = re.search(r'name="email_asked" value="([^"]*)"', answer.content.decode())[1]
    assertContains(answer, 'value="helene@gmail.com"', status_code=422)
    corrected = client.post(LIST, posted | {"email-means": "helene@gmail.com"})
    assert corrected.status_code == 302
    assert QuoteRequest.objects.get().email == "helene@gmail.com"
    add(client, lantern)
    kept = send(client, email="helene@gmial.com", email_asked=asked)
    assert kept.status_code == 302
    assert QuoteRequest.objects.first().email == "helene@gmial.com"


@pytest.mark.parametrize(
    ("typed_as", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@Hotmial.fr", "a@hotmail.fr"),
        ("a@yaho.fr", "a@yahoo.fr"),
        ("a@outlok.com", "a@outlook.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@gmail.com", ""),
        ("a@ymail.com", ""),
        ("a@kasbah.tn", ""),
        ("a@mail.fe", ""),
    ],
)
def test_slip_is_told_from_an_address_of_ones_own(typed_as, meant):
    assert meant_email(typed_as) == meant


@pytest.mark.parametrize(
    "text",
    [
        "السلام عليكم، أريد 40 فانوسا للنزل قبل رمضان، والتوصيل إلى سوسة. شكرا",
        "Bonjour, 40 lanternes ajourées pour notre patio. Modèle : https://hotel.tn/patio.jpg",
        "Hello, we need 40 lanterns like https://a.example/1 and https://a.example/2 by May.",
    ],
)
def test_real_letters_pass(client, lantern, text):
    add(client, lantern)
    send(client, text=text)
    assert (QuoteRequest.objects.get().state, QuoteRequest.objects.get().text) == ("open", text)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "https://a.example https://b.example https://c.example"},
        {"leave_empty": "https://seo.example"},
        {"place": "www.a.example www.b.example www.c.example"},
    ],
)
def test_unwanted_one_is_held_and_its_sender_sees_the_same_page(client, lantern, changes):
    add(client, lantern)
    answer = send(client, **changes)
    assert QuoteRequest.objects.get().state == RequestState.HELD
    assertContains(client.get(answer.url), "Votre demande est partie")
    page = client.get(f"/fr/demande/{secret_in(answer)}/")
    assertContains(page, "Envoyée")


def test_links_beside_the_lines_are_judged_too(client, lantern):
    add(client, lantern)
    send(client, **{f"p{lantern.pk}-note": "http://a.b http://c.d http://e.f"})
    assert QuoteRequest.objects.get().state == RequestState.HELD


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        (SimpleUploadedFile("plan.pdf", PDF, "application/pdf"), ".pdf"),
        (jpeg(name="patio.jpg"), ".jpg"),
    ],
)
def test_picture_or_plan_is_kept_under_a_name_that_says_nothing(client, lantern, file, kept):
    add(client, lantern)
    file.seek(0)
    send(client, photo=file)
    name = QuoteRequest.objects.get().photo.name
    assert name.endswith(kept)
    assert "patio" not in name
    assert "plan" not in name


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("gros.jpg", b"\xff\xd8\xff" + bytes(21 * 2**20)), "plus de 20 Mo"),
        (SimpleUploadedFile("gros.pdf", PDF + bytes(6 * 2**20)), "plus de 5 Mo"),
        (SimpleUploadedFile("liste.exe", b"MZ" + bytes(500)), "pas une photo lisible"),
        (SimpleUploadedFile("rien.jpg", b""), "vide"),
    ],
)
def test_file_that_is_too_heavy_or_no_picture_is_refused(client, lantern, file, said):
    add(client, lantern)
    file.seek(0)
    answer = send(client, photo=file, text="Comme sur le plan")
    assert answer.status_code == 422
    for text in (said, "Comme sur le plan"):
        assert text in plain(answer)


def test_file_heavier_than_is_read_leaves_the_list_as_it_was(client, lantern):
    add(client, lantern)
    file = SimpleUploadedFile("film.mov", bytes(46 * 2**20))
    answer = send(client, photo=file)
    assertContains(answer, "Ce fichier est trop lourd", status_code=413)
    assertContains(answer, "Lanterne", status_code=413)
    assert keys(client) == [f"p{lantern.pk}"]


# Following


@pytest.mark.parametrize("page", ["", "envoyee/"])
def test_private_pages_are_in_no_cache_no_engine_no_referrer(client, followed, page):
    answer = client.get(followed[1] + page)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_no_secret_is_found_by_trying(client, followed):
    secret = followed[1].split("/")[3]
    tried = [secret[:-1], secret.swapcase(), f"{secret}a", followed[0].number, "1", "a" * 24]
    tried += [f"{secret[:-1]}{letter}" for letter in "abcdefgh" if letter != secret[-1]]
    for wrong in tried:
        for page in ("", "envoyee/"):
            assert client.get(f"/fr/demande/{wrong}/{page}").status_code == 404, wrong
        assert act(client, f"/fr/demande/{wrong}/", "retirer").status_code == 404
    assert QuoteRequest.objects.get().state == RequestState.OPEN


def test_link_works_in_two_browsers_and_opening_it_changes_nothing(followed):
    quote, page = followed
    before = list(Part.objects.values()), list(QuoteRequest.objects.values())
    for browser in (Client(), Client(), Client(HTTP_USER_AGENT="facebookexternalhit/1.1")):
        assertContains(browser.get(page), quote.number)
        browser.head(page)
    assert (list(Part.objects.values()), list(QuoteRequest.objects.values())) == before
    assert PartEvent.objects.count() == 0


def test_answers_stand_beside_each_other(client, followed):
    quote, page = followed
    first, second = quote.parts.all()
    answered(first)
    steps.give_answer(second, Author.WORKSHOP, EventKind.DECLINE)
    shown = client.get(page)
    for text in ("Atelier Zouari", "Atelier Jemâa", "Répondue", "Déclinée", "900", "30 jours"):
        assertContains(shown, text)
    assertContains(shown, "non donné")
    assertContains(shown, "ni paiement ni contrat ici")
    assertContains(shown, "Le vendeur est l’atelier")


def test_buyer_replies_accepts_several_and_says_how_it_went(client, followed):
    quote, page = followed
    parts = list(quote.parts.all())
    answered(parts[0])
    answered(parts[1], 850)
    assert act(client, page, "repondre", parts[0], "Livraison comprise ?").status_code == 302
    for part in parts:
        answer = act(client, page, "accepter", part)
        assert answer.url == f"./#part-{part.pk}"
    act(client, page, "terminer", parts[0], "Très belles")
    for part in parts:
        part.refresh_from_db()
    assert [part.state for part in parts] == [PartState.DONE, PartState.AGREED]
    assert [event.text for event in parts[0].events.all()] == [
        "Prêtes en mai",
        "Livraison comprise ?",
        "",
        "Très belles",
    ]
    assert act(client, page, "clore", words="Merci").status_code == 302
    quote.refresh_from_db()
    assert (quote.state, quote.outcome) == (RequestState.CLOSED, "Merci")
    assertContains(client.get(page), "Vous l’avez close")


def test_words_of_another_box_stay_when_one_is_sent(client, followed):
    quote, page = followed
    first, second = quote.parts.all()
    answered(first)
    token = re.search(r'name="sending" value="([^"]+)"', client.get(page).content.decode())[1]
    posted = {
        "faire": f"accepter-{first.pk}",
        f"p{first.pk}-seen": first.answer_mark(),
        f"p{first.pk}-words": "Entendu",
        f"p{second.pk}-words": "Et vous ?",
        "p-words": "Tout va bien",
        "sending": token,
    }
    answer = client.post(page, posted)
    first.refresh_from_db()
    assert (answer.status_code, first.state) == (200, PartState.AGREED)
    boxes = re.findall(r"<textarea[^>]*>([^<]*)", answer.content.decode())
    assert [text.strip() for text in boxes] == ["", "Et vous ?", "Tout va bien"]
    again = client.post(page, posted)  # the page is read anew: nothing is done twice
    assert again.status_code == 302
    assert [event.text for event in first.events.all()][1:] == ["Entendu"]
    # refused, they stay too
    wrong = client.post(page, {"faire": f"repondre-{first.pk}", f"p{second.pk}-words": "Et vous ?"})
    assertContains(wrong, "Et vous ?", status_code=422)


def test_price_that_changed_while_it_was_read_is_not_accepted(client, followed):
    quote, page = followed
    part = quote.parts.first()
    answered(part)
    shown = client.get(page).content.decode()
    seen = re.search(rf'name="p{part.pk}-seen" value="(\d+)"', shown)[1]
    answered(part, 1200)
    posted = {"faire": f"accepter-{part.pk}", f"p{part.pk}-seen": seen}
    answer = client.post(page, posted)
    assertContains(answer, "a changé", status_code=422)
    part.refresh_from_db()
    assert part.state == PartState.ANSWERED
    seen = re.search(rf'name="p{part.pk}-seen" value="(\d+)"', answer.content.decode())[1]
    assert client.post(page, posted | {f"p{part.pk}-seen": seen}).status_code == 302


def test_price_whose_day_has_passed_is_asked_again(client, followed):
    quote, page = followed
    part = quote.parts.first()
    answered(part)
    Part.objects.update(price_stands_until=timezone.localdate() - datetime.timedelta(days=1))
    shown = client.get(page)
    assertContains(shown, "Ce prix valait jusqu’au")
    assertNotContains(shown, f"accepter-{part.pk}")
    assert act(client, page, "accepter", part).status_code == 422
    assert act(client, page, "redemander", part).status_code == 302
    part.refresh_from_db()
    assert (part.state, part.events.last().text) == ("seen", "Votre prix tient-il encore ?")
    Part.objects.update(created_at=timezone.now() - datetime.timedelta(days=40))
    part.refresh_from_db()
    assert part.is_waiting and not part.has_expired


def test_what_cannot_be_undone_asks_for_a_second_tap(client, followed):
    quote, page = followed
    part = quote.parts.first()
    answered(part)
    shown = client.get(page).content.decode()
    for value in (f"accepter-{part.pk}", "clore", "retirer"):
        before = shown[: shown.index(f'value="{value}"')]
        assert before.rfind('<details class="confirm"') > before.rfind("</details>"), value


def test_buyer_withdraws(client, followed):
    act(client, followed[1], "retirer")
    assert QuoteRequest.objects.get().state == RequestState.WITHDRAWN


@pytest.mark.parametrize(
    ("do", "words", "said"),
    [
        ("repondre", "", "Écrivez votre message"),
        ("repondre", "a" * 1001, "1000"),
        ("accepter", "D’accord", "Entre-temps"),
        ("terminer", "Reçu", "Entre-temps"),
        ("payer", "Tenez", "pas connue"),
    ],
)
def test_step_refused_says_why_and_loses_nothing(client, followed, do, words, said):
    quote, page = followed
    part = quote.parts.first()
    answer = act(client, page, do, part, words)
    assertContains(answer, said, status_code=422)
    assertContains(answer, words, status_code=422)
    assert PartEvent.objects.count() == 0


def test_part_of_another_request_is_out_of_reach(client, followed):
    other = PartFactory()
    answered(other)
    assert act(client, followed[1], "accepter", other).status_code == 422
    other.refresh_from_db()
    assert other.state == PartState.ANSWERED


def test_step_on_a_request_that_is_over_is_refused_and_its_words_stay(client, followed):
    quote, page = followed
    part = quote.parts.first()
    steps.close(quote, RequestState.CLOSED)
    answer = act(client, page, "repondre", part, "Une dernière question")
    assertContains(answer, "Cette demande est close", status_code=422)
    assertContains(answer, "Une dernière question", status_code=422)
    assertContains(act(client, page, "retirer"), "déjà close", status_code=422)


def test_double_tap_on_a_reply_writes_once(client, followed):
    quote, page = followed
    part = quote.parts.first()
    token = re.search(r'name="sending" value="([^"]+)"', client.get(page).content.decode())[1]
    posted = {
        "faire": f"repondre-{part.pk}",
        f"p{part.pk}-words": "Bonjour",
        "sending": token,
    }
    for _tap in range(2):
        assert client.post(page, posted).status_code == 302
    assert part.events.count() == 1
    secret = page.split("/")[3]
    assert secret not in str(list(FormSubmission.objects.values()))


def test_what_was_typed_is_escaped_and_keeps_its_own_direction(client):
    quote = QuoteRequest(
        name="<b>x</b>", phone="+21698123456", language="fr", text="<script>1</script>\u202eabc"
    )
    workshop = WorkshopFactory(published=True)
    secret, _links = steps.send_request(
        quote, [QuoteLine(label="<i>Plat</i>", note="أربعون قطعة")], [workshop]
    )
    part = quote.parts.get()
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "ما هو القياس؟ <3")
    page = client.get(f"/fr/demande/{secret}/").content.decode()
    for raw in ("<script>1", "<i>Plat", "<3", "\u202e"):
        assert raw not in page
    assert '<p lang="ar" dir="auto">ما هو القياس؟ &lt;3</p>' in page
    assert 'lang="ar" dir="rtl">أربعون قطعة' in page


def test_following_costs_the_same_statements_whatever_the_parts(client, django_assert_num_queries):
    for count in (1, 5):
        quote = QuoteRequestFactory(secret_digest=steps.digest_of(f"secret-{count}"))
        QuoteLineFactory.create_batch(count, request=quote)
        for part in PartFactory.create_batch(count, request=quote):
            answered(part)
        # edition, request and again, parts, their events, workshops, lines
        with django_assert_num_queries(7):
            client.get(f"/fr/demande/secret-{count}/")


def test_page_in_arabic_is_arabic(client, followed):
    page = client.get(followed[1].replace("/fr/", "/ar/")).content.decode()
    assert 'dir="rtl"' in page
    assert "الورشة" in page


# Comparing


def test_products_stand_beside_each_other_with_what_is_not_given_said(
    client, lantern, tray, django_assert_num_queries
):
    draft = ProductFactory(slug="brouillon")
    asked = "&".join(f"p={slug}" for slug in ("plateau", "lanterne", "plateau", draft.slug, "x"))
    with django_assert_num_queries(3):  # the edition, the products, their photographs
        answer = client.get(f"/fr/comparer/?{asked}")
    page = plain(answer)
    assert page.index(">Plateau<") < page.index(">Lanterne<")
    assert "1,5 kg" in page
    assert "non donné" in page
    assert "brouillon" not in page
    assert not answer.cookies
    assert 'href="http://testserver/ar/comparer/?p=plateau&p=lanterne"' in page


def test_four_products_are_compared_at_most_and_two_at_least(client):
    products = ProductFactory.create_batch(5, published=True)
    address = f"/fr/comparer/?{'&'.join(f'p={product.slug}' for product in products)}"
    shown = plain(client.get(address))
    assert [str(product.name) in shown for product in products] == [True] * 4 + [False]
    assertContains(client.get("/fr/comparer/?p=rien"), "Il faut deux pièces au moins")


def test_list_leads_to_the_comparison_of_its_products(client, lantern, tray):
    add(client, lantern)
    assertNotContains(client.get(LIST), "/fr/comparer/")
    add(client, tray)
    assertContains(client.get(LIST), "/fr/comparer/?p=lanterne&amp;p=plateau")


# Taps


class Taps:
    """A browser that counts what its reader taps: links and buttons."""

    def __init__(self):
        self.client, self.count = Client(), 0

    def open(self, address, **said):
        self.page = self.client.get(address, **said)

    def follow(self, address):
        assert f'href="{address}"' in self.page.content.decode(), address
        self.count += 1
        self.page = self.client.get(address, follow=True)

    def press(self, address, data):
        assert f'action="{address}"' in self.page.content.decode(), address
        self.count += 1
        self.page = self.client.post(address, data, follow=True)


def test_three_workshops_are_asked_in_eight_taps():
    products = ProductFactory.create_batch(3, published=True)
    reader = Taps()
    reader.open(products[0].get_absolute_url())
    reader.press(ADD, {"piece": products[0].slug})
    for product in products[1:]:
        reader.press(LIST, typed(reader.client, continuer="1"))
        reader.follow(product.get_absolute_url())
        reader.press(ADD, {"piece": product.slug})
    reader.press(LIST, typed(reader.client))
    assertContains(reader.page, "Demande envoyée à 3 ateliers")
    assert reader.count <= 8


def test_set_is_asked_for_in_four_taps():
    whole = ProductFactory(published=True, kind="set", slug="douzan")
    ProductFactory.create_batch(4, published=True, part_of=whole)
    reader = Taps()
    reader.open(whole.get_absolute_url())
    reader.press(ADD, {"piece": whole.slug})
    reader.press(LIST, typed(reader.client))
    assert QuoteLine.objects.count() == 4
    assert reader.count <= 4


def test_session_cookie_is_gone_with_the_list(client, lantern):
    add(client, lantern)
    assert settings.SESSION_COOKIE_NAME in client.cookies
    send(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_address_of_the_list_in_the_other_language(client, lantern):
    add(client, lantern, address=reverse("quotes:add"))
    assertNotContains(client.get("/ar/demande/"), "Votre demande est vide")


def test_address_of_the_button_opened_by_itself_leads_to_the_list(client, lantern):
    answer = client.get(ADD, {"piece": lantern.slug})
    assert (answer.status_code, answer.url) == (302, LIST)
    assert not answer.cookies
