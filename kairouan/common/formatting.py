"""Figures as they are written for a Tunisian reader, as plain text. The template tags
of the same name isolate them from the text around.

Western digits in both languages. Thousands are joined by U+00A0: an ordinary space
would let the bidirectional algorithm swap the groups.
"""

import datetime
import re
from decimal import Decimal

from django.utils.dateformat import DateFormat
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext, pgettext

from .bilingual import reader_language
from .languages import BY_CODE

NBSP = "\u00a0"
MILLIMES = Decimal("0.001")
END_OF_SENTENCE = re.compile(r"[.!?؟…](?=\s|$)")


def isolated(text) -> str:
    """A name within plain text, whose letters must not reorder what is around it."""
    return f"\u2068{text}\u2069"


def number(value) -> str:
    """1234 -> "1 234"; 4.50 -> "4,5"; a whole number shows no decimals."""
    value = Decimal(str(value))
    whole, _, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", NBSP) + (f",{rest}" if rest else "")


def dinars(amount: Decimal) -> str:
    """85 -> "85 DT"; 1234.5 -> "1 234,500 DT": millimes only when they are not zero,
    and then all three.
    """
    amount = Decimal(amount).quantize(MILLIMES)
    whole, _, millimes = f"{amount:,.3f}".partition(".")
    figure = whole.replace(",", NBSP) + (f",{millimes}" if millimes != "000" else "")
    symbol = pgettext("dinar", "DT")
    return f"{figure}{NBSP}{symbol}"


def spoken_dinars(amount: Decimal) -> str:
    """1.5 -> "1 dinar 500 millimes", for who must choose between two readings: no mark
    inside the figures.
    """
    millimes = int(Decimal(amount).quantize(MILLIMES) * 1000)
    whole, rest = divmod(millimes, 1000)
    dinars_said = ngettext("%(n)d dinar", "%(n)d dinars", whole) % {"n": whole}
    millimes_said = ngettext("%(n)d millime", "%(n)d millimes", rest) % {"n": rest}
    if whole and rest:
        return gettext("%(dinars)s %(millimes)s") % {
            "dinars": dinars_said,
            "millimes": millimes_said,
        }
    return millimes_said if rest else dinars_said


UNITS = {
    "cm": lambda: pgettext("unité", "cm"),
    "mm": lambda: pgettext("unité", "mm"),
    "g": lambda: pgettext("unité", "g"),
    "kg": lambda: pgettext("unité", "kg"),
    "l": lambda: pgettext("unité", "l"),
}


def measure(value, unit: str) -> str:
    return f"{number(value)}{NBSP}{UNITS[unit]()}"


def weight(grams: int) -> str:
    """Grams under a kilogram, kilograms above."""
    return measure(grams, "g") if grams < 1000 else measure(Decimal(grams) / 1000, "kg")


def day(value: datetime.date) -> str:
    """ "24 novembre 2026", "1er mars 2026", "24 نوفمبر 2026": the months come from the
    catalogue, as Tunisia says them.
    """
    return date_format(value, "j F Y")


def day_of_month(value: datetime.date) -> str:
    """ "24"; the first as the language says it: "1er" in French."""
    return BY_CODE[reader_language()].first_of_month if value.day == 1 else str(value.day)


# "j" is the day of every date that Django writes: it knows ordinals in English alone.
DateFormat.j = lambda self: day_of_month(self.data)  # type: ignore[assignment, arg-type, return-value]


def period(first: datetime.date, last: datetime.date) -> str:
    """ "24 novembre 2026", "24 – 26 novembre 2026" said in words: "du 24 au 26 novembre
    2026".
    """
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        begins = day_of_month(first)
    elif first.year == last.year:
        begins = date_format(first, "j F")
    else:
        begins = day(first)
    words = {"begins": begins, "ends": day(last)}
    if last - first == datetime.timedelta(days=1):
        return gettext("%(begins)s et %(ends)s") % words
    return gettext("du %(begins)s au %(ends)s") % words


def elapsed(since: datetime.datetime) -> str:
    """ "4 semaines et 1 jour", "4 أسابيع ويوم": how long ago, in two units at most."""
    longer, _comma, shorter = timesince(since).partition(gettext(", "))
    if not shorter:
        return longer
    return pgettext("durée", "%(longer)s et %(shorter)s") % {"longer": longer, "shorter": shorter}


def whole_sentences(text: str, most: int) -> str:
    """The first sentences of a text, as many as stand within so many words; where the
    first is longer, its beginning, and that it goes on.
    """
    beginning = Truncator(text).words(most, truncate="")
    if beginning == text.strip():
        return beginning
    ends = [end.end() for end in END_OF_SENTENCE.finditer(beginning)]
    return beginning[: ends[-1]] if ends else Truncator(text).words(most)


def clock(value: datetime.time) -> str:
    return f"{value:%H:%M}"
