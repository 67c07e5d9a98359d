"""The edition: what a public page may have changed with, and what is kept until it
does.

It is made of a stamp in the database (`stamp.py`), the day in Tunis, since prices,
consents and seasons end by date, and the release of the code. The stamp changes with
the change itself: what is kept is at least as new as the edition it is kept under, on
every process and every machine.
"""

import datetime
import hashlib
import json
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import connection, models
from django.db.models import Case, Q, Subquery, When
from django.utils.connection import ConnectionProxy

from kairouan.common.calendar import today_in_tunis
from kairouan.common.marks import PublicMarks, marked_models
from kairouan.common.states import SeenStates, says_states
from kairouan.common.withheld import NOBODY, Names, withheld_models

from .announcements import Announced, Announcement
from .release import release
from .stamp import PublicationStamp

KEPT_FOR = 60 * 60 * 26  # seconds: longer than the day an edition lasts
TRUSTED_FOR = 10 * 60  # seconds that the last edition serves while the database is away
MISSING = object()
page_cache = ConnectionProxy(caches, "pages")  # not the default cache: that one is in the database


class Edition(NamedTuple):
    """The edition, what its pages announce, if anything, the names that they may not
    say, the marks that they may show, and the states that an eye sees.
    """

    code: str
    announced: Announced | None
    names: Names
    marks: PublicMarks
    states: SeenStates


class LastRead:
    """The names, the marks and the states that this process read last, and the stamp
    and the day they are of: they are read again when those have moved, and not before.
    """

    known: tuple[str, datetime.date | None, Names, PublicMarks, SeenStates] = (
        "",
        None,
        NOBODY,
        PublicMarks(),
        SeenStates(),
    )  # replaced whole: no thread sees half
    code: tuple[str, float] = ("", 0)  # of the edition, and when it was read (monotonic)


def read_edition() -> Edition:
    """One statement."""
    today = today_in_tunis()
    known_stamp, known_day, names, marks, states = LastRead.known
    with connection.cursor() as cursor:
        cursor.execute(*statement_of_edition(today, known_stamp if known_day == today else ""))
        stamp, said, persons, marked, stated = cursor.fetchone() or ("", *[None] * 4)
    # no row, before the first record or when it is gone: each is read by itself
    if not stamp:
        names = Names(rows_said(model.names_as_json() for model in withheld_models()))
        marks = PublicMarks(rows_said(model.marks_as_json() for model in marked_models()))
        states = SeenStates(rows_said(model.states_as_json() for model in says_states()))
    elif (stamp, today) != (known_stamp, known_day):
        names, read = Names(json.loads(persons or "[]")), PublicMarks(json.loads(marked or "[]"))
        marks = marks if read.said == marks.said else read  # its file is made once
        states = SeenStates(json.loads(stated or "[]"))
        LastRead.known = (stamp, today, names, marks, states)
    code = code_of(stamp, today)
    LastRead.code = (code, time.monotonic())
    return Edition(code, Announced(json.loads(said)) if said else None, names, marks, states)


def code_of(stamp: str, today: datetime.date) -> str:
    return f"{stamp}.{today:%Y%m%d}.{release()}.{settings.DEMONSTRATION:d}"


def edition_before_the_outage() -> str:
    """The code of the edition that this process read last, for readers while the
    database is away; "" when it is of another day, or older than `TRUSTED_FOR`.

    No change can be made meanwhile; one that another process made after it was read, in
    the moments before, is not known here.
    """
    code, read_at = LastRead.code
    is_of_today = code == code_of(code.partition(".")[0], today_in_tunis())
    return code if is_of_today and time.monotonic() - read_at < TRUSTED_FOR else ""


def rows_said(read: Iterable[models.QuerySet]) -> list[dict]:
    """What statements of one row, `said`, read."""
    return [row for each in read for told in each for row in told["said"] or ()]


@lru_cache(maxsize=2)
def statement_of_edition(today: datetime.date, known_stamp: str) -> tuple[str, tuple]:
    """The statement of `read_edition` and its parameters.

    Written once for each edition: every request reads it, and writing it costs more
    than its answer. It reads the names, the marks and the states when the stamp is not
    the one they are known of.
    """
    moved = ~Q(value=known_stamp)
    announced = Subquery(
        Announcement.objects.of_the_day(today).as_json(), output_field=models.JSONField()
    )
    named, marked, stated = (
        Case(*(When(moved, then=Subquery(each)) for each in read), output_field=models.JSONField())
        for read in (
            [model.names_as_json() for model in withheld_models()],
            [model.marks_as_json() for model in marked_models()],
            [model.states_as_json() for model in says_states()],
        )
    )
    return (
        PublicationStamp.objects.order_by("pk")
        .values_list("value", announced, named, marked, stated)[:1]
        .query.sql_with_params()
    )


def current_edition() -> str:
    """One statement."""
    return read_edition().code


edition_in_hand: ContextVar[str] = ContextVar("edition_in_hand", default="")


@contextmanager
def of_edition(edition: str):
    """While a page of this edition is made, `cached_for_edition` keeps."""
    token = edition_in_hand.set(edition)
    try:
        yield
    finally:
        edition_in_hand.reset(token)


def cache_key(subject: str, *parts) -> str:
    named = hashlib.blake2s(repr((edition_in_hand.get(), parts)).encode(), digest_size=16)
    return f"{subject}:{named.hexdigest()}"


def cached_for_edition(subject: str, key: tuple, compute: Callable, nothing_too: bool = True):
    """The value of `compute()`, kept for the edition in hand under `key`; worked out
    each time where there is no edition.

    With `nothing_too` off an empty value is not kept: whoever asks for what is not
    there, as often as they like, fills no memory.
    """
    if not edition_in_hand.get():
        return compute()
    name = cache_key(subject, *key)
    value = page_cache.get(name, MISSING)
    if value is MISSING:
        value = compute()
        if value or nothing_too:
            page_cache.set(name, value, KEPT_FOR)
    return value


def cached_many_for_edition(
    subject: str, keys: list, vary: tuple, compute: Callable[[list], dict]
) -> dict:
    """Cache many keys at once for the edition: `compute` is given the keys that
    are not kept yet.
    """
    if not edition_in_hand.get():
        return compute(keys)
    names = {cache_key(subject, key, *vary): key for key in keys}
    found = {names[name]: value for name, value in page_cache.get_many(names).items()}
    if wanted := [key for key in keys if key not in found]:
        made = compute(wanted)
        page_cache.set_many(
            {cache_key(subject, key, *vary): value for key, value in made.items()}, KEPT_FOR
        )
        found |= made
    return found
