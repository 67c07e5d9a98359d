"""A point of the map as people give it: two numbers, or the link of a map that holds
them.
"""

import re
from decimal import Decimal
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kairouan.common.pasted import western_digits, without_unseen

ARABIC_SIGNS = str.maketrans("٫،؛−", ".,;-")
FIGURE = r"(-?\d{1,3}\.\d{1,20})"
# Best first: the place itself in a link of Google, which also holds the middle of the
# screen; two numbers; two numbers with a decimal comma.
PAIRS = [
    re.compile(rf"!3d{FIGURE}!4d{FIGURE}"),
    re.compile(rf"mlat={FIGURE}&mlon={FIGURE}"),
    re.compile(rf"{FIGURE}\s{{0,9}}[,;/\s]\s{{0,9}}{FIGURE}"),
    re.compile(r"(-?\d{1,3},\d{2,20})\s{0,9}[,;/\s]\s{0,9}(-?\d{1,3},\d{2,20})"),
]
# Wider than the governorate, with no common value: the two numbers are told apart
# whichever comes first.
LATITUDES, LONGITUDES = (Decimal(34), Decimal(37)), (Decimal(8), Decimal(12))
FIVE = Decimal("0.00001")  # about a metre


def parse_point(text: str) -> tuple[Decimal, Decimal]:
    """(latitude, longitude) rounded to a metre.

    Raises ValidationError with what to do.
    """
    text = western_digits(without_unseen(unquote(text))).translate(ARABIC_SIGNS).replace("+", " ")
    found = next((match for pattern in PAIRS if (match := pattern.search(text))), None)
    if found is None:
        if "://" in text:
            raise ValidationError(
                _(
                    "Ce lien ne contient pas le point. Ouvrez-le, puis collez les deux nombres de "
                    "la carte."
                )
            )
        raise ValidationError(
            _("Écrivez les deux nombres de la carte, par exemple 35.67812, 10.09634.")
        )
    first, second = (Decimal(figure.replace(",", ".")).quantize(FIVE) for figure in found.groups())
    for latitude, longitude in ((first, second), (second, first)):
        if LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]:
            return latitude, longitude
    raise ValidationError(_("Ce point est loin de Kairouan. Vérifiez les deux nombres."))


def spoken_point(latitude, longitude) -> str:
    return "" if latitude is None or longitude is None else f"{latitude}, {longitude}"
