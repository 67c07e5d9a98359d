"""A new hammering, described by who speaks for a family: sent, read by an officer, in
the register with what the family saw.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from artisans.identification.models import Observation
from artisans.identification.register import read_register
from artisans.models import (
    FamilyTechnique,
    Spokesperson,
    Technique,
    TechniquePhoto,
    TechniqueSound,
    Visibility,
)
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory, sound_of
from kairouan.accounts.models import User
from kairouan.photos.tests.photo_files import jpeg
from kairouan.review.models import Notice
from kairouan.review.moderation import Status
from kairouan.review.proposals import open_proposal
from kairouan.sounds.tests import sound_files
from workshops.tests.screens import shown_on, sign_in, type_in

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "ضربة الجدّة",
    "summary": "حبّات صغيرة متقاربة",
    "order": "rows",
    "size": "small",
    "edge": "soft",
    "since_year": "1950",
}


@pytest.fixture
def family():
    return FamilyFactory(published=True, name_fr="Rezgui", name_ar="الرزقي")


@pytest.fixture
def salah(client, family):
    person = sign_in(client, ArtisanFactory(name_fr="Salah", family=family))
    Spokesperson.objects.create(family=family, artisan=person)
    return person


def describe(client, family, **typed):
    page = reverse("space:hammering_new", args=[family.pk])
    return client.post(page, shown_on(client, page) | TYPED | typed)


def address_of(screen: str, technique, *more) -> str:
    return reverse(f"space:hammering_{screen}", args=[technique.pk, *more])


def decide(client, technique, **decision):
    client.force_login(User.objects.get(is_superuser=True))
    page = reverse("admin:artisans_technique_review", args=[technique.pk])
    shown = client.get(page)
    return shown.content.decode(), client.post(
        page, {"version": shown.context["form"]["version"].value()} | decision
    )


def test_hammering_is_sent_with_what_the_family_sees_and_kept(client, salah, family, media):
    answer = describe(client, family, photo=jpeg(), told_by=str(salah.pk))
    technique = Technique.objects.get()
    assertRedirects(answer, address_of("page", technique))
    assert (technique.status, technique.name_ar, technique.name_fr) == (
        Status.SUBMITTED,
        "ضربة الجدّة",
        "",
    )
    assert (technique.order, technique.outline, technique.photos.count()) == ("rows", "", 1)
    seen = Observation.objects.values_list("state", "frequency", "source_ar")
    assert set(seen) == {
        (state, "often", "قالته عائلة الرزقي.")
        for state in ("order.rows", "size.small", "edge.soft")
    }
    practice = FamilyTechnique.objects.get()
    assert (practice.visibility, practice.since_year, practice.told_by) == ("family", 1950, salah)
    assert practice.chosen_by == salah.account
    assertContains(client.get(reverse("space:family_page", args=[family.pk])), "ضربة الجدّة")


def test_approved_it_stands_in_the_register_and_is_seen_by_whom_the_family_said(
    client, officer, salah, family, media
):
    describe(client, family, visibility="everyone", photo=jpeg())
    technique = Technique.objects.get()
    photo = TechniquePhoto.objects.get()
    assert client.get(photo.image.url).status_code == 200, "its own family sees it"
    assertNotContains(client.get(reverse("artisans:technique_list")), "ضربة الجدّة")
    read, _answer = decide(client, technique, decision="approve")
    assert "حبّات صغيرة متقاربة" in read
    technique.refresh_from_db()
    assert technique.status == Status.PUBLISHED
    techniques, known = read_register()
    assert techniques.keys() == {technique.pk}
    assert known[technique.pk]["size", "small"] == "often"
    assertContains(client.get(technique.get_absolute_url()), "ضربة الجدّة")
    assert Notice.objects.get().user == salah.account
    sign_in(client, salah)
    assertRedirects(client.get(address_of("page", technique)), technique.get_absolute_url())


def test_approved_and_kept_it_is_nowhere_but_in_the_space(client, officer, salah, family):
    describe(client, family)
    technique = Technique.objects.get()
    decide(client, technique, decision="approve")
    technique.refresh_from_db()
    assert client.get(technique.get_absolute_url()).status_code == 404
    sign_in(client, salah)
    there = reverse("space:technique_page", args=[technique.pk])
    assertRedirects(client.get(address_of("page", technique)), there)
    assertContains(client.get(there), "ضربة الجدّة")


def test_sent_back_it_is_corrected_and_sent_again(client, officer, salah, family):
    describe(client, family)
    technique = Technique.objects.get()
    decide(client, technique, decision="send_back", reason="Quelle taille ?")
    sign_in(client, salah)
    page = client.get(address_of("page", technique))
    assertContains(page, "Quelle taille ?")
    edit = address_of("edit", technique)
    assertRedirects(
        type_in(client, edit, size="fine", edge="", name="Frappe de la grand-mère"),
        address_of("page", technique),
    )
    technique.refresh_from_db()
    assert (technique.name_fr, technique.name_ar) == ("Frappe de la grand-mère", "ضربة الجدّة")
    assert set(technique.observations.values_list("state", flat=True)) == {
        "order.rows",
        "size.fine",
    }
    client.post(address_of("send", technique))
    technique.refresh_from_db()
    assert technique.status == Status.SUBMITTED


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"order": "", "size": "", "edge": ""},
        {"order": "squares"},
        {"visibility": "nobody"},
        {"since_year": "hier"},
        {"told_by": "999999"},
        {"name": "x" * 200},
    ],
)
def test_answer_that_cannot_be_read_is_said_and_nothing_is_made(client, salah, family, typed):
    assert describe(client, family, **typed).status_code == 422
    assert not Technique.objects.exists()


def test_photograph_that_is_none_is_said(client, salah, family, media):
    answer = describe(client, family, photo=jpeg(name="x.txt", size=(1, 1)))
    assert answer.status_code == 422
    assert not Technique.objects.exists()


def test_sent_twice_it_is_made_once(client, salah, family):
    page = reverse("space:hammering_new", args=[family.pk])
    sent = shown_on(client, page) | TYPED | {"sending": "le-meme-envoi"}
    first, second = client.post(page, sent), client.post(page, sent)
    assert Technique.objects.count() == 1
    assert first.url == second.url


def test_change_that_waits_does_not_take_the_new_one_away(client, officer, salah, family):
    known, other = TechniqueFactory.create_batch(2, published=True)
    FamilyTechnique.objects.create(
        family=family, technique=known, visibility=Visibility.EVERYONE, is_main=True
    )
    practices = reverse("space:family_practices", args=[family.pk])
    type_in(client, practices, technique_new=str(other.pk))
    describe(client, family)
    client.post(reverse("space:family_send", args=[family.pk]))
    proposal = open_proposal(family)
    client.force_login(User.objects.get(is_superuser=True))
    page = reverse("admin:review_proposal_change", args=[proposal.pk])
    client.post(page, {"decision": "approve", "version": proposal.version})
    new = Technique.objects.get(name_ar="ضربة الجدّة")
    assert set(family.techniques.all()) == {known, other, new}


@pytest.mark.parametrize("screen", ["page", "edit", "send", "photos"])
def test_hammering_of_another_family_does_not_exist(client, salah, screen):
    technique = TechniqueFactory(status=Status.SUBMITTED)
    FamilyTechnique.objects.create(family=FamilyFactory(), technique=technique)
    address = address_of(screen, technique)
    assert client.post(address).status_code == 404
    assert client.get(reverse("space:hammering_new", args=[FamilyFactory().pk])).status_code == 404


def test_each_question_of_the_key_is_asked_with_its_drawings(client, salah, family):
    page = client.get(reverse("space:hammering_new", args=[family.pk]))
    for drawing in ("order-honeycomb", "outline-hexagon", "size-fine", "place-band"):
        assertContains(page, f"#{drawing}")
    assertContains(page, "Je ne sais pas", count=9)


def test_officer_reads_to_whom_it_will_show_and_the_family_is_told_the_truth(
    client, officer, salah, family
):
    """Kept, it is not said to be online; its notice leads to its page in the space."""
    describe(client, family)
    technique = Technique.objects.get()
    read, _answer = decide(client, technique, decision="approve")
    assert "Famille Rezgui : montré à la famille seule." in read
    notice = Notice.objects.get()
    assert notice.words == "est dans le registre, pour ceux que la famille a choisis"
    sign_in(client, salah)
    assertContains(client.get(reverse("space:home")), address_of("page", technique))


def test_sound_is_sent_with_the_hammering_and_heard_by_the_officer_who_reads_it(
    client, officer, salah, family, media
):
    describe(client, family, visibility="everyone")
    technique = Technique.objects.get()
    screen = reverse("space:technique_sounds", args=[technique.pk])
    assertContains(client.get(address_of("page", technique)), screen)
    wav = sound_files.wav(sound_files.strokes(2, rate=8_000).tobytes(), rate=8_000)
    sound = SimpleUploadedFile("son.wav", wav, content_type="audio/wav")
    assertRedirects(client.post(screen, {"audio": sound}), screen)
    kept = TechniqueSound.objects.get()
    assert (kept.sent_by, open_proposal(technique)) == (salah.account, None)
    shown = client.get(screen)
    assertContains(shown, "pas encore en ligne")
    assertContains(shown, address_of("page", technique))
    assertContains(client.get(address_of("page", technique)), kept.audio.url)
    client.logout()
    assert client.get(kept.audio.url).status_code == 404
    read, _answer = decide(client, technique, decision="approve")
    assert kept.audio.url in read
    client.logout()
    technique.refresh_from_db()
    assertContains(client.get(technique.get_absolute_url()), kept.audio.url)


def test_sound_of_a_hammering_that_waits_is_taken_back_at_once(client, salah, family, media):
    describe(client, family)
    technique = Technique.objects.get()
    kept = sound_of(technique, media, sent_by=salah.account)
    address = reverse("space:technique_sound_back", args=[technique.pk])
    answer = client.post(address, {"sound": str(kept.pk)}, follow=True)
    assertContains(answer, "Enregistrement retiré.")
    assert not TechniqueSound.objects.exists()


def test_who_goes_back_and_sends_again_does_not_describe_it_twice(client, salah, family):
    describe(client, family)
    answer = describe(client, family)
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
    assert Technique.objects.count() == 1
    assert describe(client, FamilyFactory(published=True, spokesperson=salah)).status_code == 302


def test_photograph_that_went_with_the_session_is_said_on_the_way_back(
    client, salah, family, media
):
    page = reverse("space:hammering_new", args=[family.pk])
    sent = shown_on(client, page) | TYPED
    for photo, is_said in (({"photo": jpeg()}, True), ({}, False)):
        client.logout()
        client.post(page, sent | photo)
        client.force_login(salah.account)
        answer = client.get(page)
        assertContains(answer, TYPED["name"])
        assert ("Le fichier n’a pas été gardé" in answer.content.decode()) == is_said
    assert not Technique.objects.exists()
