"""The rule by which the team shares out what it holds; who is away."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from enquiries.quotes.models import Part, PartState
from enquiries.quotes.reminding import due_for_reminder
from enquiries.quotes.sharing import proposed_for
from kairouan.common.calendar import today_in_tunis
from products.tests.factories import CategoryFactory, ProductFactory
from workshops.models import Workshop
from workshops.tests.factories import WorkshopFactory
from workshops.tests.screens import keeps, sign_in

from .factories import PartFactory, QuoteLineFactory

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


def workshop(name: str, **facts):
    return WorkshopFactory(published=True, name_fr=name, **facts)


def asked(of, days_ago: int, **facts) -> Part:
    part = PartFactory(workshop=of, **facts)
    Part.objects.filter(pk=part.pk).update(created_at=timezone.now() - days_ago * A_DAY)
    return part


@pytest.fixture
def lanterns():
    return CategoryFactory()


@pytest.fixture
def team(lanterns):
    """The team's part, of a lantern whose workshop is no longer public."""
    gone = ProductFactory(category=lanterns, workshop=WorkshopFactory())
    part = PartFactory(workshop=None)
    QuoteLineFactory(request=part.request, product=gone)
    return part


def names(part) -> list[str]:
    return [str(each.workshop) for each in proposed_for(part)]


def test_who_makes_it_comes_first_then_who_has_room_then_whose_turn_it_is(team, lanterns):
    other = workshop("Autre")
    full, late, never, early = (workshop(name) for name in ("Plein", "Tard", "Jamais", "Tôt"))
    for maker in (full, late, never, early):
        ProductFactory(published=True, workshop=maker, category=lanterns)
    asked(full, 90, state=PartState.AGREED)
    asked(late, 2)
    asked(early, 40)
    assert names(team) == ["Jamais", "Tôt", "Tard", "Plein", "Autre"]
    assert other.quote_parts.count() == 0


def test_capacity_is_that_of_the_people_at_work(team, lanterns):
    many, one = workshop("Nombreux", people_count=3), workshop("Seul")
    for maker in (many, one):
        ProductFactory(published=True, workshop=maker, category=lanterns)
        asked(maker, 10, state=PartState.AGREED)
    assert names(team) == ["Nombreux", "Seul"]


def test_technique_of_the_hand_counts_as_making(team, lanterns):
    technique = TechniqueFactory(published=True)
    piece = ProductFactory(technique=technique, workshop=WorkshopFactory())
    QuoteLineFactory(request=team.request, product=piece)
    workshop("Sans")
    knows = workshop("Sait")
    knows.techniques.add(technique)
    asked(knows, 1)
    assert names(team) == ["Sait", "Sans"]


def test_who_is_away_asked_already_or_not_public_is_not_proposed(team):
    workshop("Absent", away_until=today_in_tunis())
    workshop("Revenu", away_until=today_in_tunis() - A_DAY)
    asked(workshop("Déjà"), 1, request=team.request)
    WorkshopFactory(name_fr="Brouillon")
    assert names(team) == ["Revenu"]


def test_officer_reads_the_reasons_and_gives_it_in_one_tap(officer, team, lanterns):
    maker = workshop("Atelier Zouari")
    ProductFactory(published=True, workshop=maker, category=lanterns)
    page = reverse("admin:quotes_quoterequest_part", args=[team.request_id, team.pk])
    shown = officer.get(page)
    for text in ("fait de telles pièces", "aucune demande jusqu’ici", "à qui confier"):
        assert text in shown.content.decode() or text.capitalize() in shown.content.decode()
    officer.post(page, {"step": "pass_on", "workshop": maker.pk})
    assert maker.quote_parts.get().request == team.request


# Away


@pytest.fixture
def away():
    return workshop("Atelier Zouari", away_until=today_in_tunis() + 10 * A_DAY)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_that_ask_for_a_price_say_who_is_away(client, away, language):
    product = ProductFactory(published=True, workshop=away)
    said = {"fr": "L’atelier est absent jusqu’au", "ar": "الورشة غائبة"}[language]
    for page in (f"catalogue/{product.slug}/", f"ateliers/{away.slug}/"):
        assertContains(client.get(f"/{language}/{page}"), said)
    Workshop.objects.update(away_until=today_in_tunis() - A_DAY)
    for page in (f"catalogue/{product.slug}/", f"ateliers/{away.slug}/"):
        assertNotContains(client.get(f"/{language}/{page}"), said)


def test_who_is_away_is_reminded_when_back(away):
    part = asked(away, 5)
    assert list(due_for_reminder()) == []
    Workshop.objects.update(away_until=today_in_tunis() - A_DAY)
    assert list(due_for_reminder()) == [part]


def test_member_says_until_when_they_are_away_and_it_shows_at_once(client):
    owner, kept = ArtisanFactory(), workshop("Atelier Zouari")
    keeps(owner, kept)
    sign_in(client, owner)
    page = reverse("space:workshop_hours", args=[kept.pk])
    until = today_in_tunis() + 7 * A_DAY
    button = reverse("space:workshop_away", args=[kept.pk])
    assertContains(client.get(page), f'action="{button}"')
    for typed, stored in ((f"{until:%d/%m/%Y}", until), ("", None)):
        assert client.post(button, {"away_until": typed}).url == page
        kept.refresh_from_db()
        assert kept.away_until == stored
    for wrong in ("2020-01-01", "demain", f"{today_in_tunis() + 900 * A_DAY}"):
        assert client.post(button, {"away_until": wrong}).status_code == 422
    sign_in(client, ArtisanFactory())
    assert client.post(button, {"away_until": f"{until}"}).status_code == 404
    kept.refresh_from_db()
    assert kept.away_until is None
