"""Invented requests for quotation, in every state.

Their days are counted back from the day of loading, so that some still wait and some
have expired whenever that is. The buyer's link of each is known, since nothing in it is
anybody's: `demande/demonstration-<key>/`.
"""

import datetime
import tomllib
from pathlib import Path
from typing import Any

from enquiries.models import KEPT_FOR
from enquiries.quotes.models import Part, PartEvent, QuoteLine, QuoteRequest
from enquiries.secret_links import digest_of
from kairouan.common.calendar import today_in_tunis
from kairouan.demonstration import WrongDemonstration, load_row, noon

FILE = Path(__file__).parent / "requests.toml"
MOMENTS = {
    "seen": "seen_at",
    "answered": "answered_at",
    "reminded": "reminded_at",
    "closed": "closed_at",
    "translation_asked": "translation_asked_at",
}


def load():
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["request"]:
        try:
            load_request(row)
        except Exception as error:
            raise WrongDemonstration(f"{FILE.name}, {row.get('key')}: {error}") from error


def load_request(row: dict):
    """Bring one request to what its row says, with its lines, parts and exchange."""
    row, key = dict(row), row["key"]
    lines, parts = row.pop("lines"), row.pop("parts")
    day = today_in_tunis() - datetime.timedelta(days=row["sent"])
    columns = {"secret_digest": digest_of(f"demonstration-{key}"), "purge_on": day + KEPT_FOR}
    request = load_dated(QuoteRequest, row, **columns)
    for number, line in enumerate(lines, start=1):
        load_row(QuoteLine, {**line, "key": f"{key}/lines/{number}"}, request=request)
    for number, part in enumerate(parts, start=1):
        columns = {"sent": row["sent"], **part, "key": f"{key}/parts/{number}"}
        load_part(columns, request)


def load_part(row: dict, request: QuoteRequest):
    events = row.pop("events", [])
    part = load_dated(Part, row, request=request)
    for number, event in enumerate(events, start=1):
        load_dated(PartEvent, {**event, "key": f"{row['key']}/events/{number}"}, part=part)


def load_dated(model, row: dict, **columns: Any):
    """Bring a record to what its row says; its moments are numbers of days ago."""
    row = dict(row)
    moments = {column: days_ago(row.pop(name)) for name, column in MOMENTS.items() if name in row}
    sent = days_ago(row.pop("sent"))
    entry = load_row(model, row, **moments, **columns)
    # the database dates what is new: a row is dated when it is there
    model.objects.filter(pk=entry.pk).update(created_at=sent)
    return entry


def days_ago(days: int) -> datetime.datetime:
    return noon(today_in_tunis() - datetime.timedelta(days=days))
