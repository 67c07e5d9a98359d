"""Serialization of a record to plain JSON values: to compare, to store in a proposal,
to restore.

A column is its value (decimals as text, relations by number); a relation to many is a
sorted list of numbers; rows of the record's own (steps, channels, photographs) are a
list of rows, each {"pk": number or None, column: value…} in the order they are shown.
"""

import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.utils import format_number
from django.utils.translation import gettext

from kairouan.common import formatting
from kairouan.common.choices import ChoiceListField
from kairouan.common.records import field_of, related_model

# plain JSON: which kind of value, its column or relation says, as with `json.loads`
Value = Any


def plain_value(field: models.Field, value) -> Value:
    """One column's value."""
    if isinstance(field, models.DecimalField) and value is not None:
        return format_number(field.to_python(value), field.max_digits, field.decimal_places)
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def on_one_line_end(value: Value) -> Value:
    """Give a text as it is compared: browsers send every end of line as two characters,
    whatever they were given.
    """
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def value_of(record: models.Model, name: str) -> Value:
    """Serialize what the record holds under a name: a column or a relation.

    A relation costs a statement.
    """
    field = record._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(record, name).values_list("pk", flat=True)) if record.pk else []
    if field.one_to_many:
        return [row_values(row) for row in getattr(record, name).all()] if record.pk else []
    return column_value(record, name)


def column_value(record: models.Model, name: str) -> Value:
    field = field_of(record, name)
    return plain_value(field, field.value_from_object(record))


def row_values(row: models.Model) -> dict:
    """A row of the record's own, by what its model says a member may write
    (`member_columns`). Its rank is its place in the list, said once.
    """
    return {"pk": row.pk} | {name: column_value(row, name) for name in said_columns(type(row))}


def said_columns(model: Any) -> list[str]:
    """The columns of a row of a record's own that a member may write, but its rank."""
    return [name for name in model.member_columns if name != "order"]


def column_values(row: models.Model) -> dict[str, Value]:
    """Every column of a row, those that no member writes too."""
    return {
        field.name: plain_value(field, field.value_from_object(row))
        for field in row._meta.concrete_fields
    }


def row_from_columns(model: type[models.Model], columns: dict[str, Value]) -> models.Model:
    """A deleted row again, unsaved: with its own number, and the days it was made and
    changed. A column that is no more is left out.
    """
    known = {field.name: field for field in model._meta.concrete_fields}
    return model(
        **{
            known[name].attname: known[name].to_python(value)
            for name, value in columns.items()
            if name in known
        }
    )


def digest_of(value: Value) -> str:
    """Twelve hexadecimal digits that change when the value does. Not for secrets."""
    return hashlib.blake2s(json.dumps(value, sort_keys=True).encode(), digest_size=6).hexdigest()


def record_version(record) -> str:
    """Compute a digest of the fields that members may change: an optimistic lock."""
    return digest_of({name: value_of(record, name) for name in record.member_names})


def set_columns(record: models.Model, values: dict[str, Value]):
    """Put plain values into a record's columns, in memory; relations to many are left
    out.
    """
    for name, value in values.items():
        field = record._meta.get_field(name)
        if field.concrete and not field.many_to_many:
            setattr(record, field.attname, field.to_python(value))


def value_text(model: type[models.Model], name: str, value: Value) -> str:
    """A value as a person reads it. Rows of the record's own take a line each."""
    field = model._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(
            str(entry) for entry in related_model(model, name).objects.filter(pk__in=value)
        )
    if field.one_to_many:
        return "\n".join(row_text(related_model(model, name), row) for row in value)
    if value is None or value == "":
        return ""
    if field.is_relation:
        entry = related_model(model, name)._base_manager.filter(pk=value).first()
        return str(entry) if entry else gettext("n’existe plus")
    other = model()
    set_columns(other, {name: value})
    if isinstance(value, bool):
        return gettext("oui") if value else gettext("non")
    if isinstance(field, ChoiceListField):
        return ", ".join(str(label) for label in field.labels_of(other))
    if field_of(model, name).choices:
        return str(getattr(other, f"get_{name}_display")())
    match getattr(other, name):
        case Decimal() as figure:
            return formatting.number(figure)
        case datetime.date() as day:
            return formatting.day(day)
        case other_value:
            return str(other_value)


def row_text(model: type[models.Model], row: dict) -> str:
    said = (value_text(model, name, row.get(name)) for name in said_columns(model))
    return " · ".join(text for text in said if text)
