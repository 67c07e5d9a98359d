"""The lists of the desk when the register is large: ten thousand products cost the
statements of a hundred and twenty.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kairouan.review.moderation import Status
from products.models import Product, ProductPhoto
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

MANY = 10_000
LIST = "admin:products_product_changelist"
PAGES = {
    "list": (LIST, {}),
    "second page": (LIST, {"p": "2"}),
    "search": (LIST, {"q": "plateau"}),
    "filters": (
        LIST,
        {"status": "published", "translation_state": "missing", "photos": "sans-texte"},
    ),
    "sorted": (LIST, {"o": "2"}),
    "tasks": ("admin:index", {}),
    "queue": ("admin:review_queue", {}),
    "translations": ("admin:translations", {}),
    "pieces to choose from": (
        "admin:autocomplete",
        {
            "term": "plateau",
            "app_label": "products",
            "model_name": "product",
            "field_name": "part_of",
        },
    ),
}


def fill(count):
    """Make so many products, each with a photograph; every fiftieth waits for an
    officer.
    """
    model = ProductFactory(published=True, name_fr="Plateau 0", name_ar="")
    plain = {
        field.attname: getattr(model, field.attname)
        for field in Product._meta.concrete_fields
        if field.name not in ("id", "slug", "status", "submitted_at")
    }
    made = Product.objects.bulk_create(
        Product(
            **plain | {"name_fr": f"Plateau {number}", "search_text": f"plateau {number}"},
            slug=f"plateau-{number}",
            status=Status.PUBLISHED if number % 50 else Status.SUBMITTED,
            submitted_at=None if number % 50 else model.published_at,
        )
        for number in range(1, count)
    )
    ProductPhoto.objects.bulk_create(
        ProductPhoto(product=product, image="photos/absent.jpg", width=1200, height=900)
        for product in made
    )


def statements(officer) -> dict[str, int]:
    counted = {}
    for name, (address, query) in PAGES.items():
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(reverse(address), query).status_code == 200, name
        counted[name] = len(captured)
    return counted


def test_lists_ask_as_much_of_the_database_for_ten_thousand_products_as_for_two_pages(officer):
    fill(120)
    statements(officer)  # what is read once
    few = statements(officer)
    Product.objects.all().delete()
    fill(MANY)
    statements(officer)  # what is counted once an edition
    assert statements(officer) == few
    assert max(few[name] for name in PAGES if PAGES[name][0] == LIST) <= 15
