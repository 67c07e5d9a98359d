"""The chain both ways: action, workshop, product and collection; never an amount, never
a person. The follow-up of placements; the programme's home.
"""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory
from products.tests.factories import CollectionFactory, ProductFactory
from programme.models import ActionOutcome, Convention, FairPresence, Partner, Support
from programme.models.support import months_before
from programme.openings.models import Placement
from programme.tests.factories import ActionFactory
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def fair():
    return ActionFactory(published=True, title_fr="Salon de Tunis", kind="fair")


def support(action, **beneficiary):
    return Support.objects.create(
        kind="equipment",
        axis="equipment",
        action=action,
        what_fr="Tour à repousser",
        value="4250.750",
        given_on=TODAY,
        **beneficiary,
    )


def born(action, **thing):
    return ActionOutcome.objects.create(action=action, on_sale_since=TODAY, **thing)


def test_action_leads_to_workshops_and_products_and_back(client, fair):
    shown, helped = WorkshopFactory.create_batch(2, published=True)
    product, collection = (
        ProductFactory(published=True, workshop=shown),
        CollectionFactory(published=True),
    )
    FairPresence.objects.create(
        action=fair, workshop=shown, contacts=12, orders=3, orders_value="9990.500"
    )
    support(fair, workshop=helped)
    born(fair, product=product)
    born(fair, collection=collection)
    page = client.get(fair.get_absolute_url())
    for record in (shown, helped, product, collection):
        assertContains(page, record.get_absolute_url())
        assertContains(client.get(record.get_absolute_url()), fair.get_absolute_url())
    for address in (fair, shown, helped, product):
        for amount in ("4250", "4 250", "9990", "9 990"):
            assertNotContains(client.get(address.get_absolute_url()), amount)


def test_unpublished_records_show_on_neither_side_of_an_outcome(client, fair):
    hidden_workshop, workshop = (
        WorkshopFactory(name_fr="Pas ouvert"),
        WorkshopFactory(published=True),
    )
    hidden_action = ActionFactory(title_fr="Pas annoncée")
    product = ProductFactory(published=True, workshop=workshop)
    FairPresence.objects.create(action=fair, workshop=hidden_workshop)
    FairPresence.objects.create(action=hidden_action, workshop=workshop)
    born(fair, product=ProductFactory(name_fr="Pas en ligne"))
    born(hidden_action, product=product)
    page = client.get(fair.get_absolute_url())
    assertNotContains(page, "Pas ouvert")
    assertNotContains(page, "Pas en ligne")
    for record in (workshop, product):
        assertNotContains(client.get(record.get_absolute_url()), "Pas annoncée")


def test_help_given_to_a_person_is_nowhere_on_the_page_of_its_action(client, fair):
    support(fair, artisan=ArtisanFactory(name_fr="Mbarka"))
    page = client.get(fair.get_absolute_url())
    assertNotContains(page, "Mbarka")
    assertNotContains(page, "Appuis donnés")


@pytest.mark.parametrize("many", [1, 8])
def test_outcome_pages_have_constant_statement_counts(
    client, fair, many, django_assert_num_queries
):
    workshop, collection = WorkshopFactory(published=True), CollectionFactory(published=True)
    product = ProductFactory(published=True, workshop=workshop)
    client.get(workshop.get_absolute_url())
    for _ in range(many):
        action = ActionFactory(published=True)
        other = WorkshopFactory(published=True)
        FairPresence.objects.create(action=action, workshop=workshop)
        FairPresence.objects.create(action=fair, workshop=other)
        support(fair, workshop=other)
        born(action, product=product)
        born(fair, product=ProductFactory(published=True, workshop=workshop))
        born(action, collection=collection)
    client.get("/fr/catalogue/")  # the index of the edition is read by who comes first
    # the stamp, the action, its photographs, partners and sessions; the products that
    # came of it and their photographs, since they are seen; collections, workshops,
    # help
    with django_assert_num_queries(10):
        client.get(fair.get_absolute_url())
    with django_assert_num_queries(
        6
    ):  # those of any product: the action it came of is read with it
        client.get(product.get_absolute_url())
    # the stamp, the collection, its photograph, its products and theirs, the action,
    # the other collections
    with django_assert_num_queries(7):
        client.get(collection.get_absolute_url())


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (datetime.date(2026, 11, 25), 6, datetime.date(2026, 5, 25)),
        (datetime.date(2026, 8, 31), 6, datetime.date(2026, 2, 28)),
        (datetime.date(2026, 6, 30), 12, datetime.date(2025, 6, 30)),
        (datetime.date(2028, 2, 29), 12, datetime.date(2027, 2, 28)),
        (datetime.date(2026, 12, 31), 12, datetime.date(2025, 12, 31)),
    ],
)
def test_months_are_counted_back_by_the_calendar(day, months, before):
    assert months_before(day, months) == before


def test_placements_are_to_be_followed_up_at_six_and_twelve_months(officer, in_tunis):
    in_tunis(TODAY)
    workshop = WorkshopFactory(published=True)

    def began(*day, **said):
        return Placement.objects.create(
            artisan=ArtisanFactory(),
            workshop=workshop,
            kind="job",
            starts_on=datetime.date(*day),
            **said,
        )

    at_twelve, at_six = began(2025, 11, 25, after_6="in_place"), began(2026, 5, 25)
    began(2026, 5, 26)
    began(2025, 1, 1, after_6="left", after_12="left")
    assert list(Placement.objects.to_follow_up(6)) == [at_six]
    assert list(Placement.objects.to_follow_up(12)) == [at_twelve]
    page = officer.get(reverse("admin:openings_placement_changelist"), {"suivi": "6"})
    assert list(page.context["cl"].result_list) == [at_six]


def test_support_has_one_beneficiary_and_the_desk_says_so(officer):
    typed = {
        "kind": "coaching", "axis": "capacity", "what_fr": "Conseil", "given_on": "25/11/2026",
        "workshop": WorkshopFactory().pk, "artisan": ArtisanFactory().pk,
    }  # fmt: skip
    answer = officer.post(reverse("admin:programme_support_add"), typed)
    assertContains(answer, "Choisissez un seul bénéficiaire")
    officer.post(reverse("admin:programme_support_add"), typed | {"artisan": ""})
    assert Support.objects.get().workshop


def test_home_shows_partners_by_sector_with_what_is_signed_today(client, in_tunis):
    in_tunis(TODAY)
    public = Partner.objects.create(name_fr="Office", sector="public")
    Partner.objects.create(name_fr="Fonderie", sector="private", role="private")
    Partner.objects.create(
        name_fr="Hub", role="centre", town_fr="Kairouan", services=["fablab", "prototypes"]
    )
    for subject, signed, ends in (
        ("En vigueur", datetime.date(2026, 1, 1), datetime.date(2026, 11, 25)),
        ("Sans terme", datetime.date(2025, 1, 1), None),
        ("Finie", datetime.date(2025, 1, 1), datetime.date(2026, 11, 24)),
        ("Pas encore signée", datetime.date(2026, 11, 26), None),
    ):
        Convention.objects.create(
            partner=public, subject_fr=subject, signed_on=signed, ends_on=ends
        )
    page = client.get(reverse("programme:home"))
    for words in (
        "Partenaires publics",
        "Partenaires privés",
        "Centres de services",
        "Fablab, prototypage",
        "En vigueur",
        "Sans terme",
    ):
        assertContains(page, words)
    for words in ("Finie", "Pas encore signée", "Associations"):
        assertNotContains(page, words)


@pytest.mark.parametrize("many", [1, 10])
def test_home_costs_the_same_whatever_the_number_of_partners(
    client, many, django_assert_num_queries
):
    for number in range(many):
        partner = Partner.objects.create(name_fr=f"Partenaire {number}", services=["fablab"])
        Convention.objects.create(
            partner=partner, subject_fr="Objet", signed_on=datetime.date(2025, 1, 1)
        )
    client.get(reverse("programme:results"))  # reckoned once for an edition
    # the stamp, the counts of axes, the coming actions, openings, partners, what is
    # signed, the picture of the newest action
    with django_assert_num_queries(7):
        client.get(reverse("programme:home"))
