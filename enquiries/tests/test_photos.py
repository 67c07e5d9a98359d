"""A photograph that comes with a letter: cleaned, kept apart, opened on the desk alone,
and gone with the letter.
"""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django.asserts import assertContains

from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common.storage import private_storage
from kairouan.photos.tests import photo_files as files

from .test_letters import letter

pytestmark = pytest.mark.django_db

SEEN = {"order": "rings", "outline": "oval"}


@pytest.fixture(autouse=True)
def letters(settings, tmp_path):
    """Private files in a folder of the test's own."""
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private"},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    field = Message._meta.get_field("photo")
    before, field.storage = field.storage, private_storage()
    yield tmp_path / "private" / "messages"
    field.storage = before


def photo_upload(content=None) -> SimpleUploadedFile:
    return SimpleUploadedFile("chez Mbarka.jpg", content or files.full_of_notes(), "image/jpeg")


def with_photo(**columns) -> Message:
    message = Message(
        kind="contact",
        language="fr",
        name="Mbarka",
        phone="+21698123456",
        text="De qui ?",
        **columns,
    )
    message.photo.save("x.jpg", ContentFile(files.written(files.quartered())))
    return message


def test_photo_is_written_anew_under_a_name_that_says_nothing(client, letters):
    assert (
        client.post("/fr/contact/", letter(subject="recognise", photo=photo_upload())).status_code
        == 302
    )
    (kept,) = letters.iterdir()
    assert len(kept.stem) == 32 and kept.suffix == ".jpg"
    assert files.SECRET not in kept.read_bytes()
    assert not Image.open(kept).getexif()
    message = Message.objects.get()
    for address in (f"/media/{message.photo.name}", f"/media/private/{message.photo.name}"):
        assert client.get(address).status_code == 404


def test_letter_needs_no_photo(client, letters):
    assert client.post("/fr/contact/", letter()).status_code == 302
    assert not letters.exists()


def test_file_that_is_no_photo_is_refused_and_typed_values_stay(client, letters):
    answer = client.post(
        "/fr/contact/", letter(text="Dix minutes à écrire.", photo=photo_upload(b"<html>"))
    )
    assertContains(answer, "pas une photo lisible", status_code=422)
    assertContains(answer, "Dix minutes à écrire.", status_code=422)
    assert not Message.objects.exists() and not letters.exists()


def test_photo_is_asked_for_again_when_the_letter_comes_back(client):
    answer = client.post("/fr/contact/", letter(phone="12", photo=photo_upload()))
    assertContains(answer, "Choisissez ce fichier de nouveau", status_code=422)
    assertContains(client.post("/fr/contact/", letter(phone="12")), 'name="photo"', status_code=422)


def test_more_than_is_taken_at_once_is_said(client, monkeypatch):
    monkeypatch.setattr("kairouan.photos.uploads.PhotoHandler.most_at_once", 1000)
    assertContains(
        client.post("/fr/contact/", letter(photo=photo_upload(b"x" * 5000))),
        "pèse plus de 20 Mo",
        status_code=413,
    )


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("fr", ["Voici ce que je vois", "Disposition : en anneaux", "Contour du coup : ovale"]),
        ("ar", ["هذا ما أراه", "الترتيب: حلقات", "شكل الضربة: بيضوي"]),
    ],
)
def test_answers_of_the_key_begin_the_letter(client, language, lines):
    page = client.get(f"/{language}/contact/", SEEN | {"depth": "nothing"})
    for line in lines:
        assertContains(page, line)
    assert page.context["form"]["subject"].value() == "recognise"


def test_photo_is_opened_by_who_may_read_letters(client):
    message = with_photo()
    address = reverse("admin:enquiries_message_document", args=[message.pk])
    assert client.get(address).status_code == 302
    agent = User.objects.create_user(email="agent@tests.example", is_staff=True)
    client.force_login(agent)
    assert client.get(address).status_code == 403
    agent.user_permissions.add(Permission.objects.get(codename="view_message"))
    assert (
        client.get(address).headers["Content-Disposition"]
        == f'attachment; filename="message-{message.pk}.jpg"'
    )
    assertContains(
        client.get(reverse("admin:enquiries_message_change", args=[message.pk])), address
    )


def test_photo_is_forgotten_with_its_letter(letters, django_capture_on_commit_callbacks):
    for days in (-1, 0):
        with_photo(purge_on=timezone.localdate() + datetime.timedelta(days=days))
    assert len(list(letters.iterdir())) == 2
    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge_messages", apply=True)
    assert [path.name for path in letters.iterdir()] == [
        Message.objects.get().photo.name.removeprefix("messages/")
    ]
