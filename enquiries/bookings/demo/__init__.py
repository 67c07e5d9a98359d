"""Invented re-tinning: what four workshops offer, their tin, a campaign before each
Ramadan, bookings in every state.

The days of bookings are counted from the day of loading, so that some are ahead
whenever that is. The owner's link of each is known, since nothing in it is anybody's:
`reservation/demonstration-<key>/`.
"""

import datetime
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile

from enquiries.bookings.models import Booking, Campaign, Pot, TinLot, TinningOffer
from enquiries.models import KEPT_FOR
from enquiries.secret_links import digest_of
from kairouan.common.calendar import today_in_tunis
from kairouan.demonstration import (
    WrongDemonstration,
    blank_document,
    by_key,
    load_file,
    load_row,
    noon,
)

HERE = Path(__file__).parent
BOOKINGS = HERE / "bookings.toml"


def load():
    load_file(HERE / "tinning.toml", {"campaign": Campaign, "offer": TinningOffer, "lot": TinLot})
    for lot in TinLot.objects.filter(document="").exclude(demonstration_key=""):
        lot.document.save("demonstration.pdf", ContentFile(blank_document()))
    for row in tomllib.loads(BOOKINGS.read_text(encoding="utf-8"))["booking"]:
        try:
            load_booking(row)
        except Exception as error:
            raise WrongDemonstration(f"{BOOKINGS.name}, {row.get('key')}: {error}") from error


def load_booking(row: dict):
    """Bring one booking to what its row says, with its pots. `day`: in how many days,
    moved to the next on which its workshop takes pots; `sent`, `returned`, `reminded`:
    how many days ago.
    """
    row, key = dict(row), row["key"]
    pots, sent = row.pop("pots"), row.pop("sent")
    offer = by_key(TinningOffer, row["offer"])
    day = taking_day(offer, today_in_tunis() + datetime.timedelta(days=row.pop("day")))
    columns = {
        "secret_digest": digest_of(f"demonstration-{key}"),
        "day": day,
        "return_by": day + datetime.timedelta(days=offer.ready_in_days),
        "purge_on": days_ago(sent) + KEPT_FOR,
    }
    if "returned" in row:
        columns["returned_on"] = days_ago(row.pop("returned"))
    if "reminded" in row:
        columns["reminded_at"] = noon(days_ago(row.pop("reminded")))
    booking = load_row(Booking, row, **columns)
    # the database dates what is new: a row is dated when it is there
    Booking.objects.filter(pk=booking.pk).update(created_at=noon(days_ago(sent)))
    for number, pot in enumerate(pots, start=1):
        price = getattr(offer, f"price_{pot['size']}")
        load_row(Pot, {"price": price, **pot, "key": f"{key}/pots/{number}"}, booking=booking)


def taking_day(offer: TinningOffer, day: datetime.date) -> datetime.date:
    while str(day.weekday()) not in offer.weekdays:
        day += datetime.timedelta(days=1)
    return day


def days_ago(days: int) -> datetime.date:
    return today_in_tunis() - datetime.timedelta(days=days)
