"""The paper that proves that a product may meet food: opened on the desk alone."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pytest_django.asserts import assertContains

from kairouan.common.storage import private_storage
from products.models import Product
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proved(settings, tmp_path):
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private"},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    field = Product._meta.get_field("food_proof_file")
    before, field.storage = field.storage, private_storage()
    product = ProductFactory(published=True, food_use="food", lining="tin")
    product.food_proof, product.food_proof_on = "test", "2026-03-02"
    product.food_proof_file.save("x.pdf", ContentFile(b"%PDF- %%EOF"))
    yield product
    field.storage = before


def test_paper_of_a_proof_is_opened_from_its_product_on_the_desk(officer, client, proved):
    paper = reverse("admin:products_product_document", args=[proved.pk])
    assertContains(
        officer.get(reverse("admin:products_product_change", args=[proved.pk])), f'href="{paper}"'
    )
    assert b"".join(officer.get(paper).streaming_content) == b"%PDF- %%EOF"
    client.logout()
    assert "/admin/login/" in client.get(paper).url
