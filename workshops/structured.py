"""A workshop as search engines read it: what its page shows, under the same
consents.
"""

from kairouan.common.structured import SCHEMA, photo_addresses, thing

from .models import ChannelKind, OpeningHours, Weekday, Workshop

DAYS = dict(
    zip(
        Weekday,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


def describe_workshop(workshop: Workshop, hours: list[OpeningHours], request) -> dict:
    """A LocalBusiness.

    `hours` are those of the period in force; `workshop` was read by the view of its
    page.
    """
    channels = {channel.kind: channel for channel in workshop.public_channels}
    kinds = ChannelKind
    point = workshop.public_point
    return thing(
        "LocalBusiness",
        name=str(workshop.name),
        description=str(workshop.summary),
        url=request.build_absolute_uri(workshop.get_absolute_url()),
        image=photo_addresses(workshop.public_photos, request),
        address=thing(
            "PostalAddress",
            streetAddress=str(workshop.public_address),
            addressLocality=workshop.get_delegation_display(),
            addressRegion="Kairouan",
            addressCountry="TN",
        ),
        geo=thing("GeoCoordinates", latitude=float(point[0]), longitude=float(point[1]))
        if point
        else None,
        telephone=channels[kinds.PHONE].value if kinds.PHONE in channels else None,
        email=channels[kinds.EMAIL].value if kinds.EMAIL in channels else None,
        sameAs=[
            channels[kind].href for kind in (kinds.FACEBOOK, kinds.INSTAGRAM) if kind in channels
        ],
        openingHoursSpecification=opening_hours(hours),
    )


def opening_hours(hours: list[OpeningHours]) -> list[dict]:
    """One specification for the days that open and close alike."""
    days: dict[tuple, list[str]] = {}
    for each in hours:
        days.setdefault((f"{each.opens:%H:%M}", f"{each.closes:%H:%M}"), []).append(
            f"{SCHEMA}/{DAYS[Weekday(each.weekday)]}"
        )
    return [
        thing("OpeningHoursSpecification", dayOfWeek=named, opens=opens, closes=closes)
        for (opens, closes), named in days.items()
    ]
