"""A new member from the paper form: person, workshop, agreements with their scan, and
the link that lets them in, on one page.
"""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.models import Artisan, Consent
from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.demonstration import blank_document
from kairouan.review.moderation import Status
from workshops.models import Membership, MembershipRole, Visit, Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:newcomer")


def typed(**changes):
    """The form filled in, but for these."""
    return {
        "person-name_fr": "Néjib Trabelsi",
        "person-name_ar": "نجيب الطرابلسي",
        "person-sex": "male",
        "person-standing": "artisan",
        "person-delegation": "haffouz",
        "place-name_fr": "Atelier Trabelsi",
        "place-delegation": "haffouz",
        "place-quarter": "outside",
        "place-role": "owner",
        "paper-items": ["name", "phone"],
        "paper-language": "ar",
        "paper-given_on": "2026-03-05",
        "paper-document": SimpleUploadedFile("papier.pdf", blank_document()),
        "invitation-phone": "98 123 456",
        "invitation-language": "ar",
        "invitation-days": "14",
    } | changes


def test_newcomer_page_creates_person_workshop_consents_and_invitation(
    officer, media, client, settings
):
    page = officer.post(PAGE, typed())
    person = Artisan.objects.get()
    workshop = Workshop.objects.get()
    assert (person.name_fr, person.account.phone, person.account.language) == (
        "Néjib Trabelsi",
        "+21698123456",
        "ar",
    )
    assert (workshop.responsible, workshop.status) == (person, Status.DRAFT)
    assert Membership.objects.get().role == MembershipRole.OWNER
    consents = list(person.consents.order_by("item"))
    assert [(one.item, one.channel, one.given_on, one.recorded_by.email) for one in consents] == [
        ("name", "paper", datetime.date(2026, 3, 5), "officer@tests.example"),
        ("phone", "paper", datetime.date(2026, 3, 5), "officer@tests.example"),
    ]
    assert consents[0].document.name == consents[1].document.name != ""
    assert (
        officer.get(reverse("admin:artisans_consent_document", args=[consents[0].pk])).status_code
        == 200
    )
    link = page.context["link"]
    assert person.account.invitations.get().is_open
    assert (
        Version.objects.get_for_object(person).first().revision.comment.startswith("Nouveau membre")
    )
    client.logout()
    assert client.post(link).status_code == 302
    assert client.get("/ar/espace/").status_code == 200


def test_helper_joins_a_workshop_of_the_register_without_any_paper(officer):
    workshop = WorkshopFactory(published=True)
    officer.post(
        PAGE,
        typed(
            **{
                "place-existing": workshop.pk,
                "place-role": "helper",
                "place-name_fr": "",
                "paper-items": [],
                "paper-document": "",
            }
        ),
    )
    assert (
        Workshop.objects.count(),
        Membership.objects.get().workshop,
        Consent.objects.count(),
    ) == (1, workshop, 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"person-name_fr": "", "person-name_ar": ""}, "Écrivez le nom"),
        ({"place-name_fr": ""}, "nom de l’atelier"),
        ({"paper-document": ""}, "Joignez le papier"),
        ({"paper-given_on": ""}, "Quand la personne"),
        ({"paper-given_on": "2126-01-01"}, "est à venir"),
        ({"paper-document": SimpleUploadedFile("a.pdf", b"MZ not a paper")}, "Envoyez un PDF"),
        ({"invitation-phone": ""}, "un téléphone ou un e-mail"),
        ({"invitation-phone": "12"}, "éléphone"),
        ({"paper-items": ["everything"]}, "everything"),
    ],
)
def test_invalid_newcomer_page_shows_errors_and_creates_nothing(officer, media, changes, said):
    page = officer.post(PAGE, typed(**changes))
    assertContains(page, said)
    # what was typed is still there
    assertContains(page, "98 123 456" if "invitation-phone" not in changes else "Haffouz")
    assert (Artisan.objects.count(), Workshop.objects.count(), User.objects.count()) == (0, 0, 1)


def test_telephone_of_another_account_is_said_and_nothing_is_made(officer, media):
    User.objects.create_user(phone="+21698123456", name="Salah")
    assertContains(officer.post(PAGE, typed()), "déjà celui d’un autre compte")
    assert not Artisan.objects.exists()


@pytest.mark.parametrize(
    "known_as",
    [
        {"name_fr": "Nejib  TRABELSI", "name_ar": ""},
        {"name_fr": "Néjib El Trabelsi", "name_ar": "", "aliases": "Nejib Trabelsi"},
    ],
)
def test_person_whom_the_register_knows_is_asked_about(officer, media, known_as):
    known = ArtisanFactory(**known_as)
    page = officer.post(PAGE, typed())
    assertContains(page, f"n° {known.pk}")
    assert Artisan.objects.count() == 1
    officer.post(PAGE, typed(**{"person-is_another": "on"}))
    assert Artisan.objects.count() == 2


def test_only_who_may_add_all_of_it_opens_the_page(client):
    agent = User.objects.create_user(email="agent@tests.example", is_staff=True)
    agent.user_permissions.set(
        Permission.objects.filter(codename__in=["add_artisan", "add_workshop", "view_workshop"])
    )
    client.force_login(agent)
    assert client.get(PAGE).status_code == client.post(PAGE, typed()).status_code == 403


def test_list_of_workshops_leads_to_the_page(officer):
    assertContains(officer.get(reverse("admin:workshops_workshop_changelist")), PAGE)


# Visits


def test_visit_tells_what_was_left_and_is_never_public(officer, client):
    today = today_in_tunis()
    workshop = WorkshopFactory(published=True)
    visit = Visit.objects.create(
        workshop=workshop,
        visited_on=today,
        valid_until=today + datetime.timedelta(days=9),
        checks=["place"],
        remark="Revenir",
    )
    assert not visit.is_whole
    assert len(visit.left) == 6
    client.logout()
    assertNotContains(client.get(workshop.get_absolute_url()), "Revenir")


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [(1, 9, "est à venir"), (-3, -3, "vient après celle-ci"), (-3, -9, "vient après celle-ci")],
)
def test_visit_to_come_or_that_ends_before_it_begins_is_refused(begins, ends, said):
    today, day = today_in_tunis(), datetime.timedelta(days=1)
    visit = Visit(
        workshop=WorkshopFactory(), visited_on=today + begins * day, valid_until=today + ends * day
    )
    with pytest.raises(ValidationError, match=said):
        visit.full_clean()


def test_form_sent_twice_makes_one_member_and_shows_the_link_again(officer, media):
    token = re.search(r'name="sending" value="([^"]+)"', officer.get(PAGE).content.decode())[1]
    first = officer.post(PAGE, typed(sending=token))
    second = officer.post(PAGE, typed(sending=token))
    assert second.context["link"] == first.context["link"]
    assertContains(second, second.context["link"])
    assert Artisan.objects.get().account.invitations.get().is_open
    Client().post(first.context["link"])  # the person comes in
    answer = officer.post(PAGE, typed(sending=token))
    assertRedirects(
        answer, reverse("admin:artisans_artisan_invite", args=[Artisan.objects.get().pk])
    )
    assert Workshop.objects.count() == 1
