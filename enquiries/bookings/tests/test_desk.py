"""Bookings of re-tinning on the officers' desk: who finds what, what an officer does,
who may.
"""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory
from enquiries.bookings.models import Booking, BookingState, Campaign, TinLot
from kairouan.accounts.models import Access, User
from kairouan.portal.desk import desk_sections
from kairouan.portal.my_data import held_about
from kairouan.portal.roles import AUDITOR, PROGRAMME, REVIEWER
from workshops.tests.screens import keeps

from .factories import (
    BookingFactory,
    CampaignFactory,
    PotFactory,
    TinLotFactory,
    TinningOfferFactory,
    in_days,
)

pytestmark = pytest.mark.django_db

LIST = "admin:bookings_booking_changelist"


def listed(client, **asked) -> list:
    return list(client.get(reverse(LIST), asked).context["cl"].result_list)


def page(booking) -> str:
    return reverse("admin:bookings_booking_change", args=[booking.pk])


def role(client, name: str) -> User:
    user = User.objects.create_user(email="agent@tests.example", is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "typed", ["RT-7FQ4-M3XA", "rt 7fq4m3xa", "7FQ4 M3XA", "98 123 456", "Mongia"]
)
def test_booking_is_found_by_reference_telephone_and_name(officer, typed):
    booking = BookingFactory(number="RT-7FQ4-M3XA", name="Mongia", phone="+21698123456")
    BookingFactory(phone="+21697000000")
    assert listed(officer, q=typed) == [booking]


def test_page_shows_each_pot_and_takes_the_notes_of_the_team_alone(officer):
    pot = PotFactory(what="kaskas", note="anse refaite")
    shown = officer.get(page(pot.booking))
    assertContains(shown, "kaskas")
    assertContains(shown, "anse refaite")
    assert set(shown.context["adminform"].form.fields) == {"notes"}


def test_reading_is_in_the_log(officer):
    booking = BookingFactory()
    officer.get(reverse(LIST))
    officer.get(page(booking))
    officer.get(reverse("admin:bookings_booking_export", args=["csv"]))
    lines = Access.objects.filter(model="bookings.booking").order_by("pk")
    assert list(lines.values_list("kind", "number")) == [
        ("listed", ""),
        ("read", str(booking.pk)),
        ("exported", ""),
    ]


def act(client, name: str, *bookings):
    return client.post(
        reverse(LIST),
        {"action": name, "_selected_action": [each.pk for each in bookings]},
        follow=True,
    )


def test_held_booking_is_sent_on_or_put_away(officer):
    kept, unwanted = BookingFactory.create_batch(2, state="held")
    act(officer, "release_selection", kept)
    act(officer, "discard_selection", unwanted)
    states = Booking.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [BookingState.ASKED, BookingState.REFUSED]


def test_held_booking_whose_day_is_full_is_not_sent_on_and_says_why(officer):
    offer = TinningOfferFactory(capacity=1)
    PotFactory(booking__offer=offer)
    held = PotFactory(booking__offer=offer, booking__state="held").booking
    assertContains(act(officer, "release_selection", held), "plus assez de places")
    held.refresh_from_db()
    assert held.state == BookingState.HELD


def test_export_has_a_row_for_each_pot_shown_and_nothing_of_the_owner(officer):
    lot = TinLotFactory(number="L-4")
    booking = BookingFactory(
        name="Mongia", state="ready", lot=lot, campaign=CampaignFactory(), email="m@tests.example"
    )
    PotFactory.create_batch(2, booking=booking, what="le kaskas de Mongia")
    PotFactory()
    answer = officer.get(
        reverse("admin:bookings_booking_export", args=["xlsx"]), {"state": "ready"}
    )
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 3
    assert {row[0] for row in rows[1:]} == {booking.number}
    assert "L-4" in rows[1] and "Avant le Ramadan" in rows[1]
    cells = [str(cell) for row in rows for cell in row]
    assert not any("Mongia" in cell or "@" in cell or "216" in cell for cell in cells)
    assert officer.get(reverse("admin:bookings_booking_export", args=["pdf"])).status_code == 404


def test_paper_of_a_lot_is_opened_on_the_desk(officer, media):
    lot = TinLotFactory()
    lot.document.save("x.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"))
    opened = officer.get(reverse("admin:bookings_tinlot_document", args=[lot.pk]))
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    lot.delete()


def test_lot_that_a_receipt_names_is_not_deleted(officer):
    booking = BookingFactory(lot=TinLotFactory())
    address = reverse("admin:bookings_tinlot_delete", args=[booking.lot_id])
    officer.post(address, {"post": "yes"})
    assert TinLot.objects.filter(pk=booking.lot_id).exists()


def test_campaign_is_made_on_the_desk_and_its_days_follow_each_other(officer):
    address = reverse("admin:bookings_campaign_add")
    typed = {
        "name_fr": "Avant le Ramadan",
        "first_day": "10/12/2029",
        "last_day": "01/12/2029",
        "returned_by": "20/12/2029",
        "written_in": "fr",
    }
    assertContains(officer.post(address, typed), "Le dernier jour vient après le premier")
    officer.post(address, typed | {"last_day": "15/12/2029"})
    assert Campaign.objects.get().last_day.day == 15


@pytest.mark.parametrize(
    ("name", "reads", "opens_campaigns"),
    [(REVIEWER, True, True), (AUDITOR, True, False), (PROGRAMME, False, False)],
)
def test_who_may(client, name, reads, opens_campaigns):
    booking = BookingFactory()
    role(client, name)
    assert (client.get(page(booking)).status_code == 200) is reads
    may_add = client.get(reverse("admin:bookings_campaign_add")).status_code == 200
    assert may_add is opens_campaigns


def test_first_page_counts_what_was_kept_aside_and_what_was_left(officer):
    BookingFactory(state="held")
    BookingFactory.create_batch(2, day=in_days(0))
    BookingFactory(day=in_days(2))
    user = User.objects.get(email="officer@tests.example")
    counts = {
        str(task.label): task.count for _title, tasks in desk_sections(user) for task in tasks
    }
    assert counts["Réservations retenues"] == 1
    assert counts["Réservations sans réponse à leur jour"] == 2


def test_member_takes_away_the_offer_and_the_tin_and_nothing_of_an_owner(client):
    booking = BookingFactory(name="Mongia")
    lot = TinLotFactory(workshop=booking.offer.workshop, number="L-7")
    artisan = keeps_workshop(booking.offer.workshop)
    held = held_about(artisan)
    assert [row["number"] for row in held["tin_lots"]] == [lot.number]
    assert [row["capacity"] for row in held["tinning_offers"]] == [booking.offer.capacity]
    assert "Mongia" not in str(held)


def keeps_workshop(workshop):
    artisan = ArtisanFactory(account=User.objects.create_user(phone="+21698000033"))
    keeps(artisan, workshop)
    return artisan


def test_purged_booking_leaves_no_name_behind(officer):
    booking = BookingFactory(name="Mongia")
    officer.post(page(booking), {"notes": "rappeler"})
    booking.delete()
    assertNotContains(officer.get(reverse("admin:index")), "Mongia")
