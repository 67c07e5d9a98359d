"""A visitor's way: booking a day without an account, following it, its receipt."""

import re
import time
from html import unescape
from urllib.parse import unquote

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent
from artisans.tests.factories import ConsentFactory
from enquiries.bookings import steps
from enquiries.bookings.forms import MOST_POTS
from enquiries.bookings.models import Booking, BookingState, Pot, PotState
from enquiries.bookings.steps import Wanted
from enquiries.spam import MOST_PER_HOUR, SALT
from kairouan.common.models import OutgoingMessage
from kairouan.review.models import Notice
from products.tests.factories import ProductFactory
from workshops.models import Channel
from workshops.tests.factories import WorkshopFactory

from .factories import (
    BookingFactory,
    CampaignFactory,
    PotFactory,
    TinLotFactory,
    TinningOfferFactory,
    in_days,
)
from .test_steps import bring_to, keeper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    return TinningOfferFactory(
        workshop__name_fr="Atelier Zouari",
        workshop__slug="zouari",
        drop_off_fr="Café de Bab Jelladine, le matin",
    )


def page(offer, language: str = "fr") -> str:
    return f"/{language}/retamage/{offer.workshop.slug}/"


def typed(client, address: str, **changes) -> dict:
    """What the page would send: its token, its first free day, what was typed."""
    shown = client.get(address).content.decode()
    return {
        "sending": re.search(r'name="sending" value="([^"]+)"', shown)[1],
        "token": signing.dumps(int(time.time()) - 60, salt=SALT),
        "day": re.search(r'value="([^"]+)"\s+checked', shown)[1],
        "pots_small": "2",
        "what_small": "kaskas de ma mère",
        "name": "Mongia",
        "phone": "98 123 456",
        "email": "",
        "text": "",
        "consent": "on",
    } | changes


def send(client, offer, language="fr", **changes):
    address = page(offer, language)
    return client.post(address, typed(client, address, **changes))


def plain(answer) -> str:
    """The page with ordinary spaces."""
    text = unescape(answer.content.decode())
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.fixture
def followed(offer):
    """A booking of two pots, and the page of its link."""
    booking = Booking(offer=offer, name="Mongia", phone="+21698123456", language="fr")
    pots = [Pot(size="small", what="kaskas"), Pot(size="large", what="marmite")]
    secret = steps.book(booking, pots, Wanted(in_days(3)))
    return booking, f"/fr/reservation/{secret}/"


# Booking


def test_visitor_books_without_account_nor_cookie(client, offer):
    keeper = keeper_of(offer.workshop)
    shown = client.get(page(offer))
    assertContains(shown, "Café de Bab Jelladine")
    answer = send(client, offer, pots_large="1")
    booking = Booking.objects.get()
    assert (booking.name, booking.phone, booking.day) == ("Mongia", "+21698123456", in_days(1))
    assert booking.state == BookingState.ASKED
    assert list(booking.pots.values_list("size", "what")) == [
        ("small", "kaskas de ma mère"),
        ("small", "kaskas de ma mère"),
        ("large", ""),
    ]
    assert Notice.objects.filter(user=keeper).count() == 1
    sent = client.get(answer.url)
    assert booking.number in plain(sent)
    follow = answer.url.removesuffix("envoyee/")
    message = re.search(r"https://wa\.me/\?text=([^\"]+)", sent.content.decode())[1]
    assert booking.number in unquote(message) and follow in unquote(message)
    assertContains(client.get(follow), "pas encore confirmé")
    assert not client.cookies


@pytest.mark.parametrize(("language", "said"), [("fr", "dernières places"), ("ar", "آخر الأماكن")])
def test_days_say_whether_places_are_the_last_and_never_how_many(client, language, said):
    offer = TinningOfferFactory(capacity=9)
    PotFactory.create_batch(6, booking=BookingFactory(offer=offer, day=in_days(2)))
    PotFactory.create_batch(9, booking=BookingFactory(offer=offer, day=in_days(3)))
    shown = plain(client.get(page(offer, language)))
    assert shown.count(said) == 1
    assert f'value="{in_days(2)}"' in shown and f'value="{in_days(3)}"' not in shown


def test_price_of_each_size_is_on_the_page_and_a_size_without_one_is_not(client, offer):
    shown = plain(client.get(page(offer)))
    assert "40 DT" in shown and "60 DT" in shown
    assert "pots_small" in shown and "pots_medium" not in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pots_small": ""}, "Écrivez combien d’ustensiles vous apportez."),
        ({"pots_small": "0"}, "Écrivez combien d’ustensiles vous apportez."),
        ({"pots_small": str(MOST_POTS), "pots_large": "1"}, "30 ustensiles au plus"),
        ({"pots_small": "deux"}, "seulement des chiffres"),
        ({"pots_small": "5"}, "4 ustensiles par jour au plus"),
        ({"phone": ""}, "Laissez un téléphone ou un e-mail"),
        ({"consent": ""}, "Sans votre accord"),
        ({"day": ""}, "Choisissez un jour de dépôt."),
        ({"day": "2020-01-01"}, "On ne peut plus réserver ce jour."),
        ({"day": "0.0"}, "Choisissez un jour de dépôt."),
    ],
)
def test_refusal_is_a_sentence_and_loses_nothing(client, offer, changes, said):
    answer = send(client, offer, **changes)
    assert answer.status_code == 422
    assert said in plain(answer)
    assert 'value="Mongia"' in answer.content.decode()
    assert not Booking.objects.exists()


def test_campaign_is_on_the_pages_of_the_workshop_the_service_and_the_booking(client, offer):
    service = ProductFactory(published=True, workshop=offer.workshop, kind="service")
    other = ProductFactory(published=True, workshop=offer.workshop, kind="service")
    offer.service = service
    offer.save()
    CampaignFactory(last_day=in_days(1))
    for address in (
        page(offer),
        service.get_absolute_url(),
        offer.workshop.get_absolute_url(),
    ):
        shown = client.get(address)
        assertContains(shown, "Avant le Ramadan")
        assert "dernier jour de dépôt le" in plain(shown)
    assertNotContains(client.get(other.get_absolute_url()), page(offer))
    assertContains(client.get(service.get_absolute_url()), page(offer))


def test_campaign_named_above_the_days_is_not_named_by_each_and_the_next_one_is(client, offer):
    CampaignFactory(last_day=in_days(1))
    CampaignFactory(
        name_fr="Avant l’Aïd", first_day=in_days(3), last_day=in_days(3), returned_by=in_days(4)
    )
    shown = plain(client.get(page(offer)))
    assert "Avant le Ramadan" in shown
    assert shown.count("· <bdi>Avant le Ramadan") == 0
    assert shown.count("· <bdi>Avant l’Aïd") == 1  # the day that is its own


def test_after_the_last_day_of_a_campaign_its_page_no_longer_promises(client, offer, in_tunis):
    campaign = CampaignFactory(last_day=in_days(1))
    late = typed(client, page(offer))
    assert late["day"] == f"{in_days(1)}.{campaign.pk}"
    in_tunis(in_days(2))
    answer = client.post(page(offer), late)
    assert answer.status_code == 422
    assert "« Avant le Ramadan » : le dernier jour de dépôt est le" in plain(answer)
    assert "Le prochain jour libre est le" in plain(answer)
    assertNotContains(client.get(page(offer)), "Avant le Ramadan")


@pytest.mark.parametrize(
    "closed",
    [{"is_active": False}, {"workshop": WorkshopFactory}],
    ids=["offer", "draft workshop"],
)
def test_closed_offer_has_no_page_and_no_button(client, offer, closed):
    if closed.get("workshop"):
        offer = TinningOfferFactory(workshop=WorkshopFactory(slug="brouillon"))
    else:
        offer.is_active = False
        offer.save()
    assert client.get(page(offer)).status_code == 404
    if offer.workshop.is_published:
        assertNotContains(client.get(offer.workshop.get_absolute_url()), page(offer))


def test_closing_an_offer_takes_its_button_off_a_kept_page(client, offer):
    address = offer.workshop.get_absolute_url()
    assertContains(client.get(address), page(offer))
    offer.is_active = False
    offer.save()
    assertNotContains(client.get(address), page(offer))


def test_full_house_is_said(client, offer):
    offer.takes_from = in_days(200)
    offer.save()
    assertContains(client.get(page(offer)), "Aucun jour n’est libre")


def test_sent_twice_is_booked_once(client, offer):
    form = typed(client, page(offer))
    first, second = (client.post(page(offer), form) for _turn in range(2))
    assert first.url == second.url
    assert Booking.objects.count() == 1


def test_day_that_filled_meanwhile_is_refused_and_may_be_chosen_anew(client, offer):
    form = typed(client, page(offer))
    PotFactory.create_batch(3, booking=BookingFactory(offer=offer, day=in_days(1)))
    assert "plus assez de places" in plain(client.post(page(offer), form))
    assert client.post(page(offer), form | {"day": str(in_days(2))}).status_code == 302


def test_owner_who_left_an_email_has_the_link(client, offer):
    answer = send(client, offer, "ar", email="m@tests.example")
    message = OutgoingMessage.objects.get(to="m@tests.example")
    assert answer.url.removesuffix("envoyee/") in message.text
    assert "قصدرة" in message.text


# Unwanted


def test_what_looks_unwanted_is_put_aside_without_a_word(client, offer):
    keeper_of(offer.workshop)
    answer = send(client, offer, leave_empty="x")
    booking = Booking.objects.get()
    assert booking.state == BookingState.HELD
    assert not Notice.objects.exists()
    assertContains(client.get(answer.url), booking.number)


def test_many_bookings_of_one_sender_are_kept_aside_never_refused(client):
    offer = TinningOfferFactory(capacity=100)
    for _turn in range(MOST_PER_HOUR + 1):
        assert send(client, offer).status_code == 302
    states = Booking.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [BookingState.ASKED] * MOST_PER_HOUR + [BookingState.HELD]


def test_note_in_arabic_with_one_link_passes(client, offer):
    send(client, offer, "ar", text="صورة الطنجرة هنا https://tests.example/1", what_small="طنجرة")
    assert Booking.objects.get().state == BookingState.ASKED


# Following


def test_owner_reads_each_pot_its_note_and_its_tin(client, followed):
    booking, address = followed
    TinLotFactory(workshop=booking.offer.workshop, number="L-2026-4")
    bring_to(booking, "dropped")
    pot = booking.pots.get(what="marmite")
    steps.note_pot(pot, PotState.REPAIR, "anse à refaire", pot.price)
    shown = plain(client.get(address))
    assert "anse à refaire" in shown and "on vous demande avant le feu" in shown
    assert "100 DT" in shown
    assert "L-2026-4" not in shown  # nothing is tinned yet
    steps.note_pot(pot, PotState.TINNED, "", pot.price)
    shown = plain(client.get(address))
    assert "L-2026-4" in shown and "99,9" in shown


def test_cancelling_is_asked_once_more(client, followed):
    _booking, address = followed
    shown = client.get(address).content.decode()
    before = shown[: shown.index('value="annuler"')]
    assert before.rfind('<details class="confirm"') > before.rfind("</details>")


@pytest.mark.parametrize("state", ["asked", "confirmed"])
def test_owner_cancels_before_the_pots_are_brought(client, followed, state):
    booking, address = followed
    bring_to(booking, state)
    assert client.post(address, {"faire": "annuler"}).status_code == 302
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    assertContains(client.get(address), "Vous avez annulé")


@pytest.mark.parametrize("state", ["dropped", "ready", "returned"])
def test_owner_cancels_nothing_afterwards(client, followed, state):
    booking, address = followed
    bring_to(booking, state)
    assertNotContains(client.get(address), "annuler")
    answer = client.post(address, {"faire": "annuler"})
    assertContains(answer, "Entre-temps", status_code=422)
    booking.refresh_from_db()
    assert booking.state == state


def test_owner_asks_to_be_reminded_and_no_more(client, followed):
    booking, address = followed
    for do, wished in [("rappeler", True), ("oublier", False)]:
        client.post(address, {"faire": do})
        booking.refresh_from_db()
        assert booking.wants_reminder is wished


def test_unknown_step_changes_nothing(client, followed):
    booking, address = followed
    assertContains(client.post(address, {"faire": "voler"}), "rien n’a été changé", status_code=422)
    booking.refresh_from_db()
    assert booking.state == BookingState.ASKED


def test_contact_of_the_workshop_shows_under_its_consent(client, followed):
    booking, address = followed
    consent = ConsentFactory(item=Consent.Item.PHONE)
    Channel.objects.create(
        workshop=booking.offer.workshop,
        person=consent.artisan,
        kind="phone",
        value="+21677226123",
    )
    assertContains(client.get(address), "tel:+21677226123")
    consent.withdrawn_on = in_days(0)
    consent.save()
    assertNotContains(client.get(address), "tel:+21677226123")


# The secret link


@pytest.mark.parametrize("under", ["", "envoyee/", "recu/"])
def test_pages_of_the_link_are_kept_by_nobody_and_told_to_nobody(client, followed, under):
    answer = client.get(followed[1] + under)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies


@pytest.mark.parametrize("under", ["", "envoyee/", "recu/"])
def test_link_is_not_found_by_number_reference_or_digest(client, followed, under):
    booking, address = followed
    secret = address.split("/")[3]
    for guess in (
        booking.pk,
        booking.number,
        booking.secret_digest,
        secret[:-1],
        f"{secret}a",
        secret.swapcase(),
    ):
        assert client.get(f"/fr/reservation/{guess}/{under}").status_code == 404


def test_opening_the_link_changes_nothing(client, followed):
    _booking, address = followed
    before = Booking.objects.values().get()
    for method in (client.get, client.head, Client().get):
        assert method(address).status_code == 200
    assert Booking.objects.values().get() == before


# The receipt


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_receipt_names_the_pots_the_price_and_the_lot(client, followed, language):
    booking, address = followed
    TinLotFactory(workshop=booking.offer.workshop, number="L-2026-4", supplier="Étains du Sud")
    bring_to(booking, "ready")
    TinLotFactory.build(workshop=booking.offer.workshop)
    answer = client.get(address.replace("/fr/", f"/{language}/") + "recu/")
    shown = plain(answer)
    for word in (booking.number, "Mongia", "kaskas", "marmite", "L-2026-4", "Étains du Sud"):
        assert word in shown
    assert "99,9" in shown and "0,02" in shown and "100" in shown


def test_receipt_says_when_no_lot_was_noted(client, followed):
    booking, address = followed
    bring_to(booking, "ready")
    assertContains(client.get(f"{address}recu/"), "pas noté le lot")


# Statements


def test_pages_cost_the_same_whatever_is_booked(client, offer, django_assert_num_queries):
    booking = BookingFactory(offer=offer)
    secret = "abc"
    Booking.objects.update(secret_digest=steps.digest_of(secret))
    CampaignFactory()
    addresses = [page(offer), f"/fr/reservation/{secret}/", f"/fr/reservation/{secret}/recu/"]
    counts = [5, 4, 3]
    for number in (1, 5):
        PotFactory.create_batch(number, booking=booking)
        for address, count in zip(addresses, counts, strict=True):
            with django_assert_num_queries(count):
                client.get(address)


def test_arabic_page_is_in_arabic(client, offer):
    with translation.override("ar"):
        shown = plain(client.get(reverse("bookings:book", args=["zouari"])))
    assert "حجز" in shown and "القصدرة" in shown
    assert "Réserver" not in shown
