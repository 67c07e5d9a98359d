"""The table of facts: all of them are in it, and each appears wherever facts do."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from kairouan.common.numbers import unit_of
from kairouan.common.templatetags.formatting import size
from products.facts import FACTS, MEASURES, fact_names
from products.models import Product
from products.space.steps import BY_NAME
from products.tests.factories import ProductFactory

from .screens import address

# What a product is and what it is called; the proof, which an officer alone records.
NOT_FACTS = {
    "kind", "name_fr", "name_ar", "description_fr", "description_ar",
    "food_proof", "food_proof_on", "food_proof_file",
}  # fmt: skip
STEPS = ("material", "dimensions", "price")
# The form writes the day itself; availability is a button of the list.
IN_NO_FORM = {"price_confirmed_on", "availability"}


def own_columns() -> set[str]:
    """Columns that `Product` adds to its abstract bases, without its relations."""
    inherited = {
        column.name
        for base in Product.__mro__
        if hasattr(base, "_meta") and base._meta.abstract
        for column in base._meta.get_fields()
    }
    return {
        column.name
        for column in Product._meta.local_fields
        if not column.is_relation and not column.primary_key and column.name not in inherited
    }


def test_every_column_that_states_a_fact_is_in_the_table():
    assert set(fact_names(FACTS)) == own_columns() - NOT_FACTS
    assert len(FACTS) == len(set(fact_names(FACTS)))


def test_every_unit_is_that_of_the_column():
    for fact in FACTS:
        assert fact.unit == (unit_of(Product._meta.get_field(fact.name)) or fact.unit)
    assert all(fact.label and fact.unit and fact.line for fact in MEASURES)


@pytest.mark.parametrize("fact", FACTS, ids=fact_names(FACTS))
def test_every_fact_is_asked_proposed_corrected_and_listed(fact):
    desk = admin.site.get_model_admin(Product)
    asking = [step for step in STEPS if fact.name in BY_NAME[step].form.base_fields]
    assert len(asking) == (fact.name not in IN_NO_FORM)
    assert fact not in MEASURES or asking == ["dimensions"]
    assert (fact.name in Product.member_names) == fact.is_proposed
    assert fact.name in flatten_fieldsets(desk.fieldsets)
    assert fact.name in desk.sheet._meta.fields


@pytest.mark.django_db
def test_every_measure_is_shown_on_the_page_and_in_the_space(client, owner, workshop):
    values = {fact.name: Decimal(7 + place) for place, fact in enumerate(MEASURES)}
    measured = ProductFactory(published=True, workshop=workshop, **values)
    unknown = ProductFactory(published=True, workshop=workshop)
    for full, bare in (
        (measured.get_absolute_url(), unknown.get_absolute_url()),
        (address("page", measured), address("page", unknown)),
    ):
        shown, not_shown = client.get(full), client.get(bare)
        for fact in MEASURES:
            figure = size(values[fact.name], fact.unit)
            assert escape(fact.label).lower() in shown.content.decode().lower()
            assertContains(shown, figure)
            assertNotContains(not_shown, figure)
