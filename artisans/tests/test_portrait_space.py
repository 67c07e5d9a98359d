"""Portraits that a family sends: read by an officer, shown once the person has agreed
to that picture, in their space or on paper.
"""

import datetime
import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from pytest_django.asserts import assertContains, assertRedirects

from artisans.models import Consent, Portrait, Spokesperson
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    LearnedFromFactory,
    portrait_of,
)
from kairouan.accounts.models import User
from kairouan.photos.tests.photo_files import jpeg
from kairouan.review.models import Notice, ProposedPhoto
from kairouan.review.proposals import open_proposal
from workshops.tests.screens import shown_on, sign_in

pytestmark = pytest.mark.django_db
ANSWERS = "space:own_consents"
PORTRAIT = Consent.Item.PORTRAIT


@pytest.fixture
def family(media):
    return FamilyFactory(published=True, name_fr="Rezgui", name_ar="الرزقي")


@pytest.fixture
def salah(client, family):
    person = sign_in(client, ArtisanFactory(name_fr="Salah", family=family))
    Spokesperson.objects.create(family=family, artisan=person)
    return person


@pytest.fixture
def mbarka(family):
    """Someone of the family with a space of her own, drawn in its lineage."""
    account = User.objects.create_user(email="mbarka@tests.example", language="fr")
    person = ArtisanFactory(name_fr="Mbarka", family=family, account=account, sex="female")
    LearnedFromFactory(pupil=person, master=ArtisanFactory(family=family), family=family)
    return person


def screen(family) -> str:
    return reverse("space:family_portraits", args=[family.pk])


def send(client, family, person, photo=None):
    sent = shown_on(client, screen(family)) | {"person": str(person.pk)}
    return client.post(screen(family), sent | {"photo": photo or jpeg()})


def approve(client, family) -> str:
    """Send what waits and have an officer publish it; what they read."""
    client.post(reverse("space:family_send", args=[family.pk]))
    client.force_login(User.objects.get(is_superuser=True))
    proposal = open_proposal(family)
    page = reverse("admin:review_proposal_change", args=[proposal.pk])
    read = client.get(page).content.decode()
    client.post(page, {"decision": "approve", "version": proposal.version})
    return read


def given(client, photo) -> int:
    """The answer to the file of a photograph, whose address is of no language."""
    with translation.override(get_language()):
        return client.get(photo.image.url).status_code


def shows(client, family, portrait) -> bool:
    """Tell whether a visitor sees it on the page and by its address: never one without
    the other.
    """
    client.logout()
    on_page = (
        portrait.image.name.removesuffix(".jpg")
        in client.get(family.get_absolute_url()).content.decode()
    )
    assert given(client, portrait) == (200 if on_page else 404)
    return on_page


def answer(client, person, said: str, portrait):
    sign_in(client, person)
    return client.post(
        reverse(ANSWERS), {"portrait": str(portrait.pk), "answer": said}, follow=True
    )


def test_it_waits_for_an_officer_then_for_the_person_who_says_yes_to_that_picture(
    client, officer, family, salah, mbarka
):
    """Even one who agrees already that their portrait shows: not that picture."""
    ConsentFactory(artisan=mbarka, item=PORTRAIT)
    assertRedirects(send(client, family, mbarka), screen(family))
    waiting = ProposedPhoto.objects.get()
    assertContains(client.get(screen(family)), "pas encore en ligne")
    assert given(client, waiting) == 200
    read = approve(client, family)
    assert "Mbarka est interrogé dans son espace" in read
    portrait = Portrait.objects.get()
    assert (portrait.artisan, portrait.family, portrait.awaits_answer) == (mbarka, family, True)
    assert not shows(client, family, portrait)
    notice = Notice.objects.get(user=mbarka.account)
    assert (notice.kind, notice.record) == ("portrait", family)

    sign_in(client, mbarka)
    assertContains(client.get(reverse("space:home")), "a envoyé votre portrait")
    assertContains(client.get(reverse(ANSWERS)), portrait.image.url)
    assert given(client, portrait) == 200
    answer(client, mbarka, "yes", portrait)
    assert client.get(reverse("space:home")).context["asked"] == []
    assert shows(client, family, portrait)
    for language in ("fr", "ar"):
        with_it = client.get(family.get_absolute_url().replace("/fr/", f"/{language}/"))
        assertContains(with_it, portrait.image.name.removesuffix(".jpg"))


def test_yes_gives_the_consent_and_taking_it_back_hides_it_at_once(
    client, officer, family, salah, mbarka
):
    send(client, family, mbarka)
    approve(client, family)
    portrait = Portrait.objects.get()
    answer(client, mbarka, "yes", portrait)
    consent = Consent.objects.get()
    assert (consent.artisan, consent.item, consent.recorded_by) == (
        mbarka,
        PORTRAIT,
        mbarka.account,
    )
    assert shows(client, family, portrait)
    sign_in(client, mbarka)
    client.post(reverse(ANSWERS), {"item": "portrait", "answer": "no"})
    assert not shows(client, family, portrait)
    sign_in(client, salah)
    assert given(client, portrait) == 404, "nor who sent it"
    assertContains(client.get(screen(family)), "Masqué")


def test_no_deletes_the_picture_and_its_files(
    client, officer, family, salah, mbarka, media, django_capture_on_commit_callbacks
):
    send(client, family, mbarka)
    approve(client, family)
    portrait = Portrait.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        answer(client, mbarka, "no", portrait)
    assert not Portrait.objects.exists() and not Consent.objects.exists()
    assert not (media / portrait.image.name).exists()
    assert not Notice.objects.unread().filter(user=mbarka.account).exists()
    sign_in(client, salah)
    assert mbarka in client.get(screen(family)).context["form"].fields["person"].queryset


def test_answer_about_another_picture_or_that_means_nothing_changes_nothing(
    client, officer, family, salah, mbarka
):
    send(client, family, mbarka)
    approve(client, family)
    portrait = Portrait.objects.get()
    sign_in(client, salah)
    for person, number, said in (
        (salah, portrait.pk, "yes"),  # about someone else's
        (mbarka, portrait.pk + 1, "yes"),
        (mbarka, portrait.pk, "perhaps"),
        (mbarka, "", "yes"),
    ):
        sign_in(client, person)
        client.post(reverse(ANSWERS), {"portrait": str(number), "answer": said})
        portrait.refresh_from_db()
        assert portrait.awaits_answer
    assert not Consent.objects.exists()


def test_who_is_not_of_age_does_not_say_yes_alone(client, officer, family, salah, mbarka):
    mbarka.birth_year = datetime.date.today().year - 15
    mbarka.save()
    send(client, family, mbarka)
    approve(client, family)
    portrait = Portrait.objects.get()
    assertContains(answer(client, mbarka, "yes", portrait), "Avant 18 ans")
    portrait.refresh_from_db()
    assert portrait.awaits_answer and not Consent.objects.exists()


@pytest.mark.parametrize("who", ["dead", "without an account"])
def test_paper_of_who_has_no_space_goes_through_the_officer(client, officer, family, salah, who):
    elder = ArtisanFactory(name_fr="Taïeb", family=family, is_living=who != "dead")
    LearnedFromFactory(pupil=salah, master=elder, family=family)
    send(client, family, elder)
    read = approve(client, family)
    assert "Taïeb : pas d’accord écrit pour le portrait" in read
    portrait = Portrait.objects.get()
    assert not portrait.awaits_answer
    assert not shows(client, family, portrait)
    ConsentFactory(artisan=elder, item=PORTRAIT, given_by_heir="Salah")
    assert shows(client, family, portrait)
    Consent.objects.update(withdrawn_on=datetime.date(2026, 2, 1))
    assert not shows(client, family, portrait)


def test_officer_reads_of_whom_it_is_and_whether_the_paper_is_there(client, officer, family, salah):
    elder = ArtisanFactory(name_fr="Taïeb", family=family, is_living=False)
    ConsentFactory(artisan=elder, item=PORTRAIT, given_by_heir="Salah")
    send(client, family, elder)
    read = approve(client, family)
    assert "<bdi>Taïeb</bdi>" in read
    assert "Taïeb : l’accord écrit pour le portrait est enregistré." in read


def test_it_is_sent_of_someone_of_the_family_who_has_none(client, family, salah, mbarka):
    """A portrait that is there, the person's own perhaps, is put aside by no other."""
    stranger, elder = ArtisanFactory(family=FamilyFactory()), ArtisanFactory(family=family)
    portrait_of(elder)
    for person in (stranger, elder):
        assert send(client, family, person).status_code == 422
    send(client, family, mbarka)
    assert send(client, family, mbarka).status_code == 422, "hers waits already"
    assert ProposedPhoto.objects.count() == 1


@pytest.mark.parametrize("typed", [{"person": ""}, {"photo": "nothing"}, {"person": "x"}])
def test_what_is_missing_is_said(client, family, salah, mbarka, typed):
    sent = shown_on(client, screen(family)) | {"person": str(mbarka.pk), "photo": jpeg()} | typed
    answered = client.post(screen(family), sent)
    assert answered.status_code == 422
    assert open_proposal(family) is None


def test_it_is_taken_back_before_and_after_it_was_read(client, officer, family, salah, mbarka):
    back = reverse("space:family_portrait_back", args=[family.pk])
    send(client, family, mbarka)
    key = client.get(screen(family)).context["portraits"][0].key
    assertContains(client.post(back, {"portrait": key}, follow=True), "Portrait retiré.")
    assert open_proposal(family) is None and not ProposedPhoto.objects.exists()
    send(client, family, mbarka)
    approve(client, family)
    sign_in(client, salah)
    (sent,) = client.get(screen(family)).context["portraits"]
    assert (sent.photo, sent.awaits_answer) == (None, True)
    client.post(back, {"portrait": sent.key})
    assert Portrait.objects.exists(), "an officer reads that too"
    approve(client, family)
    assert not Portrait.objects.exists()
    sign_in(client, salah)
    assertContains(client.post(back, {"portrait": "p0"}, follow=True), "n’est plus là")


def test_another_familys_portraits_do_not_exist(client, salah):
    other = FamilyFactory(published=True)
    assert client.get(screen(other)).status_code == 404
    back = reverse("space:family_portrait_back", args=[other.pk])
    assert client.post(back, {"portrait": "1"}).status_code == 404


def test_change_that_is_given_up_takes_it_along(client, family, salah, mbarka):
    send(client, family, mbarka)
    client.post(reverse("space:family_forget", args=[family.pk]))
    assert not ProposedPhoto.objects.exists()
    assert client.get(screen(family)).context["portraits"] == []


def test_person_finds_in_their_data_the_portrait_that_waits(client, family, salah, mbarka):
    send(client, family, mbarka)
    photo = ProposedPhoto.objects.get()
    sign_in(client, mbarka)
    answered = client.post(reverse("space:my_data_download"))
    with zipfile.ZipFile(io.BytesIO(answered.getvalue())) as archive:
        assert [name for name in archive.namelist() if name.endswith(photo.image.name[-20:])]
