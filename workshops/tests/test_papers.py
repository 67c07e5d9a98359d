"""The paper of a label: opened on the desk alone."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pytest_django.asserts import assertContains

from kairouan.common.storage import private_storage
from workshops.models import Label, LabelAward, Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(settings, tmp_path):
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private"},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    field = LabelAward._meta.get_field("document")
    before, field.storage = field.storage, private_storage()
    award = LabelAward(
        workshop=WorkshopFactory(),
        label=Label.objects.create(name_fr="Poinçon"),
        issued_on=datetime.date(2026, 1, 15),
    )
    award.document.save("x.pdf", ContentFile(b"%PDF- %%EOF"))
    yield award
    field.storage = before


def test_paper_of_a_label_is_opened_from_its_workshop(officer, client, award):
    page = reverse("admin:workshops_labelaward_document", args=[award.pk])
    assertContains(
        officer.get(reverse("admin:workshops_workshop_change", args=[Workshop.objects.get().pk])),
        f'href="{page}"',
    )
    assert b"".join(officer.get(page).streaming_content) == b"%PDF- %%EOF"
    client.logout()
    assert "/admin/login/" in client.get(page).url
