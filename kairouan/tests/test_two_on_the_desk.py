"""Two officers at one record of the desk."""

import datetime

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Artisan, Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory
from kairouan.accounts.models import User
from kairouan.common.models import Synonym
from products.models import Product
from products.tests.factories import ProductFactory

from .test_admin import address, filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague():
    client = Client()
    client.force_login(User.objects.create_superuser(email="mouna@tests.example", name="Mouna Jlassi", password="x"))
    return client


def opened(client, record) -> dict:
    return filled_in(client.get(address(type(record), "change", record.pk)))


def saved(client, record, form, **typed):
    return client.post(address(type(record), "change", record.pk), form | typed)


@pytest.fixture
def late(officer, colleague):
    """The person's form as the officer opened it, before a colleague saved another."""
    salah = ConsentFactory(artisan__name_fr="Salah", given_on=datetime.date(2026, 1, 15)).artisan
    form = opened(officer, salah)
    assert saved(colleague, salah, opened(colleague, salah), name_fr="Salah Zouari", aliases="Slouha").status_code == 302
    return salah, form


def test_record_saved_meanwhile_is_not_written_over(officer, late):
    salah, form = late
    answer = saved(officer, salah, form, name_fr="Salah Jlassi")
    assertContains(answer, "Mouna Jlassi a enregistré cette fiche")
    assert answer.context["meanwhile"]["stored"] == [
        {"label": "Nom (français)", "value": "Salah Zouari"},
        {"label": "Autres écritures du nom", "value": "Slouha"},
    ]
    salah.refresh_from_db()
    assert salah.name_fr == "Salah Zouari"


def test_what_was_typed_stays_rows_too_and_a_second_press_saves_it(officer, late):
    salah, form = late
    answer = saved(officer, salah, form, name_fr="Salah Jlassi", **{"consents-0-until": "31/12/2030"})
    again = filled_in(answer)
    assert (again["name_fr"], again["consents-0-until"]) == ("Salah Jlassi", "31/12/2030")
    assert saved(officer, salah, again).status_code == 302
    salah.refresh_from_db()
    assert (salah.name_fr, salah.consents.get().until) == ("Salah Jlassi", datetime.date(2030, 12, 31))


def test_consent_withdrawn_meanwhile_does_not_come_back_unseen(officer):
    """The person withdraws it in their space while their page is open on the desk: the person's own row does not change."""
    consent = ConsentFactory()
    form = opened(officer, consent.artisan)
    consent.withdrawn_on = datetime.date(2026, 2, 1)
    consent.save()
    answer = saved(officer, consent.artisan, form)
    assertContains(answer, "cette fiche a été enregistrée")
    assert {"label": "Accord 1 · Retiré le", "value": "1er février 2026"} in answer.context["meanwhile"]["stored"]
    consent.refresh_from_db()
    assert consent.withdrawn_on == datetime.date(2026, 2, 1)


def test_row_added_meanwhile_is_told(officer):
    salah = ArtisanFactory(name_fr="Salah")
    form = opened(officer, salah)
    ConsentFactory(artisan=salah, item=Consent.Item.PHONE)
    assert saved(officer, salah, form).context["meanwhile"]["stored"] == [{"label": "Accord", "value": "Salah · téléphone"}]


def test_record_of_the_public_pages_is_guarded_too(officer, colleague):
    piece = ProductFactory(name_fr="Théière")
    form = opened(officer, piece)
    saved(colleague, piece, opened(colleague, piece), name_fr="Grande théière")
    assertContains(saved(officer, piece, form, name_fr="Petite théière"), "Mouna Jlassi")
    assert Product.objects.get().name_fr == "Grande théière"


def test_officer_alone_is_asked_nothing(officer):
    salah = ArtisanFactory()
    for name in ("Salah Un", "Salah Deux"):
        assert saved(officer, salah, opened(officer, salah), name_fr=name).status_code == 302
    assert Artisan.objects.get().name_fr == "Salah Deux"
    assertNotContains(officer.get(address(Artisan, "history", salah.pk)), "opened")


def test_record_whose_fields_are_not_listed_shows_the_mark_once(officer):
    synonym = Synonym.objects.create(terms="plateau, sinia")
    page = officer.get(address(Synonym, "change", synonym.pk)).content.decode()
    assert page.count('name="opened"') == 1
