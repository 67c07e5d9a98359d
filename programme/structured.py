"""An action and an opening as search engines read them."""

import datetime

from kairouan.common.calendar import TUNIS
from kairouan.common.structured import SCHEMA, organization, photo_addresses, thing

from .models import Action


def describe_action(action: Action, sessions: list, photos: list, request) -> dict:
    """An Event, on its days, with its hours where they are known."""
    place = str(action.place) or action.get_delegation_display() or "Kairouan"
    return thing(
        "Event",
        name=str(action.title),
        description=str(action.summary),
        url=request.build_absolute_uri(action.get_absolute_url()),
        image=photo_addresses(photos, request),
        startDate=moment(action.starts_on, sessions[0].starts_at if sessions else None),
        endDate=moment(action.ends_on, sessions[-1].ends_at if sessions else None),
        eventStatus=f"{SCHEMA}/{'EventCancelled' if action.is_cancelled else 'EventScheduled'}",
        eventAttendanceMode=f"{SCHEMA}/OfflineEventAttendanceMode",
        location=thing(
            "Place",
            name=place,
            address=thing(
                "PostalAddress",
                addressLocality=action.get_delegation_display(),
                addressRegion="Kairouan",
                addressCountry="TN",
            ),
        ),
        organizer=organization(request),
    )


def moment(day: datetime.date, hour: datetime.time | None) -> str:
    return datetime.datetime.combine(day, hour, TUNIS).isoformat() if hour else day.isoformat()
