import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent, FamilyTechnique, Sex, Visibility
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    LearnedFromFactory,
    TechniqueFactory,
)

pytestmark = pytest.mark.django_db


def test_family_page_shows_no_birth_year_of_the_living(client):
    family = FamilyFactory(published=True)
    living = ArtisanFactory(family=family, birth_year=1961)
    dead = ArtisanFactory(family=family, birth_year=1904, death_year=1981, is_living=False)
    for person in (living, dead):
        ConsentFactory(artisan=person)
    LearnedFromFactory(pupil=living, master=dead)
    page = client.get(family.get_absolute_url())
    assertContains(page, "1904\u00a0–\u00a01981")
    assertNotContains(page, "1961")


def test_family_page_keeps_back_what_was_not_agreed_to(client):
    person = ArtisanFactory(name_fr="Nom-Gardé", name_ar="اسم محفوظ", aliases="Alias-Gardé")
    family = FamilyFactory(published=True, story_fr="Histoire-Gardée", spokesperson=person)
    person.family = family
    person.save()
    page = client.get(family.get_absolute_url())
    for secret in ("Nom-Gardé", "اسم محفوظ", "Alias-Gardé", "Histoire-Gardée"):
        assertNotContains(page, secret)
    assertContains(page, "un artisan")


@pytest.mark.parametrize("shown", [1, 6])
def test_guide_costs_the_same_whatever_the_number_of_techniques(
    client, shown, django_assert_num_queries
):
    TechniqueFactory.reset_sequence()
    TechniqueFactory.create_batch(shown, published=True)
    with django_assert_num_queries(4):
        client.get(reverse("artisans:technique_list"))


def test_a_technique_that_is_not_published_has_no_page(client):
    draft = TechniqueFactory(slug="brouillon", name_fr="Pas encore")
    assert client.get(reverse("artisans:technique_detail", args=["brouillon"])).status_code == 404
    assertNotContains(client.get(reverse("artisans:technique_list")), draft.name_fr)


def test_source_names_whom_it_was_told_by_as_long_as_they_agree(client):
    told_by = ArtisanFactory(name_fr="Mbarka Aïssa", name_ar="مباركة عيسى", sex=Sex.FEMALE)
    consent = ConsentFactory(artisan=told_by, item=Consent.Item.NAME)
    family = FamilyFactory(published=True)
    technique = TechniqueFactory(published=True)
    FamilyTechnique.objects.create(
        family=family, technique=technique, told_by=told_by, visibility=Visibility.EVERYONE
    )
    LearnedFromFactory(
        pupil=ArtisanFactory(family=family),
        told_by=told_by,
        source_fr="notes de 1998",
        source_ar="",
    )
    pages = [family.get_absolute_url(), technique.get_absolute_url()]
    for page in pages:
        assertContains(client.get(page), "Entretien avec Mbarka Aïssa")
    assertContains(client.get(pages[0].replace("/fr/", "/ar/")), "حوار مع مباركة عيسى", count=2)
    consent.withdrawn_on = consent.given_on
    consent.save()
    for page in pages:
        assertContains(client.get(page), "Entretien avec une artisane")
        assertNotContains(client.get(page), "Mbarka")
    assertContains(client.get(pages[0].replace("/fr/", "/ar/")), "حوار مع حرفية", count=2)
