import datetime

import pytest
from django.core.cache import caches
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from workshops.models import Channel, Membership, OpeningHours, Season, WorkshopStep
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

SECRETS = {
    Consent.Item.PHONE: "+21677000111",
    Consent.Item.WHATSAPP: "21620000222",
    Consent.Item.EMAIL: "garde@demo.example",
    Consent.Item.SOCIAL: "page-gardee",
    Consent.Item.PLACE: "Impasse-Gardée",
    Consent.Item.NAME: "Nom-Gardé",
}


@pytest.fixture
def workshop():
    person = ArtisanFactory(name_fr="Nom-Gardé", name_ar="")
    workshop = WorkshopFactory(
        published=True,
        responsible=person,
        address_fr="Impasse-Gardée",
        latitude="35.67777",
        longitude="10.10101",
        quarter="souk",
    )
    Membership.objects.create(workshop=workshop, artisan=person)
    for kind, value in (
        ("phone", "+21677000111"),
        ("whatsapp", "+21620000222"),
        ("email", "garde@demo.example"),
        ("facebook", "page-gardee"),
    ):
        Channel.objects.create(workshop=workshop, person=person, kind=kind, value=value)
    return workshop


@pytest.mark.parametrize("item", SECRETS)
def test_each_field_shows_under_its_own_consent_alone(client, workshop, item):
    ConsentFactory(artisan=workshop.responsible, item=item)
    page = client.get(workshop.get_absolute_url())
    assertContains(page, SECRETS[item])
    for other in SECRETS.keys() - {item}:
        assertNotContains(page, SECRETS[other])


def test_withdrawn_consent_hides_its_field_at_once(client, workshop):
    for item in SECRETS:
        ConsentFactory(artisan=workshop.responsible, item=item)
    workshop.responsible.consents.update(withdrawn_on=datetime.date(2026, 2, 1))
    for page in (client.get(workshop.get_absolute_url()), client.get(reverse("workshops:list"))):
        for secret in SECRETS.values():
            assertNotContains(page, secret)


def test_former_member_is_not_shown(client, workshop):
    mbarka = ConsentFactory(artisan__name_fr="Mbarka").artisan
    gone = Membership.objects.create(
        workshop=workshop, artisan=mbarka, since=datetime.date(2020, 1, 1)
    )
    assertContains(client.get(workshop.get_absolute_url()), "Mbarka")
    gone.until = datetime.date(2025, 1, 1)
    gone.save()
    assertNotContains(client.get(workshop.get_absolute_url()), "Mbarka")


def test_registration_number_is_never_public(client):
    workshop = WorkshopFactory(
        published=True, ona_registration="ONA-31-4477", ona_verified_on=datetime.date(2026, 1, 5)
    )
    page = client.get(workshop.get_absolute_url())
    assertContains(page, "Inscrit à l’ONA")
    assertNotContains(page, "4477")


def test_draft_workshop_has_no_page_and_no_row(client):
    WorkshopFactory(slug="brouillon", name_fr="Pas encore ouvert")
    assert client.get(reverse("workshops:detail", args=["brouillon"])).status_code == 404
    assertNotContains(client.get(reverse("workshops:list")), "Pas encore ouvert")


@pytest.mark.parametrize("shown", [1, 9])
def test_directory_costs_the_same_whatever_the_number_of_workshops(
    client, shown, django_assert_num_queries
):
    family = FamilyFactory(published=True)
    for workshop in WorkshopFactory.create_batch(shown, published=True, family=family):
        WorkshopStep.objects.create(workshop=workshop, step="tinning")
    client.get(reverse("workshops:list"))
    caches["pages"].clear()
    # the stamp, the rows, their steps, the photographs of those who show some
    with django_assert_num_queries(4):
        client.get(reverse("workshops:list"))


def test_directory_filters_and_counts_what_each_choice_would_leave(client):
    TechniqueFactory.reset_sequence()
    ondes, pluie = TechniqueFactory.create_batch(2, published=True)
    both = WorkshopFactory(published=True, delegation="sbikha", welcomes_visitors=True)
    both.techniques.set([ondes, pluie])
    one = WorkshopFactory(published=True, delegation="sbikha")
    one.techniques.set([ondes])
    WorkshopStep.objects.create(workshop=both, step="tinning")
    WorkshopStep.objects.create(workshop=both, step="cutting", in_house=False)
    page = client.get(reverse("workshops:list"), {"technique": ondes.slug})
    assert {workshop.pk for workshop in page.context["page_obj"]} == {both.pk, one.pk}
    counts = {
        panel.facet.parameter: {option.value: option.count for option in panel.options}
        for panel in page.context["narrowing"].panels
    }
    assert counts["technique"] == {ondes.slug: 2, pluie.slug: 1}
    assert counts["delegation"] == {"sbikha": 2}
    assert counts["visits"] == {"visitors": 1}
    assert counts["tinning"] == {"yes": 1}
    assert counts["step"] == {"tinning": 1}
    page = client.get(
        reverse("workshops:list"), {"technique": [ondes.slug, pluie.slug], "tinning": "yes"}
    )
    assert [workshop.pk for workshop in page.context["page_obj"]] == [both.pk]


def test_hours_show_the_period_in_force_first(client):
    workshop = WorkshopFactory(published=True)
    for period in ("winter", "ramadan"):
        OpeningHours.objects.create(
            workshop=workshop, period=period, weekday=0, opens="21:00", closes="01:00"
        )
    today = datetime.date.today()
    assert [
        table["period"] for table in client.get(workshop.get_absolute_url()).context["timetable"]
    ] == ["winter", "ramadan"]
    Season.objects.create(period="ramadan", starts_on=today, ends_on=today)
    page = client.get(workshop.get_absolute_url())
    assert [(table["period"], table["is_in_force"]) for table in page.context["timetable"]] == [
        ("ramadan", True),
        ("winter", False),
    ]


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("ar", ["atelier-b", "atelier-z", "atelier-l"]),
        ("fr", ["atelier-l", "atelier-b", "atelier-z"]),
    ],
)
def test_names_in_other_letters_are_last_in_the_directory(client, language, order):
    WorkshopFactory(published=True, slug="atelier-l", name_fr="Abid", name_ar="")
    WorkshopFactory(published=True, slug="atelier-z", name_fr="", name_ar="زواري")
    WorkshopFactory(published=True, slug="atelier-b", name_fr="", name_ar="بن جماعة")
    page = client.get(f"/{language}/ateliers/")
    assert [workshop.slug for workshop in page.context["page_obj"].object_list] == order
