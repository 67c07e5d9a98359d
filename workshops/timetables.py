"""The hours of one period of the year, as they are typed and written; absences."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.pasted import clean_line, western_digits
from kairouan.publication.stamp import public_write
from kairouan.review.history import store_version
from kairouan.review.serialization import row_values, set_columns

from .models import HoursPeriod, OpeningHours, Weekday, Workshop

CLOCK = re.compile(r"(\d{1,2})\s*(?:[hH:.٫,،س]\s*(\d{2})?|(?<=\d\d)(\d{2}))?")


def parse_clock(text: str) -> datetime.time:
    """ "8", "8h", "8h30", "8:30", "0830", in any digits. Raises ValidationError."""
    found = CLOCK.fullmatch(western_digits(clean_line(text)))
    hour, minute = (int(found[1]), int(found[2] or found[3] or 0)) if found else (99, 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise ValidationError(_("Écrivez l’heure comme 8:30 ou 8h30."))
    return datetime.time(hour, minute)


def opening_rows(workshop: Workshop, period: HoursPeriod) -> list[dict]:
    """The openings of a period as plain values. One statement."""
    return [row_values(opening) for opening in workshop.hours.filter(period=period)]


def days_alike(days: list[dict]) -> list[tuple[str, list[OpeningHours]]]:
    """Group the days of a timetable that open and close alike: their names, their
    openings. A day on which all is closed stands in no group.
    """
    groups: dict[tuple, list[dict]] = {}
    for line in days:
        hours = tuple((each.opens, each.closes) for each in line["openings"])
        groups.setdefault(hours, []).append(line)
    return [
        (names_of_days([line["day"] for line in lines]), lines[0]["openings"])
        for hours, lines in groups.items()
        if hours
    ]


def names_of_days(days: list[Weekday]) -> str:
    """Name days in the order of the week: three in a row or more by the first and the
    last.
    """
    rows: list[list[Weekday]] = []
    for day in days:
        if rows and rows[-1][-1] == day - 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    said = []
    for row in rows:
        names = [str(day.label) for day in row]
        if len(row) > 2:
            names = [gettext("%(first)s à %(last)s") % {"first": names[0], "last": names[-1]}]
        said += names
    return gettext(", ").join(said)


def write_away(workshop: Workshop, until: datetime.date | None):
    """Say until when nobody is there, None for who is, before the public at once.

    The caller is inside `history.revision`.
    """
    with public_write():
        workshop = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
        if workshop.away_until != until:
            workshop.away_until = until
            workshop.save(update_fields=["away_until", "updated_at"])
            store_version(workshop)


def write_hours(workshop: Workshop, period: HoursPeriod, rows: list[dict]):
    """Make the openings of a period those given, before the public at once.

    The caller is inside `history.revision`. Raises ValidationError.
    """
    with public_write():
        workshop = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
        held = {opening.pk: opening for opening in workshop.hours.filter(period=period)}
        wanted = [
            (held.pop(row["pk"]) if row["pk"] in held else OpeningHours(workshop=workshop), row)
            for row in rows
        ]
        for gone in held.values():
            gone.delete()
        for opening, row in wanted:
            before = row_values(opening)
            set_columns(opening, {name: row[name] for name in OpeningHours.member_columns})
            opening.period = period
            if row_values(opening) != before:
                opening.full_clean()
                opening.save()
        store_version(workshop)
