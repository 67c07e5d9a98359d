"""Numbers and days as Tunisians type them: any script's digits, a comma or a point,
spaces between thousands, a unit behind.

A space (of any width) and ٬ stand between thousands, in groups of three. A comma, ٫ or
a point is the decimal mark, once; with both in one number, the last is the decimal mark
and the other stands between thousands ("1.500,250").

In an amount of money a point before exactly three digits could be either: "1.500" is
1500 dinars to one person, 1 dinar 500 millimes to another. So could the last group of
three groups in one mark: "1.500.000", "1 500 000" are how some write 1500 dinars 000
millimes. These are asked back, never guessed. Not ambiguous: "1,500" (the comma is
Tunisia's decimal mark), "0.500" and "1500.000" (no thousands begin or go on so), "1
500.000" (the space stands between thousands already), "12.50".

A list may come from a program set in English, where "1,500" is fifteen hundred: in a
cell, what stands before exactly three digits is asked about whichever mark it is
(`in_a_list`). "1٫500" is not: that mark stands before decimals alone.
"""

import datetime
import re
from contextlib import suppress
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES, BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from .calendar import today_in_tunis
from .formatting import UNITS as UNITS_SAID
from .formatting import measure, number, spoken_dinars
from .pasted import western_digits, without_unseen

LIGHTEST = 50  # grams: a bare figure below is more likely kilograms
LONGEST = 40  # characters: no number of ours needs more
LARGEST_WHOLE: dict[type[models.Field], int] = {
    models.PositiveSmallIntegerField: 32_767,
    models.PositiveIntegerField: 2_147_483_647,
}
MOST_DIGITS = 20  # what decimal arithmetic carries without losing one
SIGNS = "+-−–"
SHAPE = re.compile(r"(?P<before>[^\d.,]*?)\s*(?P<figure>[\d.,](?:[\d., ]*\d)?)\s*(?P<after>[^\d]*)")
DECIMAL = re.compile(
    r"\d+|\d*[.,]\d+|\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+"
)
THOUSANDS = re.compile(r"\d{1,3}(?:([ .,])\d{3})(?:\1\d{3})*")
POINT_AND_THREE = re.compile(r"[1-9]\d{0,2}\.\d{3}")
EARLIEST_YEAR = 1600  # families count their trade from far back
# behind a day, from a program: not asked for
HOUR = re.compile(r"(?<=\d)[T ]+\d{1,2}\s?[:h]\s?\d{2}(?::\d{2}(?:[.,]\d+)?)?Z?$")
# in a list, where either mark may be either
TWO_WAYS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})?[.,]\d{3}")
THREE_GROUPS = re.compile(r"[1-9]\d{0,2}([ .,])\d{3}\1\d{3}")

# For each unit a column is kept in: the words people put beside a number, and what the
# number is then multiplied by.
UNITS: dict[str, dict[str, int | Decimal]] = {
    "cm": {
        "cm صم سم centimètre centimètres": 1,
        "mm مم ملم": Decimal("0.1"),
        "m متر mètre mètres": 100,
    },
    "mm": {"mm مم ملم millimètre millimètres": 1, "cm صم سم": 10},
    "g": {"g gr غ غم غرام gramme grammes": 1, "kg كغ كلغ كغم كيلو كيلوغرام kilo kilos": 1000},
    "l": {"l ل لتر litre litres": 1, "cl صل": Decimal("0.01"), "ml مل": Decimal("0.001")},
    "days": {"j jour jours يوم يوما يومًا أيام أيّام": 1},
    "dinars": {
        "dt tnd دت د.ت د دينار دنانير dinar dinars": 1,
        "millime millimes مليم مليمات": Decimal("0.001"),
    },
    "%": {"% ٪": 1},
}
FACTORS = {
    unit: {word: Decimal(factor) for words, factor in known.items() for word in words.split()}
    for unit, known in UNITS.items()
}


def western(typed: str) -> str:
    """The same text in 0-9, single spaces and ordinary marks."""
    return " ".join(
        western_digits(without_unseen(typed))
        .replace("٬", " ")
        .replace("٫", ",")
        .replace("،", ",")
        .split()
    )


def parted(typed: str, unit: str) -> tuple[str, Decimal]:
    """The figure alone, and what its unit multiplies it by. Raises ValidationError."""
    found = SHAPE.fullmatch(western(typed).replace("د.ت", "دت")) if len(typed) <= LONGEST else None
    if found is None:
        raise not_a_number()
    if sum(map(str.isdecimal, found["figure"])) > MOST_DIGITS:
        raise ValidationError(_("Ce nombre est trop long."))
    factor = Decimal(1)
    for word in (found["before"], found["after"]):
        word = word.strip(" .").casefold()
        if word and word not in FACTORS.get(unit, {}):
            raise not_a_number()
        factor *= FACTORS[unit][word] if word else 1
    return found["figure"], factor


def read_decimal(figure: str) -> Decimal:
    """A figure with one decimal mark at most. Raises ValidationError."""
    if not DECIMAL.fullmatch(figure):
        raise not_a_number()
    whole, _mark, rest = (
        figure.rpartition(max(".", ",", key=figure.rfind))
        if re.search("[.,]", figure)
        else (figure, "", "")
    )
    return Decimal(f"{re.sub('[ .,]', '', whole) or 0}.{rest or 0}")


def read_whole(figure: str) -> Decimal:
    """A figure where any mark before three digits can only stand between thousands.

    Raises ValidationError.
    """
    return (
        Decimal(re.sub("[ .,]", "", figure))
        if THOUSANDS.fullmatch(figure)
        else read_decimal(figure)
    )


def read_money(figure: str) -> list[Decimal]:
    """Parse an amount in dinars: one value, or both when it is ambiguous.

    Raises ValidationError.
    """
    if POINT_AND_THREE.fullmatch(figure) or THREE_GROUPS.fullmatch(figure):
        whole = read_whole(figure)
        return [whole, whole / 1000]
    return [read_decimal(figure)]


def signed(typed: str) -> tuple[str, str]:
    """The sign, if one was typed, and the rest."""
    typed = without_unseen(typed).strip()
    return (typed[0], typed[1:]) if typed and typed[0] in SIGNS else ("", typed)


def not_a_number() -> ValidationError:
    return ValidationError(_("Écrivez seulement des chiffres, par exemple 140"), code="invalid")


def without_trailing_zeros(value: Decimal) -> Decimal:
    """Without the zeros that say nothing: 28.50 is 28.5, 100 stays 100."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class TypedNumber(forms.TextInput):
    """A text field, for a number field of the browser refuses the comma and other
    digits, and loses what was typed.
    """

    def __init__(self, attrs=None):
        super().__init__(
            {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", **(attrs or {})}
        )


class NumberField(forms.Field):
    """A number with decimals.

    Its bounds are said in a sentence; `unit` is that of the column.
    """

    widget = TypedNumber
    # the meanings to choose between: what the button sends, what it says
    asked: list[tuple[str, str]] = []

    def __init__(
        self,
        *,
        max_digits=None,
        decimal_places=None,
        min_value=0,
        max_value=None,
        unit="",
        signed=False,
        **kwargs,
    ):
        self.decimal_places, self.unit, self.signed = decimal_places, unit, signed
        if max_digits is not None:
            largest = Decimal(10) ** (max_digits - decimal_places) - Decimal(1).scaleb(
                -decimal_places
            )
            max_value = largest if max_value is None else min(max_value, largest)
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def to_python(self, value) -> Decimal | None:
        typed = str(value).strip() if value not in EMPTY_VALUES else ""
        if not typed:
            return None
        sign, typed = signed(typed) if self.signed else ("", typed)
        value = self.read(*parted(typed, self.unit))
        return without_trailing_zeros(-value if sign and sign != "+" else value)

    def read(self, figure: str, factor: Decimal) -> Decimal:
        return read_decimal(figure) * factor

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        size = abs(value) if self.signed else value
        if self.min_value is not None and size < self.min_value:
            raise ValidationError(
                _("Écrivez un nombre plus grand : %(least)s au moins."),
                params={"least": number(self.min_value)},
            )
        if self.max_value is not None and size > self.max_value:
            raise ValidationError(
                _("Écrivez un nombre plus petit : %(most)s au plus."),
                params={"most": number(self.max_value)},
            )
        if self.decimal_places is not None and -value.as_tuple().exponent > self.decimal_places:
            raise self.too_fine()

    def too_fine(self) -> ValidationError:
        if not self.decimal_places:
            return ValidationError(_("Écrivez un nombre entier, sans virgule."))
        return ValidationError(
            ngettext_lazy(
                "Écrivez %(n)d chiffre au plus après la virgule.",
                "Écrivez %(n)d chiffres au plus après la virgule.",
                "n",
            ),
            params={"n": self.decimal_places},
        )

    def prepare_value(self, value):
        """A value of ours as one would type it here."""
        return (
            f"{without_trailing_zeros(Decimal(value)):f}".replace(".", ",")
            if isinstance(value, Decimal | int)
            else value
        )

    def in_a_list(self, typed: str) -> list[tuple[str, str]]:
        """List the two numbers that a cell of text may be, as typed in a form and in
        words; none when the column takes but one of them.
        """
        sign, typed = signed(typed) if self.signed else ("", typed)
        try:
            figure, factor = parted(typed, self.unit)
        except ValidationError:
            return []
        if "٫" in typed or not TWO_WAYS.fullmatch(figure):
            return []
        grouped = re.sub("[.,]", "", figure)
        found = [
            -value * factor if sign and sign != "+" else value * factor
            for value in (Decimal(grouped), Decimal(grouped) / 1000)
        ]
        return [self.meaning(value) for value in found] if all(map(self.may_be, found)) else []

    def may_be(self, value: Decimal) -> bool:
        """Tell whether the column takes this number."""
        try:
            self.validate(without_trailing_zeros(value))
        except ValidationError:
            return False
        return True

    def meaning(self, value: Decimal) -> tuple[str, str]:
        value = without_trailing_zeros(value)
        return self.prepare_value(value), measure(
            value, self.unit
        ) if self.unit in UNITS_SAID else number(value)


class WholeNumberField(NumberField):
    def __init__(self, **kwargs):
        super().__init__(**{"decimal_places": 0, **kwargs})
        self.widget.attrs["inputmode"] = "numeric"

    def read(self, figure, factor):
        return (read_whole(figure) if factor == 1 else read_decimal(figure)) * factor

    def clean(self, value) -> int | None:
        value = super().clean(value)
        return None if value is None else int(value)


class YearField(WholeNumberField):
    """A year that has begun. A full date gives its year."""

    def to_python(self, value):
        with suppress(ValidationError):
            day = DayField(required=False).clean(value)
            return Decimal(day.year) if day else None
        return super().to_python(value)

    def validate(self, value):
        super().validate(value)
        last = today_in_tunis().year
        if value is not None and not EARLIEST_YEAR <= value <= last:
            raise ValidationError(
                _("Écrivez une année, de %(first)s à %(last)s."),
                params={"first": EARLIEST_YEAR, "last": last},
            )


class AskedNumber(TypedNumber):
    """The answer to "1500 or 1.500?" comes with a button beside the field, as
    `<name>-means`; it stands for what was typed.
    """

    def meanings(self, typed: str) -> list[tuple[str, str]]:
        raise NotImplementedError

    def value_from_datadict(self, data, files, name):
        typed, answer = super().value_from_datadict(data, files, name), data.get(f"{name}-means")
        sign, figure = signed(typed or "")
        return (
            sign + answer if answer in [value for value, _words in self.meanings(figure)] else typed
        )


class TypedMoney(AskedNumber):
    def meanings(self, typed):
        return meanings(typed)


class TypedWeight(AskedNumber):
    def meanings(self, typed):
        return weights(typed)


def amount_text(amount: Decimal) -> str:
    """An amount as it is typed without doubt: millimes, when there are any, behind a
    comma and all three.
    """
    amount = amount.quantize(Decimal("0.001"))
    return (
        f"{amount:.0f}"
        if amount == amount.to_integral_value()
        else f"{amount:.3f}".replace(".", ",")
    )


def meanings(typed: str) -> list[tuple[str, str]]:
    """List the readings of an ambiguous amount, in figures and in words; empty when it
    is not ambiguous.
    """
    try:
        figure, factor = parted(typed, "dinars")
        found = read_money(figure) if factor == 1 else []
    except ValidationError:
        return []
    return (
        [(amount_text(amount), spoken_dinars(amount)) for amount in found] if len(found) > 1 else []
    )


def weights(typed: str) -> list[tuple[str, str]]:
    """List the weights that a bare figure too light for a piece of copper may mean, as
    typed and in words; none when its unit is written.
    """
    try:
        figure, _factor = parted(typed, "g")
        said = read_whole(figure)
    except ValidationError:
        return []
    if figure != western(typed) or not 0 < said < LIGHTEST:
        return []
    # nobody weighs copper in tenths of a gram
    units = ("g", "kg") if said == said.to_integral_value() else ("kg",)
    return [
        (f"{without_trailing_zeros(said):f} {unit}".replace(".", ","), measure(said, unit))
        for unit in units
    ]


class MoneyField(NumberField):
    """An amount in dinars.

    One that could be read in two ways is asked back (`asked`).
    """

    widget = TypedMoney

    def __init__(self, **kwargs):
        super().__init__(**{"unit": "dinars", "decimal_places": 3, **kwargs})

    def clean(self, value):
        self.asked = []
        return super().clean(value)

    def read(self, figure, factor):
        if factor != 1:
            return read_decimal(figure) * factor
        if asked := meanings(figure):
            self.asked = asked
            raise ValidationError(doubt([words for _value, words in asked]), code="ambiguous")
        return read_decimal(figure)

    def prepare_value(self, value):
        return amount_text(Decimal(value)) if isinstance(value, Decimal | int) else value

    def meaning(self, value):
        return self.prepare_value(value), spoken_dinars(value)


class WeightField(WholeNumberField):
    """Grams of a piece of copper.

    A bare figure that would weigh no more than a button is asked back (`asked`): a
    mortar of "4" weighs 4 kg.
    """

    widget = TypedWeight

    def __init__(self, **kwargs):
        super().__init__(
            **{"unit": "g", "max_value": LARGEST_WHOLE[models.PositiveIntegerField], **kwargs}
        )

    def clean(self, value):
        self.asked = weights(value or "")
        if self.asked:
            raise ValidationError(doubt([words for _value, words in self.asked]), code="ambiguous")
        return super().clean(value)

    def prepare_value(self, value):
        """A light one keeps its unit: it was answered once."""
        written = super().prepare_value(value)
        return (
            f"{written} g" if isinstance(value, Decimal | int) and 0 < value < LIGHTEST else written
        )


def doubt(said: list[str]) -> str:
    """Ask which of one or two readings is meant."""
    if len(said) == 1:
        return gettext("%(only)s ?") % {"only": said[0]}
    return gettext("%(first)s, ou %(second)s ?") % {"first": said[0], "second": said[1]}


class DayField(forms.DateField):
    """A day: 25/11/2026 in any digits, or what the browser's own calendar sends.

    An hour behind it is left out.
    """

    default_error_messages = {
        "invalid": _("Écrivez le jour, le mois et l’année, par exemple 25/11/2026")
    }
    earliest = datetime.date(1900, 1, 1)

    def __init__(self, **kwargs):
        formats = [
            "%Y-%m-%d",
            "%d/%m/%Y",
            "%d-%m-%Y",
            "%d.%m.%Y",
            "%d %m %Y",
            "%Y/%m/%d",
            "%Y.%m.%d",
        ]
        widget = forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")
        super().__init__(**{"input_formats": formats, "widget": widget, **kwargs})

    def to_python(self, value):
        day = super().to_python(
            HOUR.sub("", western(value[:LONGEST])) if isinstance(value, str) else value
        )
        if day is not None and day < self.earliest:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


# From a column to its field


def unit_of(column: models.Field) -> str:
    """Our columns end with their unit: weight_g, lead_time_days; with "year" or "in"
    when they hold a year that has begun.
    """
    last = column.name.rpartition("_")[2]
    return last if last in UNITS else ""


def typed_field(column: models.Field, field: forms.Field) -> forms.Field:
    """The field for a column where people type a number or a day, in place of Django's;
    any other field as it is.
    """
    if isinstance(field, NumberField):  # one the form chose: it lacks the column's own bounds alone
        field.min_value = bound(column, MinValueValidator, max, field.min_value)
    # what nobody types stays as it is
    if isinstance(field, NumberField | DayField) or field.widget.is_hidden:
        return field
    same = {
        name: getattr(field, name)
        for name in ("label", "help_text", "required", "initial", "disabled")
    }
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return DayField(**same)
    bounds = {
        "min_value": bound(column, MinValueValidator, max, 0),
        "max_value": bound(column, MaxValueValidator, min, None),
    }
    if isinstance(column, models.DecimalField):
        return NumberField(
            max_digits=column.max_digits,
            decimal_places=column.decimal_places,
            unit=unit_of(column),
            **bounds,
            **same,
        )
    if type(column) in LARGEST_WHOLE and not column.choices:
        largest = LARGEST_WHOLE[type(column)]
        bounds["max_value"] = min(largest, bounds["max_value"] or largest)
        kind = YearField if column.name.endswith(("_year", "_in")) else WholeNumberField
        return kind(unit=unit_of(column), **bounds, **same)
    return field


def bound(column, kind: type[BaseValidator], strictest, otherwise):
    """The bound that the column's own validators set."""
    limits = [validator.limit_value for validator in column.validators if type(validator) is kind]
    return strictest(limits) if limits else otherwise
