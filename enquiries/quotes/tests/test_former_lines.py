"""Lines of the requests that are there when each begins to have its workshop."""

from importlib import import_module

import pytest
from django.apps import apps

from products.tests.factories import ProductFactory

from .factories import PartFactory, QuoteLineFactory, QuoteRequestFactory

pytestmark = pytest.mark.django_db
former = import_module("enquiries.quotes.migrations.0002_lines_of_workshops")


def asked_of(*products, also=()):
    """A request of the workshops of these products, and of others."""
    request = QuoteRequestFactory()
    for workshop in {product.workshop for product in products}:
        PartFactory(request=request, workshop=workshop)
    for _other in also:
        PartFactory(request=request)
    for product in products:
        QuoteLineFactory(request=request, product=product)
    return request


def test_line_is_given_to_who_makes_it_unless_others_were_asked_for_it_too():
    lantern, tray = ProductFactory(published=True), ProductFactory(published=True)
    own, shared = asked_of(lantern, tray), asked_of(lantern, also=["another"])
    QuoteLineFactory(request=own)
    former.give_lines_to_workshops(apps, None)
    assert [line.workshop for line in own.lines.all()] == [lantern.workshop, tray.workshop, None]
    assert [line.workshop for line in shared.lines.all()] == [None]
