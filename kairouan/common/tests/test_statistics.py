"""Statistics of the database: a few records asked for by number are found by it."""

import pytest

from kairouan.common.statistics import refresh_statistics
from products.models import Product
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.any_database  # PostgreSQL keeps its own
def test_records_asked_for_by_number_are_not_looked_for_among_all():
    ProductFactory.create_batch(60, published=True)
    refresh_statistics()
    wanted = Product.objects.published().filter(pk__in=[1, 2, 3]).order_by()
    (way,) = [line for line in wanted.explain().splitlines() if "products_product" in line]
    assert "rowid=?" in way
