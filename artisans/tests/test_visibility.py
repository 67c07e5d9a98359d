"""A family says who may see each of its techniques: what members see in the space, the
screen of who speaks for the family, the desk.
"""

import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.models import FamilyTechnique, Spokesperson, Technique, TechniquePhoto, Visibility
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.photos.tests.photo_files import jpeg
from kairouan.search.index import current_index
from products.space.forms import TechniqueForm
from products.tests.factories import ProductFactory
from workshops.space.forms import TechniquesForm

pytestmark = pytest.mark.django_db


def member(name: str, phone: str, **facts):
    return ArtisanFactory(name_fr=name, account=User.objects.create_user(phone=phone), **facts)


@pytest.fixture
def family():
    return FamilyFactory(published=True, name_fr="Rezgui")


@pytest.fixture
def salah(family):
    """Who speaks for the family."""
    person = member("Salah", "+21698000101", family=family)
    Spokesperson.objects.create(family=family, artisan=person)
    return person


def practice_of(family, visibility, **facts) -> FamilyTechnique:
    technique = TechniqueFactory(published=True, **facts)
    return FamilyTechnique.objects.create(family=family, technique=technique, visibility=visibility)


def seen_by(person) -> set:
    known = Technique.objects.known_to(person)
    return set(known) - set(Technique.objects.published())


def test_each_sees_what_the_family_chose(family, salah):
    of_all = practice_of(family, Visibility.EVERYONE).technique
    of_members = practice_of(family, Visibility.MEMBERS).technique
    of_family = practice_of(family, Visibility.FAMILY).technique
    practised_by_none = TechniqueFactory(published=True)
    assert set(Technique.objects.published()) == {of_all, practised_by_none}
    assert seen_by(ArtisanFactory()) == {of_members}
    assert seen_by(ArtisanFactory(family=family)) == {of_members, of_family}
    assert seen_by(None) == set()
    salah.family = None  # speaks for it, is of no family in the register
    assert seen_by(salah) == {of_members, of_family}


def test_member_finds_in_the_space_what_is_for_members(client, family):
    of_members = practice_of(family, Visibility.MEMBERS, name_fr="Frappe des membres").technique
    of_family = practice_of(family, Visibility.FAMILY, name_fr="Frappe gardée").technique
    mbarka = member("Mbarka", "+21698000102")
    client.force_login(mbarka.account)
    page = client.get(reverse("space:technique_list"))
    assertContains(page, "Frappe des membres")
    assertNotContains(page, "Frappe gardée")
    for technique, status in ((of_members, 200), (of_family, 404)):
        address = reverse("space:technique_page", args=[technique.pk])
        assert client.get(address).status_code == status
    client.force_login(member("Salem", "+21698000103", family=family).account)
    assertContains(client.get(reverse("space:technique_list")), "Frappe gardée")
    client.logout()
    assert client.get(reverse("space:technique_list")).status_code == 302


def test_photograph_is_given_to_who_may_see_the_technique(client, family, media):
    practice = practice_of(family, Visibility.MEMBERS)
    photo = TechniquePhoto.objects.create(technique=practice.technique, image=jpeg())
    assert client.get(photo.image.url).status_code == 404
    client.force_login(member("Mbarka", "+21698000102").account)
    answer = client.get(photo.image.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    FamilyTechnique.objects.update(visibility=Visibility.FAMILY)
    assert client.get(photo.image.url).status_code == 404


def test_who_speaks_for_the_family_chooses_and_it_counts_at_once(client, family, salah):
    practice = practice_of(family, Visibility.EVERYONE)
    page = practice.technique.get_absolute_url()
    assert client.get(page).status_code == 200
    client.force_login(salah.account)
    screen = reverse("space:family_visibility", args=[family.pk])
    sent = {f"practice_{practice.pk}": "members", f"initial-practice_{practice.pk}": "everyone"}
    assertRedirects(client.post(screen, sent), reverse("space:family_page", args=[family.pk]))
    practice.refresh_from_db()
    assert (practice.visibility, practice.chosen_by) == (Visibility.MEMBERS, salah.account)
    assert practice.chosen_on is not None
    assert client.get(page).status_code == 404
    assert current_index().count("technique") == 0
    held = Version.objects.get_for_object(practice).first()
    assert (held.field_dict["visibility"], held.revision.user) == ("members", salah.account)


def test_choice_that_was_not_touched_does_not_come_back(client, family, salah):
    """A page left open since before another kept the technique."""
    practice = practice_of(family, Visibility.FAMILY)
    client.force_login(salah.account)
    screen = reverse("space:family_visibility", args=[family.pk])
    sent = {f"practice_{practice.pk}": "everyone", f"initial-practice_{practice.pk}": "everyone"}
    client.post(screen, sent | {"says_it_keeps": "on", "initial-says_it_keeps": ""})
    practice.refresh_from_db()
    family.refresh_from_db()
    assert (practice.visibility, family.says_it_keeps) == (Visibility.FAMILY, True)


def test_choice_that_does_not_exist_is_said(client, family, salah):
    practice = practice_of(family, Visibility.FAMILY)
    client.force_login(salah.account)
    screen = reverse("space:family_visibility", args=[family.pk])
    answer = client.post(screen, {f"practice_{practice.pk}": "nobody"})
    assert answer.status_code == 422
    practice.refresh_from_db()
    assert practice.visibility == Visibility.FAMILY


@pytest.mark.parametrize("name", ["family_page", "family_visibility"])
def test_family_of_another_does_not_exist(client, salah, name):
    address = reverse(f"space:{name}", args=[FamilyFactory(published=True).pk])
    client.force_login(salah.account)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_forms_offer_a_kept_technique_to_who_may_see_it(family, salah):
    kept = practice_of(family, Visibility.FAMILY).technique
    product = ProductFactory(published=True)
    product.proposal = product.workshop.proposal = None
    for person, is_offered in ((salah, True), (ArtisanFactory(), False), (None, False)):
        of_product = TechniqueForm(instance=product, person=person)
        of_workshop = TechniquesForm(instance=product.workshop, person=person)
        offered = [of_product.fields["technique"], of_workshop.fields["techniques"]]
        assert [kept in field.queryset for field in offered] == [is_offered] * 2


def test_officer_reads_what_each_family_chose_and_since_when(officer, family):
    practice = practice_of(family, Visibility.MEMBERS, name_fr="Frappe des membres")
    practice.chosen_on = datetime.date(2026, 2, 3)
    practice.save()
    other = FamilyFactory(name_fr="Haddad")
    practice_of(other, Visibility.EVERYONE)
    families = reverse("admin:artisans_family_changelist")
    page = officer.get(families, {"practices__visibility__exact": "members"})
    assertContains(page, "Frappe des membres : les membres du cluster, depuis le 3 février 2026")
    assertNotContains(page, "Haddad</a>")
    techniques = reverse("admin:artisans_technique_changelist")
    page = officer.get(techniques, {"practices__visibility__exact": "members"})
    assert [each.pk for each in page.context["cl"].result_list] == [practice.technique_id]
