"""The sound of the hammer as members send it, on the telephone of their family."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from reversion.models import Version

from artisans.models import FamilyTechnique, Spokesperson, TechniqueSound, Visibility
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory, sound_of
from kairouan.accounts.models import User
from kairouan.review.decisions import approve_change, send_change_back
from kairouan.review.models import Notice
from kairouan.review.proposals import Proposal, ProposalState, ProposedSound, open_proposal
from kairouan.sounds import uploads
from kairouan.sounds.cleaning import MOST_BYTES, clean_sound
from kairouan.sounds.tests import sound_files as files
from kairouan.space.members import ACTS_FOR
from kairouan.space.sounds import MOST

pytestmark = pytest.mark.django_db

WAV = files.wav(files.strokes(2, rate=8_000).tobytes(), rate=8_000)


@pytest.fixture
def technique(media):
    return TechniqueFactory(published=True, name_fr="Nid d’abeille")


@pytest.fixture
def family(technique):
    family = FamilyFactory(published=True)
    FamilyTechnique.objects.create(
        family=family, technique=technique, is_main=True, visibility=Visibility.EVERYONE
    )
    return family


@pytest.fixture
def member(client, family):
    return someone(family, client)


def someone(family=None, client=None):
    account = User.objects.create_user(email=f"{User.objects.count()}@tests.example")
    person = ArtisanFactory(account=account, family=family)
    if client:
        client.force_login(account)
    return person


def stored(media) -> set[str]:
    return {path.name for path in media.rglob("*") if path.is_file()}


def screen(technique) -> str:
    return reverse("space:technique_sounds", args=[technique.pk])


def send(client, technique, content=WAV, name="son.wav", **typed):
    upload = SimpleUploadedFile(name, content, content_type="audio/wav")
    return client.post(screen(technique), {"audio": upload, **typed})


def take_back(client, technique, key):
    address = reverse("space:technique_sound_back", args=[technique.pk])
    return client.post(address, {"sound": key})


def test_member_sends_a_recording_which_waits_and_then_is_heard(client, technique, member, media):
    assertContains(client.get(screen(technique)), "Enregistrer dix secondes")
    assert send(client, technique, description_fr="Coups clairs").status_code == 302
    proposal = open_proposal(technique)
    waiting = proposal.sounds.get()
    assert (proposal.state, proposal.author) == (ProposalState.SUBMITTED, member.account)
    assert (waiting.description_fr, waiting.sent_by) == ("Coups clairs", member.account)
    assertContains(client.get(screen(technique)), "pas encore en ligne")
    public = client.get(technique.get_absolute_url())
    assertNotContains(public, "sound")

    approve_change(proposal, User.objects.create_superuser(email="a@b.example"), proposal.version)
    sound = technique.sounds.get()
    assert (sound.audio.name, sound.sent_by) == (waiting.audio.name, member.account)
    assert (sound.peaks, sound.description_fr) == (waiting.peaks, "Coups clairs")
    assert not ProposedSound.objects.exists() and len(stored(media)) == 2
    assertContains(client.get(technique.get_absolute_url()), sound.audio.url)
    assert client.get(sound.audio.url).status_code == 200
    assert [notice.user for notice in Notice.objects.all()] == [member.account]


def test_waiting_recording_is_heard_by_who_sent_it_and_by_officers(
    client, technique, family, media
):
    someone(family, client)
    send(client, technique)
    url = ProposedSound.objects.get().audio.url
    assert client.get(url).status_code == 200
    someone(family, client)  # of the same family, even
    assert client.get(url).status_code == 404
    assertNotContains(client.get(screen(technique)), url)
    client.logout()
    assert client.get(url).status_code == 404
    client.force_login(User.objects.create_superuser(email="ona@tests.example", password="x"))
    assert client.get(url).status_code == 200
    page = client.get(reverse("admin:review_proposal_change", args=[Proposal.objects.get().pk]))
    assertContains(page, f'<source src="{url}"')


@pytest.mark.parametrize("how", ["of another family", "of none"])
def test_technique_that_is_not_ones_own_is_404(client, technique, family, how):
    someone(FamilyFactory() if how == "of another family" else None, client)
    assert client.get(screen(technique)).status_code == 404
    assert send(client, technique).status_code == 404
    assert take_back(client, technique, "p1").status_code == 404
    assert not Proposal.objects.exists()


def test_officer_sends_for_a_member_in_their_name(client, technique, family):
    person, officer = someone(family), User.objects.create_superuser(email="ona@tests.example")
    client.force_login(officer)
    session = client.session
    session[ACTS_FOR] = {"artisan": person.pk, "word": "Par téléphone"}
    session.save()
    assert send(client, technique).status_code == 302
    assert ProposedSound.objects.get().sent_by == person.account
    assert Proposal.objects.get().author == officer


def test_technique_that_has_no_page_yet_is_404(client, family):
    draft = TechniqueFactory()
    FamilyTechnique.objects.create(family=family, technique=draft, visibility=Visibility.EVERYONE)
    someone(family, client)
    assert send(client, draft).status_code == 404


def test_visitor_is_asked_to_sign_in(client, technique):
    answer = send(client, technique)
    assert answer.status_code == 302 and "next=" in answer.headers["Location"]


def test_whoever_speaks_for_the_family_sends_too(client, technique, family):
    speaker = someone(client=client)
    Spokesperson.objects.create(family=family, artisan=speaker)
    assert send(client, technique).status_code == 302


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"<html>" * 99, "Ce fichier n’est pas un enregistrement lisible."),
        (files.wav(bytes(64_000), rate=8_000), "On n’entend rien dans cet enregistrement."),
    ],
)
def test_other_file_is_refused_and_typed_words_stay(
    client, technique, member, media, content, sentence
):
    answer = send(client, technique, content, description_fr="Coups clairs")
    assertContains(answer, sentence, status_code=422)
    assertContains(answer, "Coups clairs", status_code=422)
    assert stored(media) == set() and not Proposal.objects.exists()


def test_form_without_a_file_says_so(client, technique, member):
    answer = client.post(screen(technique), {"description_fr": "Coups clairs"})
    assertContains(answer, "Ce champ est obligatoire", status_code=422)


def test_request_that_is_too_heavy_is_not_read(client, technique, member, media):
    answer = send(client, technique, bytes(MOST_BYTES + 2**20))
    assert answer.status_code == 302
    assertContains(client.get(screen(technique)), "pèse plus de 12 Mo")
    assert not Proposal.objects.exists()


def test_long_recording_is_cut_and_it_is_said(client, technique, member):
    long = files.wav(files.strokes(30, rate=8_000).tobytes(), rate=8_000)
    send(client, technique, long)
    assertContains(client.get(screen(technique)), "Les 20 premières secondes sont gardées.")
    assert ProposedSound.objects.get().milliseconds == 20_000


def test_member_sends_so_many_and_no_more(client, technique, member, monkeypatch):
    clean = clean_sound(files.sent(WAV))
    monkeypatch.setattr("kairouan.space.sound_forms.clean_sound", lambda upload: again(clean))
    for number in range(MOST):
        assert send(client, technique, description_fr=f"Essai {number}").status_code == 302
    page = client.get(screen(technique))
    assertContains(page, f"{MOST} enregistrements au plus")
    assertNotContains(page, 'type="file"')
    answer = send(client, technique, description_fr="Encore")
    assertContains(answer, "Retirez-en un d’abord.", status_code=422)
    assert ProposedSound.objects.count() == MOST


def again(clean):
    """What was cleaned, as if it were another's: its files under other names."""
    number = ProposedSound.objects.count()
    clean.webm.name, clean.m4a.name = f"essai{number}.webm", f"essai{number}.m4a"
    clean.webm.seek(0)
    clean.m4a.seek(0)
    return clean


def test_nobody_fills_the_day(client, technique, member, monkeypatch, in_tunis):
    monkeypatch.setattr(uploads, "MOST_IN_A_DAY", 2)
    in_tunis(datetime.date(2026, 3, 1))
    for _time in range(2):
        assert send(client, technique, b"no sound").status_code == 422
    answer = send(client, technique)
    assertContains(answer, "Vous avez envoyé 2 enregistrements aujourd’hui.", status_code=422)
    in_tunis(datetime.date(2026, 3, 2))
    assert send(client, technique).status_code == 302


def test_waiting_recording_is_taken_back_with_its_files(
    client, technique, member, media, django_capture_on_commit_callbacks
):
    send(client, technique)
    key = f"p{ProposedSound.objects.get().pk}"
    with django_capture_on_commit_callbacks(execute=True):
        assert take_back(client, technique, key).status_code == 302
    assert not Proposal.objects.exists() and stored(media) == set()
    take_back(client, technique, key)
    assertContains(client.get(screen(technique)), "Cet enregistrement n’est plus là.")


def test_recording_of_another_is_not_taken_back(client, technique, family, media):
    sound_of(technique, media, sent_by=someone(family).account)
    someone(family, client)
    for key in (str(TechniqueSound.objects.get().pk), "", "p", "x" * 40, "p999999999999999999999"):
        take_back(client, technique, key)
    assert not Proposal.objects.exists() and technique.sounds.count() == 1


def test_taking_back_what_is_online_is_asked_of_the_team(client, technique, member, media):
    sound = sound_of(technique, media, sent_by=member.account)
    take_back(client, technique, str(sound.pk))
    proposal = open_proposal(technique)
    assert proposal.state == ProposalState.SUBMITTED and technique.sounds.count() == 1
    approve_change(proposal, User.objects.create_superuser(email="a@b.example"), proposal.version)
    assert not technique.sounds.exists()


def test_two_families_send_and_both_are_heard(client, technique, family, media):
    first = someone(family, client)
    send(client, technique)
    other = FamilyFactory(published=True)
    FamilyTechnique.objects.create(
        family=other, technique=technique, visibility=Visibility.EVERYONE
    )
    second = someone(other, client)
    send(client, technique)
    proposal = open_proposal(technique)
    approve_change(proposal, User.objects.create_superuser(email="a@b.example"), proposal.version)
    assert {sound.sent_by for sound in technique.sounds.all()} == {first.account, second.account}


def test_recording_sent_back_says_why_and_stays(client, technique, member):
    send(client, technique)
    proposal = open_proposal(technique)
    officer = User.objects.create_superuser(email="a@b.example")
    send_change_back(proposal, officer, "On entend des voix.", proposal.version)
    page = client.get(screen(technique))
    assertContains(page, "On entend des voix.")
    home = client.get(reverse("space:home"))
    assertContains(home, "On entend des voix.")
    assertContains(home, screen(technique))
    assert [notice.user for notice in Notice.objects.all()] == [member.account]


def test_history_tells_who_sent(client, technique, member):
    send(client, technique)
    versions = Version.objects.get_for_object(Proposal.objects.get())
    assert versions[0].revision.user == member.account
    assert versions[0].revision.get_comment() == "Envoi d’un enregistrement"


def test_member_takes_their_recordings_away_with_their_data(client, technique, member, media):
    sound_of(technique, media, sent_by=member.account)
    sound_of(technique, media, stem="autre")
    send(client, technique, description_fr="Coups clairs")
    answer = client.post(reverse("space:my_data_download"))
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as packed:
        assert {name for name in packed.namelist() if "sounds/" in name} == {
            "sounds/son.webm",
            ProposedSound.objects.get().audio.name,
        }
        said = json.loads(packed.read("data.json"))["sounds"]
    assert [sound["description_fr"] for sound in said] == ["", "Coups clairs"]


# The microphone


def test_only_the_page_that_records_may_use_the_microphone(client, technique, member):
    page = client.get(screen(technique))
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert "media-src 'self' blob:" in page.headers["Content-Security-Policy"]
    for address in (technique.get_absolute_url(), reverse("space:home"), "/fr/"):
        other = client.get(address)
        assert "microphone=()" in other.headers["Permissions-Policy"]
        assert "media-src" not in other.headers["Content-Security-Policy"]
        assert "blob:" not in other.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("visibility", "of_the_family", "of_the_cluster", "visitor"),
    [
        (Visibility.EVERYONE, 200, 200, 200),
        (Visibility.MEMBERS, 200, 200, 404),
        (Visibility.FAMILY, 200, 404, 404),
    ],
)
def test_recording_is_heard_by_whom_the_family_shows_the_technique(
    technique, family, media, visibility, of_the_family, of_the_cluster, visitor
):
    sound = sound_of(technique, media)
    FamilyTechnique.objects.update(visibility=visibility)
    own, other, nobody = Client(), Client(), Client()
    someone(family, own)
    someone(FamilyFactory(published=True), other)
    heard = [client.get(sound.audio.url).status_code for client in (own, other, nobody)]
    assert heard == [of_the_family, of_the_cluster, visitor]
    if visibility != Visibility.EVERYONE:
        page = reverse("space:technique_page", args=[technique.pk])
        assertContains(own.get(page), sound.audio.url)
        assert other.get(page).status_code == of_the_cluster


def test_who_goes_back_and_sends_again_does_not_send_it_twice(client, technique, member, media):
    send(client, technique)
    answer = send(client, technique)
    assertContains(answer, "Cet enregistrement est déjà ici.", status_code=422)
    assert ProposedSound.objects.count() == 1 and len(stored(media)) == 2
