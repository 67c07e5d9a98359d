"""Fixtures: members and their products."""

import pytest

from workshops.tests.factories import WorkshopFactory

from .factories import ProductFactory
from .screens import member


@pytest.fixture
def workshop():
    return WorkshopFactory(published=True)


@pytest.fixture(params=["owner", "helper"])
def keeper(request, client, workshop):
    """Member of the workshop, signed in; a helper may do all that an owner does."""
    artisan = member(workshop, request.param)
    client.force_login(artisan.account)
    return artisan


@pytest.fixture
def owner(client, workshop):
    artisan = member(workshop)
    client.force_login(artisan.account)
    return artisan


@pytest.fixture
def product(workshop):
    return ProductFactory(
        published=True,
        workshop=workshop,
        priced=True,
        name_fr="Théière",
        name_ar="برّاد",
        metal="copper",
        lining="tin",
        food_use="food",
    )
