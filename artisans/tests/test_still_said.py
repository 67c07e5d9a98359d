"""The texts that still say a name that may not show, on the desk."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Artisan, Consent, FamilyTechnique
from artisans.still_said import models_with_texts, owner_field
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import Access, AccessKind, User

pytestmark = pytest.mark.django_db
PAGE = "admin:artisans_artisan_said"


@pytest.fixture
def person():
    person = ArtisanFactory(name_fr="Mbarka Aïssa", name_ar="مباركة عيسى")
    ConsentFactory(artisan=person, item=Consent.Item.NAME)
    return person


@pytest.fixture
def family(person):
    return FamilyFactory(
        published=True,
        slug="les-aissa",
        story_fr="Tout commence avec MBARKA AISSA.",
        origin_ar="بيت مباركة عيسى",
    )


def told(page) -> list[tuple]:
    return [(row["record"], row["said"].column, row["said"].name) for row in page.context["rows"]]


def test_each_text_that_says_a_withdrawn_name_is_listed_with_its_form(officer, person, family):
    draft = FamilyFactory(slug="mbarka-aissa")
    practice = FamilyTechnique.objects.create(
        family=draft, technique=TechniqueFactory(), source_fr="Mbarka Aïssa"
    )
    assert told(officer.get(reverse(PAGE))) == []
    person.consents.all().delete()
    page = officer.get(reverse(PAGE))
    assert set(told(page)) == {
        (family, "story_fr", "MBARKA AISSA"),
        (family, "origin_ar", "مباركة عيسى"),
        (draft, "slug", "mbarka-aissa"),
        (practice, "source_fr", "Mbarka Aïssa"),
    }
    for edited in (family, draft):
        assertContains(page, reverse("admin:artisans_family_change", args=[edited.pk]))
    morning = officer.get(reverse("admin:index"))
    task = morning.content.decode().partition(f'href="{reverse(PAGE)}"')[2].partition("</a>")[0]
    assert "<b>4</b>" in task
    family.story_fr = "Tout commence avec une artisane."
    family.save()
    assert len(told(officer.get(reverse(PAGE)))) == 3
    assert Access.objects.filter(kind=AccessKind.LISTED, model="artisans.artisan").count() == 1


def test_officer_reads_it_in_what_they_may_see_alone(client, person, family):
    person.consents.all().delete()
    reader = User.objects.create_user(email="lecteur@tests.example", is_staff=True)
    client.force_login(reader)
    assert client.get(reverse(PAGE)).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_family"))
    assert client.get(reverse(PAGE)).status_code == 403
    assertNotContains(client.get(reverse("admin:index")), reverse(PAGE))
    reader.user_permissions.add(Permission.objects.get(codename="view_artisan"))
    assert {record for record, _column, _name in told(client.get(reverse(PAGE)))} == {family}


def test_every_kind_has_a_form_where_its_texts_are_edited():
    for model in models_with_texts():
        owner = owner_field(model)
        edited = owner.related_model if owner else model
        assert reverse(f"admin:{edited._meta.app_label}_{edited._meta.model_name}_change", args=[1])
    assert Artisan in models_with_texts()
