"""Demonstration data: hand-written TOML files, loaded from the ground up, as often as
one likes.

A row names its record by a key, kept in `demonstration_key`; loading again changes only
what differs. Nested arrays of tables are a record's own rows (steps, hours, consents);
`photos` are files of the demonstration media with the alternative texts of their
manifest, `sounds` others (made by scripts/hammer-sounds) with what is said of them.
"""

import datetime
import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from kairouan.common.calendar import TUNIS, today_in_tunis
from kairouan.review.moderation import Moderated, Status

MEDIA = Path(__file__).parent / "media"
CREDIT = {
    "credit_fr": "Image de synthèse, données de démonstration",
    "credit_ar": "صورة حاسوبية، معطيات للعرض",
}
SOUND_CREDIT = {
    "credit_fr": "Son de synthèse, données de démonstration",
    "credit_ar": "صوت مولّد بالحاسوب، معطيات للعرض",
}
RELATIVE = re.compile(r"month([+-]\d+)-(\d\d)")


class WrongDemonstration(Exception):
    """A file of demonstration data says something that cannot be loaded.

    The message names the row.
    """


Loaded = TypeVar("Loaded", bound=models.Model)


class NotYet(Exception):
    """A row names a record that comes further down.

    The file is loaded a second time, when it is there.
    """


def load_file(path: Path, tables: Mapping[str, type[models.Model]]):
    """Load one file.

    `tables` gives the model of each array of tables, in the order to load them:
    {"workshop": Workshop}.
    """
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := rows.keys() - tables.keys():
        raise WrongDemonstration(
            f"{path.name}: {', '.join(sorted(unknown))} is not loaded by anyone."
        )
    # a family names its spokesperson, who names the family: the second time nothing is
    # awaited
    turns: list[list | None] = [[], None]
    for awaited in turns:
        for name, model in tables.items():
            for row in rows.get(name, []):
                try:
                    load_row(model, row, awaited)
                except Exception as error:
                    raise WrongDemonstration(
                        f"{path.name}, {name} {row.get('key')}: {error}"
                    ) from error
        if not awaited:
            break


def load_row(model: type[Loaded], row: dict, awaited: list | None = None, **owner: Any) -> Loaded:
    """Bring one record and its own rows to what the row says.

    Optional references that cannot be followed yet are added to `awaited`.
    """
    row = dict(row)
    # a long page has a key of its own: the same
    key = row["key"] if has_column(model, "key") else row.pop("key")
    status, published_on = row.pop("status", Status.PUBLISHED), row.pop("published_on", None)
    photos, sounds = row.pop("photos", []), row.pop("sounds", [])
    plain, many, children = sort_columns(model, row, awaited)
    if issubclass(model, Moderated):
        plain |= publication_columns(status, published_on)
    entry = model._default_manager.filter(demonstration_key=key).first() or model(
        demonstration_key=key
    )
    if set_changed_columns(entry, {**owner, **plain}):
        entry.full_clean()
        if (
            isinstance(entry, Moderated)
            and status in (Status.PUBLISHED, Status.ARCHIVED)
            and not entry.slug
        ):
            entry.save()  # for the number that its address may be made of
            entry.slug = entry.make_slug()
        entry.save()
    for name, targets in many.items():
        getattr(entry, name).set(targets)
    for relation, rows in children.items():
        load_children(entry, relation, rows, awaited)
    if hasattr(model, "photos"):
        load_photos(entry, photos)
    if hasattr(model, "sounds"):
        load_files(entry, "sounds", "audio", [SOUND_CREDIT | sound for sound in sounds])
    return entry


def publication_columns(status: str, published_on) -> dict:
    """The columns of publication.

    A published record was published at noon of its day, or on the first of this month.
    """
    if status not in (Status.PUBLISHED, Status.ARCHIVED):
        return {
            "status": status,
            "submitted_at": noon(date_of("month+0-01")) if status == Status.SUBMITTED else None,
        }
    return {"status": status, "published_at": noon(date_of(published_on or "month-1-01"))}


def noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), TUNIS).astimezone(
        timezone.get_default_timezone()
    )


def date_of(value) -> datetime.date:
    """A date, or "month-3-15": the fifteenth of the third month before this one.

    Fixed within a month, so that a second load changes nothing.
    """
    if isinstance(value, datetime.date):
        return value
    match = RELATIVE.fullmatch(value)
    if match is None:
        return datetime.date.fromisoformat(value)
    today = today_in_tunis()
    months = today.year * 12 + today.month - 1 + int(match[1])
    return datetime.date(months // 12, months % 12 + 1, int(match[2]))


def sort_columns(model, row: dict, awaited: list | None) -> tuple[dict, dict, dict]:
    """A row's plain columns as Python values, its many-to-many relations as records,
    and its own rows.
    """
    plain, many, children = {}, {}, {}
    for name, value in row.items():
        field = model._meta.get_field(name)
        if field.one_to_many:
            children[name] = value
        elif field.many_to_many:
            many[name] = [by_key(field.related_model, key) for key in value]
        elif field.many_to_one or (field.one_to_one and field.concrete):
            try:
                plain[name] = by_key(field.related_model, value)
            except NotYet:
                if awaited is None or not field.null:
                    raise
                awaited.append(value)
        elif isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            plain[name] = date_of(value)
        else:
            plain[name] = field.to_python(
                str(value) if isinstance(field, models.DecimalField) else value
            )
    return plain, many, children


def by_key(model, key: str):
    entry = model._default_manager.filter(demonstration_key=key).first()
    if entry is None:
        raise NotYet(f"{model._meta.verbose_name}: no record with the key {key}.")
    return entry


def set_changed_columns(entry, columns: dict) -> bool:
    """Set what differs; say whether anything did."""
    changed = entry.pk is None
    for name, value in columns.items():
        if getattr(entry, name, None) != value:
            setattr(entry, name, value)
            changed = True
    return changed


def load_children(entry, relation: str, rows: list[dict], awaited: list | None):
    field = entry._meta.get_field(relation)
    kept = []
    for number, row in enumerate(spread_weekdays(rows), start=1):
        key = f"{entry.demonstration_key}/{relation}/{number}"
        columns = {"order": number, **row} if has_column(field.related_model, "order") else row
        if missing := documents_missing(field.related_model, columns, key):
            columns = {**columns, **missing}
        kept.append(
            load_row(
                field.related_model, {**columns, "key": key}, awaited, **{field.field.name: entry}
            ).pk
        )
    getattr(entry, relation).exclude(pk__in=kept).delete()


def has_column(model, name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def spread_weekdays(rows: list[dict]):
    """Hours are written once for several days: one row a day."""
    for row in rows:
        weekdays = row.get("weekdays")
        if weekdays is None:
            yield row
        else:
            for weekday in weekdays:
                yield {
                    **{name: value for name, value in row.items() if name != "weekdays"},
                    "weekday": weekday,
                }


def documents_missing(model, columns: dict, key: str) -> dict:
    """A one-page document for each file column that must have one and that the row
    leaves out: an award has no standing without its paper.
    """
    if model.objects.filter(demonstration_key=key).exists():
        return {}
    return {
        field.name: ContentFile(blank_document(), name="demonstration.pdf")
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
        and not isinstance(field, models.ImageField)
        and not field.blank
        and field.name not in columns
    }


def blank_document() -> bytes:
    """A valid PDF of one empty page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(
        b"%010d 00000 n \n" % offset for offset in offsets
    )
    return body + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


@cache
def manifest() -> dict[str, dict]:
    return {
        row["file"]: row
        for row in json.loads((MEDIA / "manifest.json").read_text(encoding="utf-8"))
    }


def load_photos(entry, photos: list):
    """The photographs of a record, in order."""
    rows = [{"file": photo} if isinstance(photo, str) else photo for photo in photos]
    texts = [manifest()[row["file"]]["alt"] for row in rows]
    load_files(
        entry,
        "photos",
        "image",
        [
            {"alt_fr": text["fr"], "alt_ar": text["ar"], **CREDIT, **row}
            for row, text in zip(rows, texts, strict=True)
        ],
    )


def load_files(entry, name: str, column: str, rows: list[dict]):
    """The photographs or recordings of a record, in order: `name` is their relation,
    `column` that of their file, which a row calls "file".

    A file already there under the same key is left as it is.
    """
    relation = entry._meta.get_field(name)
    kept = []
    for order, row in enumerate(rows, start=1):
        file = row["file"]
        key = f"{entry.demonstration_key}/{name}/{file}"
        held = getattr(entry, name).filter(demonstration_key=key).first() or relation.related_model(
            demonstration_key=key, **{relation.field.name: entry}
        )
        columns = {each: value for each, value in row.items() if each != "file"}
        changed = set_changed_columns(held, {"order": order, **columns})
        if held.pk is None:
            with (MEDIA / file).open("rb") as content:
                setattr(held, column, File(content, name=file))
                held.full_clean()
                held.save()
        elif changed:
            held.save()
        kept.append(held.pk)
    getattr(entry, name).exclude(pk__in=kept).delete()


def records_without_key() -> dict[str, int]:
    """Count the records of each model shown on pages that are not demonstration data.

    Empty when all are. A visitor's letter is none of them.
    """
    counts = {
        str(model._meta.verbose_name_plural): model._default_manager.filter(demonstration_key="")
        .exclude(getattr(model, "given_by_portal", None) or models.Q(pk=None))
        .count()
        for model in apps.get_models()
        if has_column(model, "demonstration_key") and getattr(model, "shows_on_pages", True)
    }
    return {name: count for name, count in counts.items() if count}
