"""The sound of the hammer on public pages and on the desk, and its files."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import FamilyTechnique, Visibility
from artisans.tests.factories import (
    SOUND,
    ArtisanFactory,
    FamilyFactory,
    TechniqueFactory,
    sound_of,
)
from kairouan.accounts.models import User
from kairouan.common.forms import typed_data
from kairouan.review.moderation import archive
from kairouan.sounds.tests import sound_files as files

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


def someone(family=None, client=None):
    account = User.objects.create_user(email=f"{User.objects.count()}@tests.example")
    person = ArtisanFactory(account=account, family=family)
    if client:
        client.force_login(account)
    return person


def stored(media) -> set[str]:
    return {path.name for path in media.rglob("*") if path.is_file()}


# Public pages


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", ["Coups clairs", "9 secondes", "Écouter"]), ("ar", ["ضربات", "9 ثوان", "استماع"])],
)
def test_page_of_a_technique_plays_its_sound_when_one_asks(
    client, technique, media, language, said
):
    sound_of(technique, media, description_fr="Coups clairs", description_ar="ضربات صافية")
    page = client.get(f"/{language}/martelages/{technique.slug}/")
    for words in said:
        assertContains(page, words)
    assertContains(page, '<audio controls preload="none"')
    assert re.findall(r'<source src="([^"]+)" type="([^"]+)"', page.content.decode()) == [
        ("/media/sounds/son.webm", "audio/webm; codecs=opus"),
        ("/media/sounds/son.m4a", "audio/mp4"),
    ]
    assertContains(page, 'd="M2 19.5v1M6 10v20M10 0v40M14 16v8"')
    assertContains(page, "css/sound.css", count=1)
    assertContains(page, "js/sound.js", count=1)


def test_page_without_a_sound_pays_nothing_for_it(client, technique, family):
    for address in (technique.get_absolute_url(), family.get_absolute_url()):
        assertNotContains(client.get(address), "sound")


def test_family_is_heard_by_its_main_technique_alone(client, technique, family, media):
    sound_of(technique, media)
    assertContains(client.get(family.get_absolute_url()), "/media/sounds/son.webm")
    FamilyTechnique.objects.update(is_main=False)
    other = FamilyFactory(published=True)
    FamilyTechnique.objects.create(
        family=other, technique=technique, visibility=Visibility.EVERYONE
    )
    assertNotContains(client.get(other.get_absolute_url()), "/media/sounds/son.webm")


# Files


def files_given(client) -> set[int]:
    return {client.get(f"/media/sounds/son{end}").status_code for end in (".webm", ".m4a")}


def test_files_are_given_while_the_technique_is_published(client, technique, media):
    sound_of(technique, media)
    answer = client.get("/media/sounds/son.webm")
    assert (answer.status_code, answer.getvalue()) == (200, SOUND)
    assert answer.headers["Content-Type"] == "audio/webm"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert client.get("/media/sounds/son.m4a").headers["Content-Type"] == "audio/mp4"
    archive(technique)
    assert files_given(client) == {404}


def test_file_that_no_row_holds_is_not_given(client, technique, media):
    sound_of(technique, media).delete()
    assert files_given(client) == {404}
    for address in ("son", "son.mp3", "../son.webm", "son.webm.m4a", "%2e%2e/x.webm"):
        assert client.get(f"/media/sounds/{address}").status_code == 404


def test_unpublished_is_heard_by_officers_and_by_who_practises_it(client, family, media):
    draft = TechniqueFactory()
    FamilyTechnique.objects.create(family=family, technique=draft, visibility=Visibility.EVERYONE)
    sound_of(draft, media)
    assert files_given(client) == {404}
    someone(FamilyFactory(), client)
    assert files_given(client) == {404}
    someone(family, client)
    assert files_given(client) == {200}
    client.force_login(User.objects.create_superuser(email="ona@tests.example", password="x"))
    assert files_given(client) == {200}


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-1", 206, SOUND[:2], "bytes 0-1/300"),
        ("bytes=10-", 206, SOUND[10:], "bytes 10-299/300"),
        ("bytes=-5", 206, SOUND[-5:], "bytes 295-299/300"),
        ("bytes=290-9999", 206, SOUND[290:], "bytes 290-299/300"),
        ("bytes=-9999", 206, SOUND, "bytes 0-299/300"),
        ("bytes=300-", 416, b"", "bytes */300"),
        ("bytes=9-3", 416, b"", "bytes */300"),
        ("bytes=-0", 416, b"", "bytes */300"),
        ("bytes=-", 200, SOUND, None),
        ("bytes=0-1,5-6", 200, SOUND, None),
        ("lines=1-2", 200, SOUND, None),
        ("bytes=" + "9" * 40 + "-", 200, SOUND, None),
    ],
)
def test_part_of_a_file_is_given_to_who_asks_for_it(
    client, technique, media, asked, status, part, said
):
    sound_of(technique, media)
    answer = client.get(
        "/media/sounds/son.m4a", headers={"range": asked, "accept-encoding": "gzip"}
    )
    assert (answer.status_code, answer.getvalue()) == (status, part)
    assert answer.headers.get("Content-Range") == said
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in answer.headers


def test_reader_who_has_the_file_is_told_so(client, technique, media):
    sound_of(technique, media)
    since = client.get("/media/sounds/son.webm").headers["Last-Modified"]
    answer = client.get("/media/sounds/son.webm", headers={"if-modified-since": since})
    assert (answer.status_code, answer.content) == (304, b"")


# The desk


def typed_on_the_desk(officer, technique, content: bytes) -> dict:
    """The form of a technique as it is, with one recording more."""
    address = reverse("admin:artisans_technique_change", args=[technique.pk])
    context = officer.get(address).context
    rows = [inline.formset.management_form for inline in context["inline_admin_formsets"]]
    data = {}
    for form in (context["adminform"].form, *rows):
        data |= typed_data(form)
    return data | {
        "sounds-TOTAL_FORMS": 1,
        "sounds-0-order": 0,
        "sounds-0-description_fr": "Coups clairs",
        "sounds-0-audio": SimpleUploadedFile("son.wav", content),
    }


def test_officer_puts_a_recording_on_a_technique(officer, technique, media):
    address = reverse("admin:artisans_technique_change", args=[technique.pk])
    answer = officer.post(address, typed_on_the_desk(officer, technique, WAV))
    assert answer.status_code == 302
    sound = technique.sounds.get()
    assert (sound.description_fr, sound.milliseconds, len(sound.peaks)) == (
        "Coups clairs",
        2000,
        64,
    )
    assert stored(media) == {name.removeprefix("sounds/") for name in sound.file_names()}
    assertContains(officer.get(address), f'<source src="{sound.audio.url}"')


def test_officer_reads_why_a_file_is_no_recording(officer, technique, media):
    address = reverse("admin:artisans_technique_change", args=[technique.pk])
    answer = officer.post(address, typed_on_the_desk(officer, technique, b"no sound"))
    assertContains(answer, "n’est pas un enregistrement lisible")
    assert not technique.sounds.exists() and stored(media) == set()
