"""When the door is open, and the walk that goes from one to the next."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from kairouan.common import calendar
from kairouan.search.index import current_index
from workshops.models import OpeningHours, Quarter, Season, Weekday, Workshop
from workshops.tests.factories import WorkshopFactory
from workshops.views import timetable
from workshops.walk import ROUTE, minutes_between, openings_of, stops_of

pytestmark = pytest.mark.django_db


def opening(weekday, opens, closes, period="winter") -> OpeningHours:
    hour = datetime.time.fromisoformat
    return OpeningHours(weekday=weekday, opens=hour(opens), closes=hour(closes), period=period)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("2026-02-17", "winter"),  # the eve of Ramadan
        ("2026-02-18", "ramadan"),  # its first day
        ("2026-03-19", "ramadan"),  # its last
        ("2026-03-20", "winter"),
        ("2026-06-30", "winter"),
        ("2026-07-01", "summer"),
        ("2026-08-31", "summer"),
        ("2026-09-01", "winter"),
    ],
)
def test_period_is_right_on_the_first_and_the_last_day_of_each(client, in_tunis, day, period):
    Season.objects.create(period="winter", starts_on="2025-09-01", ends_on="2026-06-30")
    Season.objects.create(period="ramadan", starts_on="2026-02-18", ends_on="2026-03-19")
    Season.objects.create(period="summer", starts_on="2026-07-01", ends_on="2026-08-31")
    workshop = WorkshopFactory(published=True, welcomes_visitors=True, quarter="souk")
    for each in ("winter", "summer", "ramadan"):
        OpeningHours.objects.create(
            workshop=workshop, period=each, weekday=0, opens="08:00", closes="12:00"
        )
    in_tunis(datetime.date.fromisoformat(day))
    (in_force,) = [
        table["period"]
        for table in client.get(workshop.get_absolute_url()).context["timetable"]
        if table["is_in_force"]
    ]
    assert in_force == period
    assert client.get(reverse("workshops:walk")).context["period"] == period


def test_ramadan_in_summer_comes_before_summer():
    Season.objects.create(period="summer", starts_on="2030-07-01", ends_on="2030-08-31")
    Season.objects.create(period="ramadan", starts_on="2030-07-10", ends_on="2030-08-08")
    assert Season.objects.in_force(datetime.date(2030, 7, 10)) == "ramadan"


@pytest.mark.parametrize(
    ("universal", "day"), [("2026-02-17T22:59", "2026-02-17"), ("2026-02-17T23:00", "2026-02-18")]
)
def test_day_is_that_of_tunis_whatever_the_servers_clock(monkeypatch, universal, day):
    """Tunis is an hour ahead of universal time, all year round."""
    moment = datetime.datetime.fromisoformat(universal).replace(tzinfo=datetime.UTC)
    clock = SimpleNamespace(
        datetime=SimpleNamespace(now=lambda zone: moment.astimezone(zone)), date=datetime.date
    )
    monkeypatch.setattr(calendar, "datetime", clock)
    assert calendar.today_in_tunis().isoformat() == day


def test_closing_before_opening_is_past_midnight_and_stands_on_the_day_it_began(client):
    workshop = WorkshopFactory(published=True)
    OpeningHours.objects.create(
        workshop=workshop, period="winter", weekday=4, opens="21:00", closes="01:00"
    )
    (table,) = client.get(workshop.get_absolute_url()).context["timetable"]
    assert [len(line["openings"]) for line in table["days"]] == [0, 0, 0, 0, 1, 0, 0]
    page = client.get(workshop.get_absolute_url() + "?again")
    assertContains(page, 'data-weekday="4" data-opens="21:00" data-closes="01:00"')


def test_every_day_has_a_line_and_the_pause_of_friday_two_openings():
    hours = [
        opening(Weekday.FRIDAY, "08:00", "12:00"),
        opening(Weekday.FRIDAY, "14:30", "18:00"),
        opening(0, "08:00", "17:00"),
    ]
    (table,) = timetable(hours, "winter")
    assert [(line["day"], len(line["openings"])) for line in table["days"] if line["openings"]] == [
        (0, 1),
        (4, 2),
    ]
    assert len(table["days"]) == 7


def test_period_is_known_until_the_eve_of_the_next_one():
    Season.objects.create(period="ramadan", starts_on="2026-02-18", ends_on="2026-03-19")
    known = {
        datetime.date(2026, 2, 10): ("winter", datetime.date(2026, 2, 16)),
        datetime.date(2026, 2, 15): ("winter", datetime.date(2026, 2, 17)),
        datetime.date(2026, 2, 17): ("winter", datetime.date(2026, 2, 17)),
        datetime.date(2026, 3, 18): ("ramadan", datetime.date(2026, 3, 19)),
    }
    assert {day: Season.objects.in_force_until(day) for day in known} == known


def test_week_is_said_by_runs_of_days_that_open_alike():
    week = [opening(day, "08:00", "17:00") for day in (0, 1, 2, 3, 5)]
    week += [opening(4, "08:00", "12:00"), opening(4, "14:30", "17:00")]
    said = [(run.first, run.last, len(run.hours), run.weekdays) for run in openings_of(week)]
    assert said == [(0, 3, 1, "0 1 2 3"), (4, 4, 2, "4"), (5, 5, 1, "5")]
    assert openings_of([]) == []


def test_walk_stops_by_the_workshops_that_welcome_visitors_in_the_order_of_the_gates(
    client, in_tunis
):
    in_tunis(datetime.date(2026, 1, 5))
    mosque = WorkshopFactory(
        published=True, welcomes_visitors=True, quarter="great-mosque", name_fr="Près de la mosquée"
    )
    gate = WorkshopFactory(
        published=True, welcomes_visitors=True, quarter="bab-jelladine", name_fr="À la porte"
    )
    far = WorkshopFactory(
        published=True, welcomes_visitors=True, delegation="sbikha", name_fr="Au loin"
    )
    WorkshopFactory(published=True, quarter="souk", name_fr="Porte close")
    WorkshopFactory(welcomes_visitors=True, quarter="souk", name_fr="Pas encore ouvert")
    OpeningHours.objects.create(
        workshop=gate, period="winter", weekday=0, opens="08:00", closes="17:00"
    )
    OpeningHours.objects.create(
        workshop=gate, period="summer", weekday=0, opens="06:00", closes="13:00"
    )
    page = client.get(reverse("workshops:walk"))
    assert [[workshop.pk for workshop in stop.workshops] for stop in page.context["stops"]] == [
        [gate.pk],
        [],
        [],
        [],
        [mosque.pk],
        [],
    ]
    assert [workshop.pk for workshop in page.context["further"]] == [far.pk]
    assert [(stud.workshop.pk, stud.number) for stud in page.context["studs"]] == [
        (gate.pk, 1),
        (mosque.pk, 2),
    ]
    assertContains(page, "08:00")
    for absent in ("06:00", "Porte close", "Pas encore ouvert"):
        assertNotContains(page, absent)


@pytest.mark.parametrize("shown", [1, 9])
def test_walk_costs_the_same_whatever_the_number_of_workshops(
    client, shown, django_assert_num_queries
):
    WorkshopFactory.create_batch(shown, published=True, welcomes_visitors=True, quarter="souk")
    current_index()
    # the stamp, the season, the workshops, their hours, the photographs of those who
    # show some
    with django_assert_num_queries(5):
        client.get(reverse("workshops:walk"))


def test_hours_of_the_period_that_were_not_given_are_unknown_and_not_closed(client, in_tunis):
    Season.objects.create(period="ramadan", starts_on="2026-02-18", ends_on="2026-03-19")
    workshop = WorkshopFactory(published=True, welcomes_visitors=True, quarter="souk")
    OpeningHours.objects.create(
        workshop=workshop, period="winter", weekday=0, opens="08:00", closes="12:00"
    )
    addresses = (workshop.get_absolute_url(), reverse("workshops:walk"))
    in_tunis(datetime.date(2026, 2, 17))
    for address in addresses:
        assertContains(client.get(address), "data-open-now")
    in_tunis(datetime.date(2026, 2, 18))
    for address in addresses:
        page = client.get(address)
        assertNotContains(page, "data-open-now")
        assertNotContains(page, "data-period-in-force")
        assertContains(page, "Horaires de la période en cours (Ramadan) non indiqués")


def test_walk_passes_each_landmark_once_and_minutes_are_a_strollers():
    assert sorted(ROUTE) == sorted(quarter for quarter in Quarter if quarter != Quarter.OUTSIDE)
    stops = stops_of(list(Workshop.objects.none()))
    assert stops[0].minutes == 0
    assert all(3 <= stop.minutes <= 15 for stop in stops[1:])
    assert minutes_between(ROUTE[0], ROUTE[1]) == minutes_between(ROUTE[1], ROUTE[0])


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_script_that_keeps_the_walk_names_only_what_is_there(client, language):
    script = client.get(f"/{language}/visiter/hors-ligne.js")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    parts = [
        line.strip().strip(",").split(", ")
        for line in script.content.decode().partition("[")[2].partition("]")[0].splitlines()
    ]
    named = [part.strip(' ",') for line in parts for part in line if part.strip(' ",')]
    assert named[0] == f"/{language}/visiter/"
    assert len(named) == 12
    for address in named:
        assert client.get(address).status_code == 200, address
