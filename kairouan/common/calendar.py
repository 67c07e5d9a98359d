"""The day in Tunis: prices, consents and seasons end by date, whatever the server's clock says."""

import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

TUNIS = ZoneInfo("Africa/Tunis")


def now_in_tunis() -> datetime.datetime:
    return datetime.datetime.now(TUNIS)


def today_in_tunis() -> datetime.date:
    return now_in_tunis().date()


# Django translates the months from these English words. They stand here so that our own Arabic catalogue holds them, and says جانفي where
# Django's says يناير: ours is asked first.
MONTHS = [
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
]
