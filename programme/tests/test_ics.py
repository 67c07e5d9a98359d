"""Our calendar files as another program reads them."""

import datetime

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone, translation

from kairouan.common.calendar import TUNIS
from programme.models import Action, Session
from programme.tests.factories import ActionFactory

pytestmark = pytest.mark.django_db


def read(client, address) -> list:
    """The events of a calendar file, once its form is what the standard asks for."""
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    # bytes: an Arabic letter weighs two
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return list(vobject.readOne(answer.content.decode()).vevent_list)


@pytest.fixture
def training():
    entry = ActionFactory(
        published=True,
        title_fr="Marteler, polir ; finir",
        title_ar="دورة تكوينية في الطَّرق والصقل، " * 4,
        summary_fr="Trois jours.\nÀ l’atelier.",
    )
    # as it may have been stored before lines were cleaned
    Action.objects.update(summary_fr="Trois jours.\nÀ l’atelier.")
    for day in (2, 4):
        Session.objects.create(
            action=entry,
            day=datetime.date(2026, 3, day),
            starts_at="08:30",
            ends_at="15:30",
            place_fr="Souk des cuivres, n° 4",
        )
    return entry


def test_each_session_is_an_event_at_the_hours_of_tunis(client, training):
    first, second = read(client, reverse("programme:action_calendar", args=[training.slug]))
    assert first.dtstart.value == datetime.datetime(2026, 3, 2, 8, 30, tzinfo=TUNIS)
    assert second.dtend.value.astimezone(datetime.UTC) == datetime.datetime(
        2026, 3, 4, 14, 30, tzinfo=datetime.UTC
    )
    assert first.uid.value != second.uid.value
    assert first.summary.value == "Marteler, polir ; finir"
    assert first.description.value == "Trois jours.\nÀ l’atelier."
    assert first.location.value == "Souk des cuivres, n° 4"
    assert first.status.value == "CONFIRMED"


def test_file_carries_the_zone_it_names(client, training):
    content = client.get(reverse("programme:action_calendar", args=[training.slug])).content
    assert b"DTSTART;TZID=Africa/Tunis:20260302T083000\r\n" in content
    assert content.count(b"BEGIN:VTIMEZONE") == 1


def test_arabic_comes_back_whole_and_the_event_is_the_same(client, training):
    french = read(client, reverse("programme:action_calendar", args=[training.slug]))
    with translation.override("ar"):
        arabic = read(client, reverse("programme:action_calendar", args=[training.slug]))
    assert arabic[0].summary.value == training.title_ar
    assert [event.uid.value for event in arabic] == [event.uid.value for event in french]


def test_event_is_the_same_on_every_host(client, training, settings):
    settings.ALLOWED_HOSTS = ["testserver", "www.cuivre.example"]
    address = reverse("programme:action_calendar", args=[training.slug])
    here = [event.uid.value for event in read(client, address)]
    client.defaults["SERVER_NAME"] = "www.cuivre.example"
    assert [event.uid.value for event in read(client, address)] == here


@pytest.mark.parametrize("changed", ["action", "session"])
def test_changed_event_has_a_higher_sequence_and_says_when(client, training, changed):
    """Also when only the hours of one session change: that event alone."""
    address = reverse("programme:action_calendar", args=[training.slug])
    before = read(client, address)
    record = training if changed == "action" else training.sessions.last()
    later = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=1)
    type(record).objects.filter(pk=record.pk).update(updated_at=later)
    after = read(client, address)
    grown = [
        int(new.sequence.value) > int(old.sequence.value)
        for old, new in zip(before, after, strict=True)
    ]
    assert grown == [changed == "action", True]
    assert (after[1].dtstamp.value, after[1].last_modified.value) == (later, later)
    assert [event.uid.value for event in after] == [event.uid.value for event in before]


def test_action_without_sessions_fills_its_days(client):
    entry = ActionFactory(published=True)
    (event,) = read(client, reverse("programme:action_calendar", args=[entry.slug]))
    assert (event.dtstart.value, event.dtend.value) == (
        datetime.date(2026, 3, 2),
        datetime.date(2026, 3, 5),
    )


def test_subscription_holds_what_is_to_come_and_says_what_is_called_off(client, in_tunis):
    in_tunis(datetime.date(2026, 3, 3))
    under_way = ActionFactory(published=True)
    off = ActionFactory(
        published=True, is_cancelled=True, starts_on="2026-04-01", ends_on="2026-04-01"
    )
    ActionFactory(published=True, starts_on="2026-02-01", ends_on="2026-02-02")
    ActionFactory()
    events = read(client, reverse("programme:calendar_feed"))
    assert {
        event.url.value.rpartition("/actions/")[2].strip("/"): event.status.value
        for event in events
    } == {
        under_way.slug: "CONFIRMED",
        off.slug: "CANCELLED",
    }


def test_draft_has_no_file(client):
    entry = ActionFactory(slug="pas-encore")
    assert client.get(reverse("programme:action_calendar", args=[entry.slug])).status_code == 404
