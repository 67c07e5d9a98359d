import pytest
from django.core.cache import caches
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
    assertContains(page, "Artisan, nom non montré")


@pytest.mark.parametrize("shown", [1, 6])
def test_guide_costs_the_same_whatever_the_number_of_techniques(
    client, shown, django_assert_num_queries
):
    TechniqueFactory.reset_sequence()
    TechniqueFactory.create_batch(shown, published=True)
    client.get(reverse("artisans:technique_list"))
    caches["pages"].clear()
    # the stamp, the techniques, their photographs, who practises them
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


def test_guide_shows_every_mark_and_turns_pages_of_twelve(client):
    techniques = TechniqueFactory.create_batch(14, published=True)
    first, second = (
        client.get(reverse("artisans:technique_list"), {"page": page}) for page in (1, 2)
    )
    assert [len(page.context["page_obj"].object_list) for page in (first, second)] == [12, 2]
    for page in (first, second):
        for technique in techniques:
            assertContains(page, f'href="{technique.get_absolute_url()}"')
    assertContains(first, "?page=2")
    assertContains(second, "<title>Reconnaître le martelage, page 2", html=False)
    assertContains(second, f'id="{techniques[13].slug}"')
    assertNotContains(second, f'id="{techniques[0].slug}"')
    assert client.get(reverse("artisans:technique_list"), {"page": 3}).status_code == 404


@pytest.mark.parametrize(
    ("here", "near"), [(0, range(1, 9)), (6, [2, 3, 4, 5, 7, 8, 9, 10]), (11, range(3, 11))]
)
def test_foot_of_a_technique_has_the_eight_near_it_in_the_guide(client, here, near):
    techniques = [TechniqueFactory(published=True, rank=rank) for rank in range(12)]
    page = client.get(techniques[here].get_absolute_url())
    assert page.context["near"] == [techniques[place] for place in near]
    assertContains(page, "Toutes les techniques")


def test_foot_of_a_technique_among_eight_leads_to_no_others(client):
    techniques = TechniqueFactory.create_batch(8, published=True)
    page = client.get(techniques[3].get_absolute_url())
    assert page.context["near"] == [*techniques[:3], *techniques[4:]]
    assertNotContains(page, "Toutes les techniques")
