"""The day in Tunis: prices, consents and seasons end by date, whatever the server's
clock says.
"""

import datetime
from zoneinfo import ZoneInfo

TUNIS = ZoneInfo("Africa/Tunis")


def now_in_tunis() -> datetime.datetime:
    return datetime.datetime.now(TUNIS)


def today_in_tunis() -> datetime.date:
    return now_in_tunis().date()
