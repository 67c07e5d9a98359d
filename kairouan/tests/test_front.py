"""Choices of the officers for the front page: the announcement of the day, the
products and the family of the home page.
"""

import datetime

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import FamilyPhoto
from artisans.tests.factories import FamilyFactory
from kairouan.common import calendar
from kairouan.common.calendar import today_in_tunis
from kairouan.publication.models import Announcement
from products.models import Product
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def announce(first=0, last=0, **texts):
    today = today_in_tunis()
    texts = texts or {"text_fr": "Foire du cuivre samedi", "text_ar": "معرض النحاس يوم السبت"}
    return Announcement.objects.create(
        starts_on=today + first * DAY, ends_on=today + last * DAY, **texts
    )


@pytest.mark.parametrize("address", ["/{}/", "/{}/catalogue/", "/{}/programme/"])
def test_announcement_stands_on_public_pages_in_both_languages(client, address):
    announce()
    assertContains(client.get(address.format("fr")), "Foire du cuivre samedi")
    assertContains(client.get(address.format("ar")), "معرض النحاس يوم السبت")


@pytest.mark.parametrize(
    ("first", "last", "shown"), [(-2, -1, False), (-2, 0, True), (0, 0, True), (1, 3, False)]
)
def test_announcement_lasts_from_its_first_day_to_its_last(client, first, last, shown):
    announce(first, last)
    assert ("Foire du cuivre" in client.get("/fr/").content.decode()) == shown


def test_page_kept_before_says_what_is_announced_after(client):
    client.get("/fr/")
    entry = announce()
    assertContains(client.get("/fr/"), "Foire du cuivre samedi")
    entry.delete()
    assertNotContains(client.get("/fr/"), "Foire du cuivre samedi")


def test_announcement_ends_with_its_day_without_anyone_writing(client, monkeypatch):
    announce()
    assertContains(client.get("/fr/"), "Foire du cuivre samedi")
    tomorrow = calendar.now_in_tunis() + DAY
    monkeypatch.setattr(calendar, "now_in_tunis", lambda: tomorrow)
    assertNotContains(client.get("/fr/"), "Foire du cuivre samedi")


def test_of_two_announcements_the_one_that_began_last_stands(client):
    announce(-3, 3, text_fr="Horaires de ramadan")
    announce(-1, 1, text_fr="Atelier fermé lundi")
    assertContains(client.get("/fr/"), "Atelier fermé lundi")
    assertNotContains(client.get("/fr/"), "Horaires de ramadan")


def test_announcement_in_one_language_says_so_in_the_other_and_costs_no_statement(
    client, django_assert_num_queries
):
    # after a first record: before it the names that may not show are read apart
    announce(-2, -1)
    client.get("/ar/")
    caches["pages"].clear()
    with django_assert_num_queries(5):  # of an empty home page
        client.get("/ar/")
    announce(text_fr="Foire du cuivre samedi")
    client.get("/ar/")
    caches["pages"].clear()
    with django_assert_num_queries(5):
        page = client.get("/ar/")
    assertContains(page, '<bdi lang="fr" dir="ltr">Foire du cuivre samedi</bdi>')


def test_link_to_a_page_of_the_portal_is_in_the_language_of_its_reader(client):
    Announcement.objects.create(
        text_fr="Foire",
        text_ar="معرض",
        link="https://testserver/fr/programme/actions/",
        starts_on=today_in_tunis(),
        ends_on=today_in_tunis(),
    )
    assertContains(client.get("/ar/"), 'href="https://testserver/ar/programme/actions/"')
    assertContains(client.get("/fr/"), 'href="https://testserver/fr/programme/actions/"')


def test_link_elsewhere_is_left_as_it_is(client):
    announce(text_fr="Foire", link="https://foire.example/fr/programme/actions/")
    assertContains(client.get("/ar/"), 'href="https://foire.example/fr/programme/actions/"')


@pytest.mark.parametrize("wrong", [{"ends_on": today_in_tunis() - DAY}, {"text_fr": ""}])
def test_announcement_without_words_or_days_in_order_is_refused(officer, wrong):
    today = today_in_tunis()
    sent = {
        "text_fr": "Foire",
        "text_ar": "",
        "link": "",
        "starts_on": today,
        "ends_on": today,
        "written_in": "",
    } | wrong
    page = officer.post(reverse("admin:publication_announcement_add"), sent)
    assertContains(page, "errornote")
    assert not Announcement.objects.exists()
    del sent["written_in"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.bulk_create([Announcement(**sent)])


# The products and the family of the home page


def shown_first(client):
    return [product.name_fr for product in client.get("/fr/").context["products"]]


@pytest.fixture
def products():
    return [ProductFactory(published=True, name_fr=f"Pièce {number}") for number in range(8)]


def test_home_shows_the_newest_products_when_nobody_chose(client, products):
    assert shown_first(client) == [f"Pièce {number}" for number in (7, 6, 5, 4, 3)]


def test_chosen_products_come_first_in_their_order_then_the_newest(client, products):
    Product.objects.filter(pk=products[0].pk).update(front_rank=2)
    Product.objects.filter(pk=products[6].pk).update(front_rank=1)
    assert shown_first(client) == ["Pièce 6", "Pièce 0", "Pièce 7", "Pièce 5", "Pièce 4"]


@pytest.mark.parametrize(
    "reason", [{"status": "archived"}, {"availability": "sold"}, {"kind": "service"}]
)
def test_chosen_product_that_may_not_be_shown_leaves_its_place(client, products, reason):
    Product.objects.filter(pk=products[0].pk).update(front_rank=1, **reason)
    assert shown_first(client) == [f"Pièce {number}" for number in (7, 6, 5, 4, 3)]


def test_chosen_family_is_the_one_of_the_home_page(client):
    families = FamilyFactory.create_batch(3, published=True)
    for family in families:
        FamilyPhoto.objects.create(family=family, image="photos/absent.jpg", width=1200, height=900)
    assert client.get("/fr/").context["family"] == families[0]
    families[2].front_rank = 1
    families[2].save()
    assert client.get("/fr/").context["family"] == families[2]


def test_officer_chooses_in_the_list_of_the_desk(officer, products):
    Product.objects.filter(pk=products[3].pk).update(front_rank=1)
    page = officer.get(reverse("admin:products_product_changelist"), {"front_rank__isempty": "0"})
    assert [product.pk for product in page.context["cl"].result_list] == [products[3].pk]
