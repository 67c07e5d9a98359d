"""Re-tinning in the space of its workshop: a tap for each state, and what it never
shows to another.
"""

from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory
from enquiries.bookings.models import (
    Booking,
    BookingState,
    PotState,
    TinLot,
    TinningOffer,
)
from enquiries.bookings.reminding import remind_owners
from kairouan.accounts.access_log import Access
from kairouan.accounts.models import User
from kairouan.common.storage import private_storage
from kairouan.space.members import ACTS_FOR
from workshops.tests.factories import WorkshopFactory
from workshops.tests.screens import keeps, sign_in

from .factories import (
    BookingFactory,
    PotFactory,
    TinLotFactory,
    TinningOfferFactory,
    in_days,
    returned,
)
from .test_steps import bring_to

pytestmark = pytest.mark.django_db

LIST = "space:booking_list"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def owner(client):
    return sign_in(client, ArtisanFactory())


@pytest.fixture
def booking(owner):
    booking = BookingFactory(name="Mongia Ayari")
    PotFactory(booking=booking, what="kaskas")
    keeps(owner, booking.offer.workshop)
    return booking


@pytest.fixture
def private_documents(settings, tmp_path):
    """The papers of lots in a folder of the test's own."""
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private"},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    field = TinLot._meta.get_field("document")
    before, field.storage = field.storage, private_storage()
    yield
    field.storage = before


def page(booking) -> str:
    return reverse("space:booking", args=[booking.pk])


def tap(client, booking, do: str, **typed):
    answer = client.post(page(booking), {"faire": do, **typed})
    booking.refresh_from_db()
    return answer


def test_each_state_is_one_tap_of_the_page(client, booking):
    for do, state in [
        ("confirmer", "confirmed"),
        ("recevoir", "dropped"),
        ("pret", "ready"),
        ("rendre", "returned"),
    ]:
        assertContains(client.get(page(booking)), f'value="{do}"')
        assert tap(client, booking, do).status_code == 302
        assert booking.state == state


def test_refusal_carries_a_word(client, booking):
    tap(client, booking, "refuser", words="En voyage")
    assert (booking.state, booking.answer) == (BookingState.REFUSED, "En voyage")


def test_tap_on_a_state_that_has_passed_is_said(client, booking):
    bring_to(booking, "ready")
    answer = tap(client, booking, "confirmer")
    assertContains(answer, "Entre-temps", status_code=422)
    assert booking.state == BookingState.READY


@pytest.mark.parametrize("do", ["", "voler"])
def test_unknown_tap_changes_nothing(client, booking, do):
    assertContains(tap(client, booking, do), "rien n’a été changé", status_code=422)
    assert booking.state == BookingState.ASKED


def test_double_tap_is_taken_once(client, booking):
    form = {"faire": "confirmer", "sending": "abc"}
    for _turn in range(2):
        assert client.post(page(booking), form).status_code == 302


def note(pot, **typed) -> dict:
    said = {"state": "repair", "note": "anse", "price": "55,500"} | typed
    return {"ustensile": pot.pk, **{f"p{pot.pk}-{name}": text for name, text in said.items()}}


def test_each_pot_has_its_note_its_price_and_a_question_ready_for_its_owner(client, booking):
    bring_to(booking, "dropped")
    Booking.objects.update(language="ar")
    pot = booking.pots.get()
    assert tap(client, booking, "noter", **note(pot)).status_code == 302
    pot.refresh_from_db()
    assert (pot.state, pot.note, pot.price) == (PotState.REPAIR, "anse", Decimal("55.5"))
    shown = unquote(client.get(page(booking)).content.decode())
    assert "https://wa.me/21698123456?text=السلام عليكم" in shown and "anse" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"state": "returned"}, "Sélectionnez un choix valide"),
        ({"price": "beaucoup"}, "seulement des chiffres"),
    ],
)
def test_wrong_note_loses_nothing(client, booking, typed, said):
    bring_to(booking, "dropped")
    answer = tap(client, booking, "noter", **note(booking.pots.get(), **typed))
    assertContains(answer, said, status_code=422)
    assertContains(answer, 'value="anse"', status_code=422)


def test_pot_of_another_booking_is_not_noted(client, booking):
    bring_to(booking, "dropped")
    other = PotFactory(booking__offer=booking.offer, booking__state="dropped")
    answer = tap(client, booking, "noter", **note(other))
    assertContains(answer, "rien n’a été changé", status_code=422)


def test_another_member_sees_nothing(client, booking):
    client.logout()
    other = sign_in(client, ArtisanFactory())
    keeps(other, WorkshopFactory(published=True))
    lot = TinLotFactory(workshop=booking.offer.workshop)
    for name, number in [
        ("space:booking", booking.pk),
        ("space:booking_receipt", booking.pk),
        ("space:tinning_offer", booking.offer.workshop_id),
        ("space:tin_lots", booking.offer.workshop_id),
        ("space:tin_document", lot.pk),
    ]:
        assert client.get(reverse(name, args=[number])).status_code == 404
    assertNotContains(client.get(reverse(LIST)), "Mongia")


def test_held_booking_is_not_the_workshops_to_see(client, booking):
    Booking.objects.update(state=BookingState.HELD)
    assert client.get(page(booking)).status_code == 404
    assertNotContains(client.get(reverse(LIST)), "Mongia")


def test_officer_who_acts_for_a_member_is_in_the_log(client, booking, owner):
    officer = User.objects.create_superuser(email="ona@tests.example", password="x")
    client.force_login(officer)
    session = client.session
    session[ACTS_FOR] = {"artisan": owner.pk, "word": "par téléphone"}
    session.save()
    client.get(reverse(LIST))
    client.get(page(booking))
    lines = Access.objects.filter(model="bookings.booking").order_by("pk")
    assert list(lines.values_list("kind", "number")) == [("listed", ""), ("read", str(booking.pk))]


def test_list_is_by_state_then_by_day(client, booking):
    later = BookingFactory(offer=booking.offer, state="confirmed", day=in_days(5), name="Salah")
    sooner = BookingFactory(offer=booking.offer, state="confirmed", day=in_days(2), name="Zina")
    over = BookingFactory(offer=booking.offer, state="returned", day=in_days(-9))
    shown = client.get(reverse(LIST)).context
    assert shown["asked"] == [booking]
    assert [(day, found) for day, found, _count in shown["days"]] == [
        (in_days(2), [sooner]),
        (in_days(5), [later]),
    ]
    assert shown["over"] == [over]


def statements(client, address) -> int:
    with CaptureQueriesContext(connection) as read:
        assert client.get(address).status_code == 200
    return len(read)


def test_screens_cost_the_same_whatever_is_booked(client, booking):
    addresses = [reverse(LIST), page(booking), reverse("space:home")]
    for address in addresses:
        client.get(address)
    few = [statements(client, address) for address in addresses]
    PotFactory.create_batch(4, booking=booking)
    for each in BookingFactory.create_batch(3, offer=booking.offer):
        PotFactory(booking=each)
    assert [statements(client, address) for address in addresses] == few


def test_home_says_how_many_wait_and_says_nothing_to_who_does_not_retin(client, booking, owner):
    assertContains(client.get(reverse("space:home")), "Confirmer les réservations")
    TinningOffer.objects.all().delete()
    assertNotContains(client.get(reverse("space:home")), reverse(LIST))


def test_who_left_no_email_is_on_the_list_of_the_workshop_until_called(client):
    booking = returned(email="", phone="+21698123456", name="Mongia")
    other = returned(email="", offer=TinningOfferFactory(), name="Najet")
    assert remind_owners() == 0
    keeps(sign_in(client, ArtisanFactory()), booking.offer.workshop)
    page = reverse("space:booking_list")
    assertContains(client.get(page), "À rappeler, un an après")
    assertContains(client.get(page), "https://wa.me/21698123456?text=")
    assert client.post(page, {"rappel": other.pk}).status_code == 404
    assert client.post(page, {"rappel": "x"}).status_code == 404
    assert client.post(page, {"rappel": booking.pk}).status_code == 302
    assertNotContains(client.get(page), "À rappeler, un an après")


# What is offered


def test_member_opens_days_and_prices_before_the_public_at_once(client, owner):
    workshop = WorkshopFactory(published=True)
    keeps(owner, workshop)
    screen = reverse("space:tinning_offer", args=[workshop.pk])
    assertContains(client.get(screen), "Ustensiles par jour")
    assert not TinningOffer.objects.exists()  # looking makes none
    typed = {
        "is_active": "on",
        "weekdays": ["0", "3"],
        "capacity": "١٢",
        "ready_in_days": "5",
        "price_small": "40,500",
        "drop_off_ar": "بالورشة",
    }
    assert client.post(screen, typed).status_code == 302
    offer = TinningOffer.objects.get()
    assert (offer.workshop, offer.capacity, offer.weekdays) == (workshop, 12, ["0", "3"])
    assert offer.price_small == Decimal("40.5")
    assertContains(
        client.get(workshop.get_absolute_url()), reverse("bookings:book", args=[workshop.slug])
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"price_small": ""}, "le prix d’une taille"),
        ({"weekdays": []}, "un jour de dépôt au moins"),
        ({"capacity": "0"}, "1 au moins"),
    ],
)
def test_offer_that_cannot_be_booked_is_not_opened(client, owner, changes, said):
    workshop = WorkshopFactory(published=True)
    keeps(owner, workshop)
    typed = {
        "is_active": "on",
        "weekdays": ["0"],
        "capacity": "8",
        "ready_in_days": "7",
        "price_small": "40",
    } | changes
    answer = client.post(reverse("space:tinning_offer", args=[workshop.pk]), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert not TinningOffer.objects.exists()


# The tin


def lot_form(**changes) -> dict:
    return {
        "number": "L-1",
        "supplier": "Métaux du Sahel",
        "tin_percent": "99,9",
        "lead_percent": "0,02",
        "opened_on": in_days(0).strftime("%d/%m/%Y"),
    } | changes


def test_lot_is_filed_once_with_its_paper_and_the_one_before_is_finished(
    client, owner, private_documents
):
    former = TinLotFactory()
    keeps(owner, former.workshop)
    screen = reverse("space:tin_lots", args=[former.workshop_id])
    form = lot_form(
        number="Lot neuf", document=SimpleUploadedFile("certificat.pdf", PDF), sending="abc"
    )
    answer = client.post(screen, form)
    assert answer.status_code == 302, answer.context["form"].errors
    form["document"].seek(0)
    assert client.post(screen, form).status_code == 302  # the same again
    former.refresh_from_db()
    lot = TinLot.objects.get(closed_on=None)
    assert former.closed_on and lot.number == "Lot neuf"
    assert "certificat" not in lot.document.name
    opened = client.get(reverse("space:tin_document", args=[lot.pk]))
    assert b"".join(opened.streaming_content) == PDF
    lot.delete()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tin_percent": "90"}, "97"),
        ({"lead_percent": "2"}, "0,5"),
        ({"document": SimpleUploadedFile("x.pdf", b"rien")}, "Envoyez un PDF"),
        ({"number": ""}, "obligatoire"),
    ],
)
def test_lot_that_is_wrong_is_not_filed(client, owner, changes, said):
    workshop = WorkshopFactory(published=True)
    keeps(owner, workshop)
    answer = client.post(reverse("space:tin_lots", args=[workshop.pk]), lot_form(**changes))
    assertContains(answer, said, status_code=422)
    assert not TinLot.objects.exists()


def test_same_lot_twice_is_said(client, owner):
    lot = TinLotFactory(number="L-1")
    keeps(owner, lot.workshop)
    answer = client.post(reverse("space:tin_lots", args=[lot.workshop_id]), lot_form())
    assertContains(answer, "déjà noté", status_code=422)
    lot.refresh_from_db()
    assert lot.closed_on is None


def test_receipt_is_for_the_workshop_too(client, booking):
    TinLotFactory(workshop=booking.offer.workshop, number="L-9")
    bring_to(booking, "ready")
    receipt = client.get(reverse("space:booking_receipt", args=[booking.pk]))
    assertContains(receipt, "L-9")


def test_offer_of_a_workshop_does_not_take_the_service_of_another(client, owner):
    offer = TinningOfferFactory()
    keeps(owner, offer.workshop)
    screen = reverse("space:tinning_offer", args=[offer.workshop_id])
    form = client.get(screen).context["form"]
    assert list(form.fields["service"].queryset) == []
