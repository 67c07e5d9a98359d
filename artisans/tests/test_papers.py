"""The signed paper of a consent: kept apart, opened on the desk alone."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory
from kairouan.accounts.models import User
from kairouan.common.storage import private_storage
from kairouan.tests.test_admin import address, filled_in

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    """Private files in a folder of the test's own."""
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private"},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    field = Consent._meta.get_field("document")
    before, field.storage = field.storage, private_storage()
    yield tmp_path / "private" / "consents"
    field.storage = before


def scan(content=PDF):
    return SimpleUploadedFile("Accord de Salah.exe", content, "application/x-anything")


def page_of(consent) -> str:
    return reverse("admin:artisans_consent_document", args=[consent.pk])


@pytest.fixture
def scanned(officer):
    """A consent whose paper came by its form."""
    consent = ConsentFactory()
    form = filled_in(officer.get(address(Consent, "change", consent.pk)))
    assert (
        officer.post(
            address(Consent, "change", consent.pk), form | {"document": scan()}
        ).status_code
        == 302
    )
    consent.refresh_from_db()
    return consent


def test_scan_is_kept_under_a_name_that_says_nothing_and_has_no_address(
    officer, client, scanned, papers
):
    (kept,) = papers.iterdir()
    assert (kept.read_bytes(), kept.suffix, "Salah" in kept.name) == (PDF, ".pdf", False)
    for guessed in (f"/media/{scanned.document.name}", f"/{scanned.document.name}"):
        assert client.get(guessed).status_code == 404
    assertContains(
        officer.get(address(Consent, "change", scanned.pk)), f'href="{page_of(scanned)}"'
    )


def test_scan_comes_on_the_persons_own_page_too(officer, papers):
    salah = ArtisanFactory()
    form = filled_in(officer.get(address(type(salah), "change", salah.pk)))
    row = {
        "consents-TOTAL_FORMS": "1",
        "consents-0-item": "name",
        "consents-0-channel": "paper",
        "consents-0-language": "ar",
    }
    answer = officer.post(
        address(type(salah), "change", salah.pk),
        form | row | {"consents-0-given_on": "15/01/2026", "consents-0-document": scan()},
    )
    assert answer.status_code == 302
    assert (
        salah.consents.get().given_on == datetime.date(2026, 1, 15)
        and len(list(papers.iterdir())) == 1
    )


def test_file_that_is_no_document_is_refused_with_a_message(officer, papers):
    consent = ConsentFactory()
    form = filled_in(officer.get(address(Consent, "change", consent.pk)))
    answer = officer.post(
        address(Consent, "change", consent.pk), form | {"document": scan(b"MZ\x90\x00")}
    )
    assertContains(answer, "Envoyez un PDF, ou une photo JPEG ou PNG.")
    assert not papers.exists()


def test_scan_is_given_to_be_saved_and_the_log_says_to_whom(client, scanned):
    reader = User.objects.create_user(email="lecteur@tests.example", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_consent"))
    client.force_login(reader)
    answer = client.get(page_of(scanned))
    assert b"".join(answer.streaming_content) == PDF
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="consent-{scanned.pk}.pdf"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    assert LogEntry.objects.filter(user=reader).get().object_id == str(scanned.pk)


def test_scan_is_refused_to_who_may_not_read_consents(client, scanned):
    client.logout()
    assert "/admin/login/" in client.get(page_of(scanned)).url
    stranger = User.objects.create_user(email="autre@tests.example", is_staff=True)
    stranger.user_permissions.add(Permission.objects.get(codename="change_artisan"))
    client.force_login(stranger)
    assert client.get(page_of(scanned)).status_code == 403
    assert not LogEntry.objects.filter(user=stranger).exists()


def test_consent_without_a_paper_opens_nothing(officer):
    for number in (ConsentFactory().pk, 999_999, "9" * 40, "x"):
        assert (
            officer.get(reverse("admin:artisans_consent_document", args=[number])).status_code
            == 404
        )
