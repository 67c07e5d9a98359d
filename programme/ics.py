"""Actions for the agenda of a telephone: iCalendar files (RFC 5545), with the hours of
Tunis.
"""

import datetime

import icalendar
from django.http import HttpResponse

from kairouan.common.calendar import TUNIS
from kairouan.review.feeds import without_controls

from .models import Action, Session

# in every UID: never the host, which differs behind each proxy and changes with the
# name of the site
PORTAL = "cuivre-de-kairouan"


def calendar_of(actions: list[Action], name: str, request) -> bytes:
    """One event for each session of each action, or one for its days when it has none.
    Needs the sessions prefetched.

    The texts are in the language of the page; an event keeps its UID in both, so that a
    change finds it again.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Cuivre de Kairouan//programme//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for action in actions:
        sessions: list[Session | None] = [*action.sessions.all()]
        for session in sessions or [None]:
            calendar.add_component(event(action, session, request))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def event(action: Action, session: Session | None, request) -> icalendar.Event:
    """An event that every agenda knows again, by its UID, whatever the host it was read
    from; changed, by its SEQUENCE (RFC 5545, 3.8.7).
    """
    entry = icalendar.Event()
    changed = max(action.updated_at, session.updated_at) if session else action.updated_at
    entry.add("uid", f"action-{action.pk}{f'-{session.pk}' if session else ''}@{PORTAL}")
    # a change a second at most: it only grows
    entry.add("sequence", int((changed - action.created_at).total_seconds()))
    entry.add("dtstamp", changed)
    entry.add("created", (session or action).created_at)
    entry.add("last-modified", changed)
    if session:
        entry.add("dtstart", datetime.datetime.combine(session.day, session.starts_at, TUNIS))
        entry.add("dtend", datetime.datetime.combine(session.day, session.ends_at, TUNIS))
    else:
        entry.add("dtstart", action.starts_on)
        # the day after the last: RFC 5545, 3.6.1
        entry.add("dtend", action.ends_on + datetime.timedelta(days=1))
    entry.add("summary", without_controls(str(action.title)), {"LANGUAGE": action.title.lang})
    entry.add("description", without_controls(str(action.summary)))
    if place := str((session and session.place) or action.place):
        entry.add("location", without_controls(place))
    entry.add("url", request.build_absolute_uri(action.get_absolute_url()))
    entry.add("status", "CANCELLED" if action.is_cancelled else "CONFIRMED")
    return entry


def calendar_file(actions: list[Action], name: str, request) -> HttpResponse:
    return HttpResponse(
        calendar_of(actions, name, request), content_type="text/calendar; charset=utf-8"
    )
