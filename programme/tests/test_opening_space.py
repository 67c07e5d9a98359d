"""The openings in the artisan's space: written, sent, changed, closed; and who was put
forward, to that workshop alone.
"""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.review.decisions import approve_change
from kairouan.review.models import Notice
from kairouan.review.moderation import Status, publish, send_back
from kairouan.review.proposals import open_proposal
from programme.openings.models import ApplicationState, JobOpening
from programme.tests.factories import ApplicationFactory, OpeningFactory
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


def in_days(days: int) -> str:
    return (today_in_tunis() + datetime.timedelta(days=days)).isoformat()


@pytest.fixture
def workshop():
    return WorkshopFactory(published=True)


@pytest.fixture
def owner(client, workshop):
    artisan = ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))
    Membership.objects.create(workshop=workshop, artisan=artisan)
    client.force_login(artisan.account)
    return artisan


@pytest.fixture
def opening(workshop):
    return OpeningFactory(published=True, workshop=workshop, title_fr="Apprenti")


def typed(**changes) -> dict:
    return {"kind": "job", "title_ar": "عامل", "places": "2", "expires_on": in_days(20)} | changes


def at(name, opening):
    return reverse(f"space:opening_{name}", args=[opening.pk])


def test_member_writes_an_opening_and_sends_it(client, owner, workshop):
    answer = client.post(reverse("space:opening_new"), typed(places="٢"))
    opening = JobOpening.objects.get()
    assert (answer.url, opening.workshop, opening.places, opening.status) == (
        at("page", opening),
        workshop,
        2,
        Status.DRAFT,
    )
    assert client.get(f"/fr/programme/offres/offre-{opening.pk}/").status_code == 404
    assertContains(client.post(at("preview", opening)), "عامل")
    client.post(at("send", opening))
    opening.refresh_from_db()
    assert opening.status == Status.SUBMITTED
    publish(opening)
    assertContains(client.get("/ar/programme/offres/"), "عامل")
    # told that it is online
    assertContains(client.get(reverse("space:home")), at("page", opening))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title_ar": ""}, "title_ar"),
        ({"expires_on": in_days(-1)}, "expires_on"),
        ({"expires_on": "demain"}, "expires_on"),
        ({"expires_on": ""}, "expires_on"),
        ({"places": "0"}, None),
        ({"places": "9" * 30}, "places"),
        ({"places": "-1"}, "places"),
        ({"kind": "own_business"}, "kind"),
        ({"title_fr": "a" * 121}, "title_fr"),
    ],
)
def test_invalid_opening_form_shows_errors_and_typed_values(client, owner, opening, change, field):
    for address in (reverse("space:opening_new"), at("edit", opening)):
        answer = client.post(address, typed(text_fr="Dix minutes à écrire.") | change)
        assertContains(answer, "Dix minutes à écrire.", status_code=422)
        errors = answer.context["form"].errors
        assert errors.get(field or "__all__") or errors.get("places"), address
    assert list(JobOpening.objects.all()) == [opening]


def test_change_to_a_published_opening_waits_until_it_is_read(client, owner, opening, officer):
    client.force_login(owner.account)
    client.post(
        at("edit", opening), typed(title_fr="Apprentie ou apprenti", title_ar=opening.title_ar)
    )
    assertContains(client.get(opening.get_absolute_url()), ">\nApprenti\n</h1>")
    client.post(at("send", opening))
    proposal = open_proposal(opening)
    client.force_login(User.objects.get(is_superuser=True))
    assertContains(
        client.get(reverse("admin:review_proposal_change", args=[proposal.pk])),
        "Apprentie ou apprenti",
    )
    approve_change(proposal, User.objects.get(is_superuser=True), proposal.version)
    assertContains(client.get(opening.get_absolute_url()), ">\nApprentie ou apprenti\n</h1>")


def test_trusted_workshop_changes_its_opening_at_once(client, owner, opening, workshop):
    workshop.is_trusted = True
    workshop.save()
    client.post(at("edit", opening), typed(title_fr="Apprentie"))
    assertContains(client.get(opening.get_absolute_url()), ">\nApprentie\n</h1>")


def test_closing_takes_it_off_the_portal_at_once_and_past_openings_stay_in_the_space(
    client, owner, opening
):
    assert client.get(at("close", opening)).status_code == 405
    client.post(at("close", opening))
    assert client.get(opening.get_absolute_url()).status_code == 404
    assertContains(client.get(reverse("space:opening_list")), "Fermée")
    assertContains(client.post(at("preview", opening), follow=True), "Le dernier jour est passé")
    client.post(at("close", opening))
    opening.refresh_from_db()
    assert opening.expires_on == today_in_tunis() - datetime.timedelta(days=1)


@pytest.mark.parametrize("name", ["page", "edit", "preview"])
def test_opening_of_another_workshop_does_not_exist(client, owner, name):
    other = OpeningFactory(published=True)
    assert client.get(at(name, other)).status_code == 404
    assert client.post(at("edit", other), typed()).status_code == 404


@pytest.mark.parametrize("name", ["send", "forget", "close"])
def test_nothing_is_done_to_the_opening_of_another_workshop(client, owner, name):
    other = OpeningFactory(published=True)
    assert client.post(at(name, other)).status_code == 404
    assert other.expires_on > today_in_tunis()


def test_opening_is_not_written_for_another_workshop(client, owner):
    elsewhere = WorkshopFactory(published=True)
    Membership.objects.create(workshop=WorkshopFactory(), artisan=owner)  # of two, one is chosen
    assert (
        client.post(reverse("space:opening_new"), typed(workshop=elsewhere.pk)).status_code == 422
    )
    assert not JobOpening.objects.exists()


def test_workshop_reads_those_put_forward_to_it_and_no_note(client, owner, opening):
    for state in ApplicationState.values:
        ApplicationFactory(
            opening=opening,
            state=state,
            name=f"Personne {state}",
            notes="Note de l’équipe",
            email="x@demo.example",
        )
    ApplicationFactory(state="put_forward", name="Personne ailleurs")
    page = client.get(at("page", opening))
    for shown in ("Personne put_forward", "Personne placed", "tel:+21698123456"):
        assertContains(page, shown)
    for hidden in ("new", "held", "declined", "ailleurs"):
        assertNotContains(page, f"Personne {hidden}")
    assertNotContains(page, "Note de l’équipe")
    assertContains(client.get(reverse("space:opening_list")), "2 personnes proposées")


@pytest.mark.parametrize("many", [1, 6])
def test_screens_cost_the_same_whatever_there_is(
    client, owner, opening, workshop, many, django_assert_num_queries
):
    client.get(
        reverse("space:opening_list")
    )  # the first page of a visit also writes down the device
    for _ in range(many):
        OpeningFactory(workshop=workshop)
        ApplicationFactory(opening=opening, state="put_forward")
    # the session, the account, the person, the openings, what waits, a workshop
    with django_assert_num_queries(6):
        client.get(reverse("space:opening_list"))
    # the session, the account, the person, the opening, what waits, who was put forward
    with django_assert_num_queries(6):
        client.get(at("page", opening))


def test_opening_sent_back_links_to_its_form(client, owner, workshop):
    opening = OpeningFactory(workshop=workshop, status="submitted", title_fr="Vendeuse")
    send_back(opening, "Dites les jours.")
    for page in (client.get(reverse("space:home")), client.get(reverse("space:notices"))):
        assertContains(page, "Dites les jours.")
        assertContains(page, at("page", opening))
    assert Notice.objects.get().record == opening


@pytest.mark.parametrize("name", ["space:opening_list", "space:opening_new"])
def test_screen_is_for_members(client, name):
    assert client.get(reverse(name)).status_code == 302
    client.force_login(User.objects.create_user(email="personne@tests.example"))
    assert client.get(reverse(name)).status_code == 403
