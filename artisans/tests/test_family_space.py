"""Who speaks for a family, and what they change of its page from the space: read by an
officer before it is public.
"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from artisans.models import (
    Consent,
    Family,
    FamilyPhoto,
    FamilyTechnique,
    LearnedFrom,
    Spokesperson,
    Visibility,
)
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    LearnedFromFactory,
    TechniqueFactory,
)
from kairouan.accounts.models import User
from kairouan.photos.tests.photo_files import jpeg
from kairouan.review.models import Notice
from kairouan.review.proposals import open_proposal
from workshops.tests.screens import shown_on, sign_in, type_in

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 2, 1)


@pytest.fixture
def family():
    return FamilyFactory(published=True, name_fr="Rezgui", story_fr="Avant", since_year=1930)


@pytest.fixture
def salah(client, family):
    person = sign_in(client, ArtisanFactory(name_fr="Salah", family=family))
    Spokesperson.objects.create(family=family, artisan=person, since=DAY)
    return person


def address_of(screen: str, family, *more) -> str:
    return reverse(f"space:family_{screen}", args=[family.pk, *more])


def story_of(family) -> str:
    return Family.objects.published().get(pk=family.pk).public_story


def test_story_shows_while_one_who_speaks_agrees_and_none_has_withdrawn(family):
    salah, mbarka, gone = ArtisanFactory.create_batch(3)
    for person in (salah, mbarka):
        Spokesperson.objects.create(family=family, artisan=person, since=DAY)
    Spokesperson.objects.create(family=family, artisan=gone, since=DAY, until=DAY)
    story = Consent.Item.FAMILY_STORY
    ConsentFactory(artisan=gone, item=story)
    assert story_of(family) == "", "who no longer speaks for the family counts no more"
    ConsentFactory(artisan=salah, item=story)
    assert story_of(family) == "Avant", "Mbarka was not asked"
    consent = ConsentFactory(artisan=mbarka, item=story, withdrawn_on=DAY)
    assert story_of(family) == "", "Mbarka takes it back"
    ConsentFactory(artisan=mbarka, item=story, given_on=DAY)
    assert story_of(family) == "Avant", "and gives it again"
    consent.refresh_from_db()
    Consent.objects.filter(artisan=salah).update(until=DAY)
    Consent.objects.filter(artisan=mbarka, withdrawn_on=None).delete()
    Consent.objects.filter(pk=consent.pk).update(is_set_aside=True)
    assert story_of(family) == ""


def test_nobody_speaks_twice_at_once_nor_ends_before_the_beginning(family):
    salah = ArtisanFactory()
    Spokesperson.objects.create(family=family, artisan=salah, since=DAY, until=DAY)
    Spokesperson.objects.create(family=family, artisan=salah, since=DAY)
    with pytest.raises(ValidationError):
        Spokesperson(family=family, artisan=salah, since=DAY).full_clean()
    early = DAY - datetime.timedelta(days=1)
    with pytest.raises(ValidationError):
        Spokesperson(family=family, artisan=salah, since=DAY, until=early).full_clean()


def test_officer_names_who_speaks_and_it_is_recorded(officer, family):
    person = ArtisanFactory()
    address = reverse("admin:artisans_family_change", args=[family.pk])
    sent = officer.get(address).context["adminform"].form
    rows = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    typed = {
        f"{name}-{key}": value for name in ("practices", "photos") for key, value in rows.items()
    }
    typed |= {"spokespersons-TOTAL_FORMS": 1, "spokespersons-INITIAL_FORMS": 0}
    typed |= {"spokespersons-0-artisan": person.pk, "spokespersons-0-since": "2026-02-01"}
    typed |= {name: value for name, value in sent.initial.items() if value is not None}
    officer.post(address, typed | {"slug": family.slug})
    named = Spokesperson.objects.get()
    assert (named.artisan, named.since, named.until) == (person, DAY, None)
    assert named.named_by.email == "officer@tests.example"


@pytest.mark.parametrize(
    "screen",
    ["page", "words", "practices", "links", "visibility", "photos", "preview", "send", "forget"],
)
def test_family_is_there_for_who_speaks_for_it_alone(client, salah, family, screen):
    """For another family, and once they speak no more, it does not exist."""
    other = FamilyFactory(published=True)
    for number, status in ((other, 404), (family, None)):
        answer = client.post(address_of(screen, number))
        assert answer.status_code == status or (status is None and answer.status_code != 404)
    Spokesperson.objects.update(until=DAY)
    assert client.post(address_of(screen, family)).status_code == 404


def approve(client, family) -> str:
    """Send what waits and have an officer read and approve it; what they read."""
    client.post(address_of("send", family))
    client.force_login(User.objects.get(is_superuser=True))
    proposal = open_proposal(family)
    page = reverse("admin:review_proposal_change", args=[proposal.pk])
    read = client.get(page).content.decode()
    client.post(page, {"decision": "approve", "version": proposal.version})
    return read


def test_story_waits_for_an_officer_and_those_who_speak_are_told(client, officer, salah, family):
    ConsentFactory(artisan=salah, item=Consent.Item.FAMILY_STORY)
    answer = type_in(client, address_of("words", family), story_fr="Après", origin_ar="حومة الجامع")
    assertRedirects(answer, address_of("page", family))
    assert story_of(family) == "Avant"
    assertContains(client.get(address_of("page", family)), "changé, pas en ligne")
    assert "Après" in approve(client, family)
    family.refresh_from_db()
    assert (story_of(family), family.origin_ar) == ("Après", "حومة الجامع")
    assert Notice.objects.get().user == salah.account
    sign_in(client, salah)
    assertContains(client.get(reverse("space:notices")), address_of("page", family))


def test_preview_shows_the_page_to_come_and_writes_nothing(client, salah, family):
    ConsentFactory(artisan=salah, item=Consent.Item.FAMILY_STORY)
    type_in(client, address_of("words", family), story_fr="Après")
    assertContains(client.post(address_of("preview", family)), "Après")
    assert story_of(family) == "Avant"


def test_technique_is_added_with_who_says_it_and_kept_until_the_family_has_said(
    client, officer, salah, family
):
    known, new = TechniqueFactory.create_batch(2, published=True)
    practice = FamilyTechnique.objects.create(
        family=family, technique=known, is_main=True, visibility=Visibility.EVERYONE
    )
    typed = {
        f"since_year_{known.pk}": "١٩٣٥",
        "technique_new": str(new.pk),
        "source_ar_new": "رواية الجدّة",
        "told_by_new": str(salah.pk),
    }
    type_in(client, address_of("practices", family), **typed)
    assert "رواية الجدّة" in approve(client, family)
    practice.refresh_from_db()
    assert (practice.since_year, practice.visibility) == (1935, Visibility.EVERYONE)
    added = family.practices.get(technique=new)
    assert (added.told_by, added.visibility, added.is_main) == (salah, Visibility.FAMILY, False)
    assertNotContains(client.get(family.get_absolute_url()), "رواية الجدّة")


def test_technique_is_taken_off_the_page_and_another_comes_first(client, salah, family):
    first, second = TechniqueFactory.create_batch(2, published=True)
    FamilyTechnique.objects.create(family=family, technique=first, is_main=True)
    FamilyTechnique.objects.create(family=family, technique=second)
    typed = {f"gone_{first.pk}": "on", "main": str(second.pk)}
    type_in(client, address_of("practices", family), **typed)
    (row,) = open_proposal(family).wanted["practices"]
    assert (row["technique"], row["is_main"]) == (second.pk, True)


@pytest.mark.parametrize(
    "typed", [{"since_year_new": "1950"}, {"technique_new": "999999"}, {"since_year_new": "hier"}]
)
def test_line_that_cannot_be_read_is_said(client, salah, family, typed):
    answer = type_in(client, address_of("practices", family), **typed)
    assert answer.status_code == 422
    assert open_proposal(family) is None


def test_other_familys_kept_technique_is_not_offered(client, salah, family):
    kept = TechniqueFactory(published=True, name_fr="Frappe-Gardée")
    FamilyTechnique.objects.create(family=FamilyFactory(), technique=kept)
    assertNotContains(client.get(address_of("practices", family)), "Frappe-Gardée")
    sent = shown_on(client, address_of("practices", family)) | {"technique_new": str(kept.pk)}
    assert client.post(address_of("practices", family), sent).status_code == 422


def test_link_is_told_with_its_source_and_shows_a_name_as_that_person_agrees(
    client, officer, salah, family
):
    elder = ArtisanFactory(family=family, name_fr="Taïeb", is_living=False)
    ConsentFactory(artisan=elder)
    typed = {
        "pupil_new": str(salah.pk),
        "master_new": str(elder.pk),
        "source_ar_new": "رواية الجدّة",
    }
    page = client.get(address_of("links", family))
    assert page.context["unnamed"] == [salah]
    type_in(client, address_of("links", family), **typed)
    assert "رواية الجدّة" in approve(client, family)
    link = LearnedFrom.objects.get()
    assert (link.pupil, link.master, link.is_drawn, link.family) == (salah, elder, True, family)
    page = client.get(family.get_absolute_url())
    assertContains(page, "Taïeb")
    assertNotContains(page, "Salah")
    ConsentFactory(artisan=salah)
    assertContains(client.get(family.get_absolute_url()), "Salah")


def test_second_master_is_not_drawn_and_a_link_is_taken_off(client, salah, family):
    first, second = ArtisanFactory.create_batch(2, family=family)
    known = LearnedFromFactory(pupil=salah, master=first)
    typed = {"pupil_new": str(salah.pk), "master_new": str(second.pk), "told_by_new": str(salah.pk)}
    type_in(client, address_of("links", family), **typed)
    rows = open_proposal(family).wanted["links"]
    assert [(row["master"], row["is_drawn"]) for row in rows] == [
        (first.pk, True),
        (second.pk, False),
    ]
    type_in(client, address_of("links", family), **{f"gone_{salah.pk}_{first.pk}": "on"})
    (row,) = open_proposal(family).wanted["links"]
    assert row["master"] == second.pk
    known.refresh_from_db()


def test_link_that_the_register_would_refuse_is_said(client, salah, family):
    elder = ArtisanFactory(family=family)
    LearnedFromFactory(pupil=salah, master=elder)
    other = ArtisanFactory(family=FamilyFactory())
    link = {"pupil_new": salah.pk, "master_new": elder.pk, "source_fr_new": "Récit"}
    refused = [
        link,  # known already
        link | {"pupil_new": elder.pk, "master_new": salah.pk},  # a circle
        link | {"master_new": salah.pk},  # their own master
        {"pupil_new": salah.pk, "source_fr_new": "Récit"},  # of nobody
        {"pupil_new": elder.pk, "master_new": salah.pk},  # nobody says so
        link | {"master_new": other.pk},  # of another family, that it does not know
        {f"source_fr_{salah.pk}_{elder.pk}": ""},
    ]
    for typed in refused:
        answer = type_in(client, address_of("links", family), **typed)
        assert answer.status_code == 422, typed
    assert open_proposal(family) is None


def test_links_are_lines_that_open_where_something_is_to_be_put_right(client, salah, family):
    elder = ArtisanFactory(family=family, name_fr="Taïeb")
    LearnedFromFactory(pupil=salah, master=elder, since_year=1966, until_year=1974)
    screen = address_of("links", family)
    page = client.get(screen)
    assertContains(page, "de <bdi>Taïeb</bdi>, ")
    assertContains(page, '<details class="folded" >', count=2)
    refused = type_in(client, screen, **{f"since_year_{salah.pk}_{elder.pk}": "hier"})
    assertContains(refused, '<details class="folded" open>', count=1, status_code=422)


def test_photograph_waits_for_an_officer(client, salah, family, media):
    client.post(address_of("photos", family), {"photos": jpeg()})
    proposal = open_proposal(family)
    assert FamilyPhoto.objects.count() == 0
    assert proposal.photos.count() == 1


def test_home_leads_to_the_family_and_says_what_waits(client, salah, family):
    type_in(client, address_of("words", family), story_fr="Après")
    home = client.get(reverse("space:home"))
    assert [row.record for row in home.context["to_send"]] == [family]
    assertContains(home, address_of("page", family))
    assertRedirects(client.get(reverse("space:family_list")), address_of("page", family))


def test_person_of_a_family_without_a_workshop_agrees_in_the_space(client, family):
    """They are named on the family's page from that moment, and no longer once they
    have withdrawn it.
    """
    mbarka = sign_in(client, ArtisanFactory(name_fr="Mbarka", family=family, sex="female"))
    screen = reverse("space:own_consents")
    assertContains(client.get(screen), "Montrer mon nom")
    assertNotContains(client.get(screen), "Raconter l’histoire")
    assertNotContains(client.get(family.get_absolute_url()), "Mbarka")
    client.post(screen, {"item": "name", "answer": "yes"})
    consent = Consent.objects.get()
    assert (consent.artisan, consent.recorded_by) == (mbarka, mbarka.account)
    assertContains(client.get(family.get_absolute_url()), "Mbarka")
    client.post(screen, {"item": "name", "answer": "no"})
    assertNotContains(client.get(family.get_absolute_url()), "Mbarka")
    client.post(screen, {"item": "all", "answer": "yes"})
    assert Consent.objects.in_force().count() == 0


def test_story_is_asked_of_who_speaks_for_the_family(client, salah):
    assertContains(client.get(reverse("space:own_consents")), "Raconter l’histoire")
    Spokesperson.objects.update(until=DAY)
    assertNotContains(client.get(reverse("space:own_consents")), "Raconter l’histoire")
