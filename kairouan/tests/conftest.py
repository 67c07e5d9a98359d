"""Fixtures of the tests of the whole house."""

import pytest
from django.template import engines
from django.utils import timezone

from artisans.identification.models import ReaderKind, Trial, TrialPhoto, TrialReader
from artisans.tests.factories import FamilyFactory, TechniqueFactory
from enquiries.bookings.tests.factories import TinningOfferFactory
from kairouan.portal.models import Page
from kairouan.review.moderation import publish
from products.tests.factories import CollectionFactory, ProductFactory
from programme.tests.factories import ActionFactory, OpeningFactory
from workshops.tests.factories import WorkshopFactory


@pytest.fixture
def world():
    """One of everything that has a page."""
    technique, family = TechniqueFactory(published=True), FamilyFactory(published=True)
    workshop = WorkshopFactory(published=True, family=family, main_technique=technique)
    ProductFactory(
        published=True,
        workshop=workshop,
        technique=technique,
        collection=CollectionFactory(published=True),
    )
    TinningOfferFactory(workshop=workshop)
    ActionFactory(published=True)
    OpeningFactory(published=True, workshop=workshop)
    trial = Trial.objects.create(opened_at=timezone.now())
    TrialPhoto.objects.create(
        trial=trial, technique=technique, image="photos/essai.jpg", width=64, height=48
    )
    TrialReader.objects.create(trial=trial, kind=ReaderKind.VISITOR)
    for key in Page.Key.values:
        publish(Page.objects.create(key=key, title_fr=key, title_ar=key))


@pytest.fixture
def templates_as_served(monkeypatch):
    """Read a missing variable as a reader's page does: as false. The mark that the
    tests put there is true, and would show a button that nobody has.
    """
    (templates,) = engines.all()
    monkeypatch.setattr(templates.engine, "string_if_invalid", "")
