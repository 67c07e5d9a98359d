"""When did the public pages last change? The one home of that question, and of what is
kept until they do.

Public pages are the same for every reader, so a page, or a costly part of one, can be
kept as long as nothing it shows has changed. What it may have changed with is its
edition: a stamp in the database, drawn anew by every statement that writes to a public
table; the day in Tunis, since prices, consents and seasons end by date; and the release
of the code. The stamp changes with the change itself: a page is at least as new as the
edition it is kept under, on every process and every machine.
"""

import datetime
import gzip
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, wraps

import brotli
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection, models, transaction
from django.db.backends.signals import connection_created
from django.db.models import Case, Q, Subquery, When
from django.dispatch import receiver
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.connection import ConnectionProxy

from .addresses import Moved
from .announcements import Announced, Announcement
from .calendar import today_in_tunis
from .records import Record
from .release import release
from .withheld import NOBODY, READ_WITH_THE_EDITION, Names, withholding

WRITES = re.compile(
    r'\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b(?:\s+(?:OR\s+\w+|INTO|FROM|TABLE|ONLY))*\s+"?(\w+)',
    re.IGNORECASE,
)
KEPT_FOR = 60 * 60 * 26  # seconds: longer than the day an edition lasts
LARGEST_KEPT = 200_000  # bytes of one page, compressed
CODINGS = {
    "br": lambda content: brotli.compress(content, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
MISSING = object()
kept = ConnectionProxy(caches, "pages")  # not the default cache: that one is in the database


class PublicationStamp(models.Model):
    """One row, whose value changes with every change of a public table.

    No row at all is a value like another.
    """

    value = models.CharField(max_length=16)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.value


# Reading and changing the stamp


def current_stamp() -> str:
    return PublicationStamp.objects.values_list("value", flat=True).first() or ""


def change_stamp(database):
    """Draw a new stamp, within the transaction in hand if there is one."""
    table, value = PublicationStamp._meta.db_table, secrets.token_hex(8)
    with database.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET value = %s", [value])
        if not cursor.rowcount:
            cursor.execute(f"INSERT INTO {table} (value) VALUES (%s)", [value])


@cache
def public_tables() -> frozenset[str]:
    """The tables whose rows a public page may show, with those that join them."""
    public = [
        model for model in apps.get_models() if issubclass(model, Record) and model.shows_on_pages
    ]
    joins = [
        field.remote_field.through for model in public for field in model._meta.local_many_to_many
    ]
    return frozenset(model._meta.db_table for model in [*public, *joins])


@receiver(connection_created)
def watch_writes(sender, connection, **kwargs):
    """Have every statement of a new connection pass by `stamp_writes`."""
    if stamp_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(stamp_writes)


def stamp_writes(execute, sql, params, many, context):
    """Change the stamp as a public table is written, whichever way Django does it:
    save, update, bulk, raw.

    In a transaction, before the statement: both are seen at once, and writers wait for
    each other here, before they have locked a row of their own. Without one, after it:
    announced before, the row that is still there would be kept as the new one.
    """
    written = None if sql.startswith("SELECT") else WRITES.match(sql)
    database = context["connection"]
    if written is None or written[1] not in public_tables() or not stamp_is_there(database):
        return execute(sql, params, many, context)
    if database.in_atomic_block:
        change_stamp(database)
        return execute(sql, params, many, context)
    result = execute(sql, params, many, context)
    change_stamp(database)
    return result


@contextmanager
def writing():
    """A transaction that will write to public tables after it has locked rows of its
    own. Writers wait for each other here, at the stamp, first: two that met later, one
    at the stamp and one at a row, would wait for ever.
    """
    with transaction.atomic():
        change_stamp(connection)
        yield


def stamp_is_there(database) -> bool:
    """Whether the stamp's table exists: migrations write before it does."""
    if not getattr(database, "has_publication_stamp", False):
        database.has_publication_stamp = (
            PublicationStamp._meta.db_table in database.introspection.table_names()
        )
    return database.has_publication_stamp


# What is kept under an edition


class LastRead:
    """The names that this process read last, and the stamp and the day they are of:
    they are read again when those have moved, and not before.
    """

    names = ("", None, NOBODY)  # replaced whole: no thread sees half


def read_edition() -> tuple[str, Announced | None, Names]:
    """The edition, what its pages announce, if anything, and the names that they may
    not say. One statement.
    """
    today = today_in_tunis()
    known_stamp, known_day, names = LastRead.names
    with connection.cursor() as cursor:
        cursor.execute(*statement_of_edition(today, known_stamp if known_day == today else ""))
        stamp, said, persons = cursor.fetchone() or ("", None, None)
    # no row, before the first record or when it is gone: the names are read by
    # themselves
    if not stamp:
        names = Names(
            [
                person
                for rows in READ_WITH_THE_EDITION
                for row in rows()
                for person in row["said"] or ()
            ]
        )
    elif (stamp, today) != (known_stamp, known_day):
        names = Names(json.loads(persons or "[]"))
        LastRead.names = (stamp, today, names)
    edition = f"{stamp}.{today:%Y%m%d}.{release()}.{settings.DEMONSTRATION:d}"
    return edition, Announced(json.loads(said)) if said else None, names


@lru_cache(maxsize=2)
def statement_of_edition(today: datetime.date, known_stamp: str) -> tuple[str, tuple]:
    """The statement of `read_edition` and its parameters.

    Written once for each edition: every request reads it, and writing it costs more
    than its answer. It reads the names when the stamp is not the one they are known of.
    """
    announced = Subquery(
        Announcement.objects.of_the_day(today).as_json(), output_field=models.JSONField()
    )
    persons = [When(~Q(value=known_stamp), then=Subquery(rows())) for rows in READ_WITH_THE_EDITION]
    named = Case(*persons, output_field=models.JSONField())
    return (
        PublicationStamp.objects.order_by("pk")
        .values_list("value", announced, named)[:1]
        .query.sql_with_params()
    )


def current_edition() -> str:
    """One statement."""
    return read_edition()[0]


edition_in_hand: ContextVar[str] = ContextVar("edition_in_hand", default="")


@contextmanager
def of_edition(edition: str):
    """While a page of this edition is made, `remembered` keeps."""
    token = edition_in_hand.set(edition)
    try:
        yield
    finally:
        edition_in_hand.reset(token)


def key_of(subject: str, *parts) -> str:
    named = hashlib.blake2s(repr((edition_in_hand.get(), parts)).encode(), digest_size=16)
    return f"{subject}:{named.hexdigest()}"


def remembered(subject: str, key: tuple, compute: Callable, nothing_too: bool = True):
    """The value of `compute()`, kept for the edition in hand under `key`; worked out
    each time where there is no edition.

    With `nothing_too` off an empty value is not kept: whoever asks for what is not
    there, as often as they like, fills no memory.
    """
    if not edition_in_hand.get():
        return compute()
    name = key_of(subject, *key)
    value = kept.get(name, MISSING)
    if value is MISSING:
        value = compute()
        if value or nothing_too:
            kept.set(name, value, KEPT_FOR)
    return value


def all_remembered(subject: str, keys: list, vary: tuple, compute: Callable[[list], dict]) -> dict:
    """As `remembered`, for many keys at once: `compute` is given the keys that are not
    kept yet.
    """
    if not edition_in_hand.get():
        return compute(keys)
    names = {key_of(subject, key, *vary): key for key in keys}
    found = {names[name]: value for name, value in kept.get_many(names).items()}
    if wanted := [key for key in keys if key not in found]:
        made = compute(wanted)
        kept.set_many({key_of(subject, key, *vary): value for key, value in made.items()}, KEPT_FOR)
        found |= made
    return found


def public_page(view):
    """A page that is the same for every reader: read only, kept whole for its edition,
    answered 304 without being made when the reader has it.

    It may stand in a shared cache, which asks each time: a change shows at once. The
    view must not read the session nor set a cookie; a response that sets one, or is
    anything but a 200, is not kept.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            refusal = render(request, "405.html", status=405)
            refusal.headers["Allow"] = "GET, HEAD"
            return refusal
        edition, request.announcement, names = read_edition()
        if settings.DEBUG:  # an engineer edits templates
            with withholding(names):
                return made_by(view, request, *args, **kwargs)
        with of_edition(edition), withholding(names):
            address = request.build_absolute_uri()
            etag = f'W/"{key_of("", address)[1:]}"'
            response = get_conditional_response(request, etag=etag)
            if response is None:
                coding = accepted_coding(request)
                name = key_of("page", address, coding)
                # a reader who takes no coding is a machine, and waits
                page = kept.get(name) if coding else None
                if page is None:
                    made = made_by(view, request, *args, **kwargs)
                    if made.status_code != 200 or made.cookies or made.streaming:
                        return made
                    page = (
                        CODINGS[coding](made.content) if coding else made.content,
                        made.headers["Content-Type"],
                    )
                    if coding and len(page[0]) <= LARGEST_KEPT:
                        kept.set(name, page, KEPT_FOR)
                response = response_of(*page, coding)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    answer.is_public_page = True
    return answer


def withholds_names(view):
    """A page for everyone that is not kept, the form of what a visitor writes: the
    names that may not show are not on it either. One statement.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        with withholding(read_edition()[2]):
            return made_by(view, request, *args, **kwargs)

    return answer


def made_by(view, request, *args, **kwargs):
    """The view's whole response, or the way to where the record now is."""
    try:
        response = view(request, *args, **kwargs)
    except Moved as moved:
        response = redirect(moved.address, permanent=True)
        response.headers["Cache-Control"] = "no-cache"  # an address may be given back
        return response
    return (
        response.render() if hasattr(response, "render") and not response.is_rendered else response
    )


def response_of(content: bytes, content_type: str, coding: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def accepted_coding(request) -> str:
    """The best coding this reader takes, "" for none."""
    accepted = {}
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, quality = part.partition(";")
        accepted[coding.strip()] = quality.replace(" ", "") not in (
            "q=0",
            "q=0.0",
            "q=0.00",
            "q=0.000",
        )
    return next((coding for coding in CODINGS if accepted.get(coding)), "")
