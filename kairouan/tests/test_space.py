"""The space where its parts join: its home, what members are told, their data."""

import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from artisans.tests.factories import ArtisanFactory, ConsentFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.review.changes import write_change
from kairouan.review.models import Notice
from products.models import ProductPhoto
from products.tests.factories import ProductFactory
from programme.tests.factories import ApplicationFactory, OpeningFactory
from workshops.models import Channel, Membership, MembershipRole
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

SCREENS = ["space:home", "space:notices", "space:my_data"]


def member(name: str, phone: str, role=MembershipRole.OWNER, workshop=None):
    artisan = ArtisanFactory(name_fr=name, account=User.objects.create_user(phone=phone))
    Membership.objects.create(
        workshop=workshop or WorkshopFactory(published=True), artisan=artisan, role=role
    )
    return artisan


@pytest.fixture
def mbarka(client):
    artisan = member("Mbarka", "+21698123456")
    client.force_login(artisan.account)
    return artisan


@pytest.mark.parametrize("name", SCREENS)
def test_screen_is_for_members(client, name):
    assert client.get(reverse(name)).status_code == 302
    client.force_login(User.objects.create_user(email="personne@tests.example"))
    assertContains(client.get(reverse(name)), "Aucun atelier", status_code=403)


@pytest.mark.parametrize("name", SCREENS)
def test_screen_is_kept_by_no_cache(client, mbarka, name):
    assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]


def test_member_takes_away_all_that_is_held_and_nothing_of_another(client, mbarka, media):
    workshop = mbarka.memberships.get().workshop
    ConsentFactory(artisan=mbarka, item="phone")
    Channel.objects.create(workshop=workshop, person=mbarka, kind="phone", value="+21698123456")
    product = ProductFactory(workshop=workshop, name_fr="Théière de Mbarka")
    written = io.BytesIO()
    Image.new("RGB", (400, 300), "peru").save(written, "JPEG")
    photo = ProductPhoto(
        product=product, image=ContentFile(written.getvalue(), name="x.jpg"), alt_fr="Une théière"
    )
    photo.save()
    write_change(workshop, {"story_fr": "Une histoire qui attend"}, mbarka.account)
    other = member("Salah", "+21698654321")
    ProductFactory(workshop=other.memberships.get().workshop, name_fr="Mortier de Salah")

    answer = client.post(reverse("space:my_data_download"))
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as packed:
        held = json.loads(packed.read("data.json"))
        files = set(packed.namelist())
    assert files == {"data.json", photo.image.name}
    assert held["account"][0]["phone"] == "+21698123456"
    assert "password" not in held["account"][0]
    assert [consent["item"] for consent in held["consents"]] == ["phone"]
    assert [workshop["channels"][0]["value"] for workshop in held["workshops"]] == ["+21698123456"]
    assert [row["name_fr"] for row in held["products"]] == ["Théière de Mbarka"]
    assert held["changes"][0]["changes"]["story_fr"]["to"] == "Une histoire qui attend"
    assert "Salah" not in json.dumps(held)


def test_member_takes_away_their_openings_and_applications_without_the_teams_notes(
    client, mbarka, media
):
    workshop = mbarka.memberships.get().workshop
    opening = OpeningFactory(workshop=workshop, title_fr="Apprenti chez Mbarka")
    mine = ApplicationFactory(
        person=mbarka,
        name="Mbarka",
        text="J’ai demandé une place.",
        notes="Entre nous.",
        sender="digest",
    )
    mine.document.save("x.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    ApplicationFactory(opening=opening, state="put_forward", name="Qamar")  # hers, not Mbarka's
    with zipfile.ZipFile(
        io.BytesIO(client.post(reverse("space:my_data_download")).getvalue())
    ) as packed:
        read = packed.read("data.json").decode()
        assert packed.read(mine.document.name) == b"%PDF-1.4 %%EOF"
    held = json.loads(read)
    assert [row["title_fr"] for row in held["openings"]] == ["Apprenti chez Mbarka"]
    assert [row["text"] for row in held["applications"]] == ["J’ai demandé une place."]
    assert not any(word in read for word in ("Entre nous.", "digest", "Qamar"))
    mine.document.delete(save=False)


@pytest.mark.parametrize("subject", ["correction", "erasure"])
def test_request_about_data_reaches_the_officers_desk(client, officer, mbarka, subject):
    client.force_login(mbarka.account)
    assertRedirects(
        client.post(
            reverse("space:my_data"), {"subject": subject, "text": "Mon nom s’écrit M’barka."}
        ),
        reverse("space:my_data"),
    )
    letter = Message.objects.get()
    assert (letter.kind, letter.subject, letter.person, letter.phone) == (
        "data",
        subject,
        mbarka,
        "+21698123456",
    )
    client.force_login(User.objects.get(is_superuser=True))
    assertContains(
        client.get(reverse("admin:enquiries_message_change", args=[letter.pk])), "M’barka"
    )


@pytest.mark.parametrize(
    "typed", [{}, {"subject": "piece", "text": "x"}, {"subject": "erasure", "text": "x" * 5000}]
)
def test_request_that_cannot_be_read_is_said_and_kept(client, mbarka, typed):
    answer = client.post(reverse("space:my_data"), typed)
    assertContains(answer, "À corriger", status_code=422)
    assertContains(answer, typed.get("text", ""), status_code=422)
    assert not Message.objects.exists()


def test_member_reads_what_they_were_told_and_nobody_elses(client, mbarka):
    workshop = mbarka.memberships.get().workshop
    Notice.objects.create(
        user=mbarka.account, kind="sent_back", record=workshop, reason="Il manque une photo."
    )
    other = member("Salah", "+21698654321")
    Notice.objects.create(
        user=other.account, kind="sent_back", record=workshop, reason="Pour Salah seul."
    )
    page = client.get(reverse("space:notices"))
    assertContains(page, "Il manque une photo.")
    assertNotContains(page, "Pour Salah seul.")
    client.post(reverse("space:notices_read"))
    assert [notice.user for notice in Notice.objects.unread()] == [other.account]


def test_home_says_what_waits_what_was_sent_back_and_what_is_missing(client, mbarka):
    workshop = mbarka.memberships.get().workshop
    ProductFactory(workshop=workshop, name_fr="Plateau commencé")
    ProductFactory(workshop=workshop, status="submitted", name_fr="Plateau envoyé")
    reason = {"reason": "Une photo de face manque."}
    sent_back = ProductFactory(
        workshop=workshop, status="sent_back", name_fr="Plateau renvoyé", **reason
    )
    Notice.objects.create(user=mbarka.account, kind="sent_back", record=sent_back, **reason)
    ProductFactory(workshop=workshop, published=True, name_fr="Plateau en ligne")
    ProductFactory(published=True, name_fr="Plateau d’un autre", status="draft")
    page = client.get(reverse("space:home"))
    names = {
        part: [str(row.record.name) for row in page.context[part]]
        for part in ("to_send", "awaiting", "to_correct")
    }
    assert names == {
        "to_send": ["Plateau commencé"],
        "awaiting": ["Plateau envoyé"],
        "to_correct": ["Plateau renvoyé"],
    }
    assertContains(page, "Une photo de face manque.", count=1)
    assertContains(page, "Pas encore de photo de l’atelier.")
    assert [str(product.name) for product in page.context["pieces"]] == ["Plateau en ligne"]
    assertContains(page, "Plateau en ligne", count=1)
    assertNotContains(page, "Plateau d’un autre")


def test_home_shows_a_few_pieces(client, mbarka):
    workshop = mbarka.memberships.get().workshop
    ProductFactory.create_batch(6, workshop=workshop, published=True)
    ProductFactory(published=True)
    page = client.get(reverse("space:home"))
    assert [product.workshop for product in page.context["pieces"]] == [workshop] * 4


def test_home_costs_the_same_whatever_the_number_of_products(client, mbarka):
    workshop = mbarka.memberships.get().workshop
    client.get(reverse("space:home"))  # the first page of a visit also writes down the device
    costs = []
    for more in (1, 6):
        for product in ProductFactory.create_batch(more, workshop=workshop, published=True):
            write_change(product, {"name_fr": f"Change {product.pk}"}, mbarka.account)
            Notice.objects.create(user=mbarka.account, kind="sent_back", record=product)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("space:home"))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_request_about_data_survives_a_session_that_ended(client, mbarka):
    client.logout()
    client.post(
        reverse("space:my_data"), {"subject": "correction", "text": "Mon nom s’écrit M’barka."}
    )
    client.force_login(mbarka.account)
    assertContains(client.get(reverse("space:my_data")), "Mon nom s’écrit M’barka.")
    assert not Message.objects.exists()
