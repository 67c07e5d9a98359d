"""One cell of a list: read as the desk's own form would read what is typed, written so
that it reads back the same.

A cell that cannot be read raises ValueError with a sentence, as django-import-export
expects.
"""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.related import RelatedField
from django.utils import timezone
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext, override
from import_export import widgets

from kairouan.common.choices import ChoiceListField
from kairouan.common.languages import CODES, columns
from kairouan.common.numbers import AskedNumber, DayField, NumberField, YearField, typed_field
from kairouan.common.pasted import clean_line
from kairouan.common.records import form_field_of, related_model

from ..workbooks import NumberCell
from .named import NameIndex

YES, NO = ("oui", "نعم", "1", "vrai", "true", "yes", "x"), ("non", "لا", "0", "faux", "false", "no")
ANSWERS = NameIndex([*((word, True) for word in YES), *((word, False) for word in NO)])
BETWEEN = re.compile("[,;،؛\n]")  # the values of one cell
NAMED = " · "  # between what a record is called by and its name, which is there to be read


def not_in_list(value: str) -> ValidationError:
    return ValidationError(
        gettext("« %(value)s » n’est pas dans la liste."), params={"value": value}
    )


def in_each_language(label) -> list[str]:
    """A translated text in each language of the portal."""
    found = []
    for code in CODES:
        with override(code):
            found.append(str(label))
    return found


class FieldCell(widgets.Widget):
    """Cell read by a form field of the desk: texts, numbers, days, addresses."""

    def __init__(self, column: models.Field, field: forms.Field | None = None):
        self.column = column
        schemed: dict[str, Any] = (
            {"assume_scheme": "https"} if isinstance(column, models.URLField) else {}
        )
        self.field = field or typed_field(column, form_field_of(column, **schemed))
        self.field.required = is_required(column)
        super().__init__(coerce_to_string=False)

    def clean(self, value, row=None, **kwargs):
        try:
            return self.read(value or "")
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def read(self, typed: str):
        """The value of what was typed. Raises ValidationError."""
        if isinstance(self.column, models.CharField):
            typed = clean_line(typed)
        return self.field.clean(typed)

    def meanings(self, typed: str) -> list[tuple[str, str]]:
        """List what a cell to be asked about may mean, as a form reads it and in words;
        nothing when there is no doubt.
        """
        if not typed or not isinstance(self.field, NumberField):
            return []
        if not isinstance(typed, NumberCell) and (found := self.field.in_a_list(typed)):
            return found
        return (
            self.field.widget.meanings(typed) if isinstance(self.field.widget, AskedNumber) else []
        )

    def render(self, value, obj=None, **kwargs):
        return value

    def allowed(self) -> list[str]:
        """The only values there are, in the reader's language; nothing when anything
        may be written.
        """
        return []

    @property
    def told(self) -> str:
        """Describe in a few words what the cell takes."""
        if isinstance(self.field, DayField):
            return gettext("Un jour, par exemple 25/11/2026")
        if isinstance(self.field, YearField):
            return gettext("Une année, par exemple 1958")
        if isinstance(self.field, NumberField):
            return gettext("Un nombre")
        longest = getattr(self.field, "max_length", None)
        return (
            gettext("Un texte, %(n)s signes au plus") % {"n": longest}
            if longest
            else gettext("Un texte")
        )


def is_required(column: models.Field) -> bool:
    return not column.blank and not column.has_default()


class YesNoCell(FieldCell):
    def read(self, typed):
        if not typed:
            return None  # the column's own default
        answer = ANSWERS.only(typed)
        if answer is None:
            raise not_in_list(typed)
        return answer

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else gettext("oui") if value else gettext("non")

    def allowed(self):
        return [gettext("oui"), gettext("non")]

    @property
    def told(self):
        return one_of_the_list()


def one_of_the_list() -> str:
    return gettext("Une valeur de la feuille « Valeurs »")


def some_of_the_list() -> str:
    return gettext("Des valeurs de la feuille « Valeurs », une virgule entre elles")


class ChoiceCell(FieldCell):
    """One of a list of values, by its key or by its label in either language."""

    def __init__(self, column, choices: Iterable | None = None):
        self.choices = choices or column.choices
        # officers add to the list of some columns: it is then read each time
        self.fixed = None if isinstance(self.choices, BaseChoiceIterator) else self.indexed()
        super().__init__(column, forms.CharField())

    def indexed(self) -> tuple[dict, NameIndex]:
        """The labels by key, and the keys by every name of theirs."""
        labels = {key: label for key, label in self.choices if key}
        return labels, NameIndex(
            (str(name), key)
            for key, label in labels.items()
            for name in (key, *in_each_language(label))
        )

    @property
    def labels(self) -> dict:
        return self.fixed[0] if self.fixed else {key: label for key, label in self.choices if key}

    @property
    def keys(self) -> NameIndex:
        return (self.fixed or self.indexed())[1]

    def read(self, typed):
        if not typed and not is_required(self.column):
            return ""
        key = self.keys.only(self.field.clean(typed))
        if key is None:
            raise not_in_list(typed)
        return key

    def render(self, value, obj=None, **kwargs):
        return str(self.labels.get(value, ""))

    def allowed(self):
        return [str(label) for label in self.labels.values()]

    @property
    def told(self):
        return one_of_the_list()


class ChoicesCell(ChoiceCell):
    """Several of fixed values, a comma between them."""

    def __init__(self, column: ChoiceListField):
        super().__init__(column, column.choices_class.choices)

    def read(self, typed):
        named = [
            super(ChoicesCell, self).read(part.strip())
            for part in BETWEEN.split(typed)
            if part.strip()
        ]
        return [key for key in self.labels if key in named]

    def render(self, value, obj=None, **kwargs):
        return ", ".join(str(label) for key, label in self.labels.items() if key in (value or []))

    @property
    def told(self):
        return some_of_the_list()


class Register:
    """The records that a relation may name, read once: by our number (`#12`),
    reference or address, or by a name that only one has.
    """

    NAMED_BY = ("reference", "slug", *columns("name", "title"))
    KEYS = ("slug", "reference")  # what a cell calls a record by, the first that it has

    def __init__(self, model: type[models.Model]):
        self.called: dict[int, str] = {}  # number: what a cell calls it by
        self.found = NameIndex()  # what a cell may say
        columns = {field.name for field in model._meta.concrete_fields}
        naming = [name for name in self.NAMED_BY if name in columns]
        for row in model._base_manager.order_by("pk").values("pk", *naming):
            said = [row[name] for name in naming if row[name]]
            key = next((row[name] for name in self.KEYS if row.get(name)), f"#{row['pk']}")
            self.called[row["pk"]] = key if row.get("slug") else NAMED.join([key, *said[-1:]])
            self.found.add(f"#{row['pk']}", row["pk"], is_reference=True)
            for name in naming:
                if row[name]:
                    self.found.add(row[name], row["pk"], is_reference=name in self.KEYS)

    def number_of(self, typed: str) -> int:
        """The record that a cell names. Raises ValidationError."""
        found = self.found.find(typed) or self.found.find(typed.partition(NAMED)[0])
        if len(found) > 1:
            raise several(typed, found)
        if not found:
            raise ValidationError(
                gettext("« %(value)s » n’existe pas encore."), params={"value": typed}
            )
        return min(found)


def several(typed: str, numbers: Iterable[int]) -> ValidationError:
    """Make the error of a name that more than one record has."""
    keys = ", ".join(f"#{number}" for number in sorted(numbers))
    return ValidationError(
        gettext("Plusieurs fiches s’appellent « %(value)s » : écrivez %(keys)s."),
        params={"value": typed, "keys": keys},
    )


class RelationCell(FieldCell):
    """A record of another kind, held by its number."""

    def __init__(self, column: RelatedField):
        self.registered: Register | None = None
        super().__init__(column, forms.CharField())

    @property
    def register(self) -> Register:
        if self.registered is None:
            self.registered = Register(related_model(self.column.model, self.column.name))
        return self.registered

    def read(self, typed):
        typed = self.field.clean(typed)
        return self.register.number_of(typed) if typed else None

    def render(self, value, obj=None, **kwargs):
        return self.register.called.get(value, "") if value else ""

    def allowed(self):
        return list(self.register.called.values())

    @property
    def told(self):
        return one_of_the_list()


class RelationsCell(widgets.ManyToManyWidget):
    """Several records of another kind, a comma between them."""

    def __init__(self, column: RelatedField):
        self.one = RelationCell(column)
        self.one.field.required = False
        super().__init__(column.related_model)

    def clean(self, value, row=None, **kwargs):
        return sorted(
            {self.one.clean(part.strip()) for part in BETWEEN.split(value or "") if part.strip()}
        )

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        numbers = value if isinstance(value, list) else sorted(entry.pk for entry in value.all())
        return ", ".join(self.one.render(number) for number in numbers)

    def allowed(self):
        return self.one.allowed()

    @property
    def told(self):
        return some_of_the_list()


class OnlyWritten(widgets.Widget):
    """A column of ours that nobody fills: it is in the lists we give, and not read in
    those we get.
    """

    def __init__(self, column: models.Field):
        self.column = column
        super().__init__(coerce_to_string=False)

    def render(self, value, obj=None, **kwargs):
        if self.column.choices:
            return str(dict(self.column.flatchoices).get(value, ""))
        if isinstance(value, models.Model):
            return str(value)
        return timezone.localdate(value) if isinstance(value, datetime.datetime) else value

    def allowed(self):
        return []


def cell_for_column(column: models.Field, field: forms.Field | None = None) -> widgets.Widget:
    """Choose the widget that reads and writes a column. `field` is the form field when
    it is not the column's own.
    """
    if isinstance(column, models.ManyToManyField):
        return RelationsCell(column)
    if isinstance(column, models.ForeignKey):
        return RelationCell(column)
    if isinstance(column, ChoiceListField):
        return ChoicesCell(column)
    if column.choices:
        return ChoiceCell(column)
    if isinstance(column, models.BooleanField):
        return YesNoCell(column)
    return FieldCell(column, field)
