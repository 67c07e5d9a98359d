"""A data package of the public records: a CSV and a JSON file for each kind, and
`datapackage.json`, which says what each column is (Frictionless Data, version 1).

Only what a visitor may read today: published records, what the people concerned agree
to show, names that may not show hidden in the texts.
"""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import override

from artisans.models import Family, Technique
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import CODES, columns
from kairouan.common.withheld import withholding
from kairouan.publication.edition import read_edition
from products.models import Collection, Product
from programme.models import Action
from workshops.models import Workshop

STRING, INTEGER, NUMBER, DATE = "string", "integer", "number", "date"


@dataclass(frozen=True)
class Field:
    """A column: its name, its type and what it says, in English for whoever comes
    after; `read` gives its value of a record.
    """

    name: str
    type: str
    description: str
    read: Callable[[Any], Any]
    of: str = ""  # the table whose `slug` it holds


@dataclass(frozen=True)
class Table:
    """A kind of record: its file, its records as a visitor may read them, its
    columns.
    """

    name: str
    description: str
    records: Callable[[], models.QuerySet]
    fields: tuple[Field, ...]

    def rows(self) -> list[dict]:
        """Read every record, in the order of its `slug`."""
        rows = [
            {field.name: plain(field.read(entry)) for field in self.fields}
            for entry in self.records()
        ]
        return sorted(rows, key=lambda row: row["slug"])


def plain(value):
    """Return the value as JSON writes it."""
    match value:
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case None | int() | float():
            return value
        case _:
            return str(value)


def texts(name: str, description: str) -> Iterable[Field]:
    """The columns of a bilingual text, as a page of each language reads it; empty where
    it stands in for a translation.
    """
    for code, column in zip(CODES, columns(name), strict=True):

        def read(entry, code=code):
            with override(code):
                text = getattr(entry, name)
                return "" if getattr(text, "is_fallback", False) else text

        yield Field(column, STRING, f"{description} ({code})", read)


def column(name: str, kind: str, description: str) -> Field:
    return Field(name, kind, description, lambda entry: getattr(entry, name))


def of(table: str, name: str, description: str, read: Callable[[Any], Any]) -> Field:
    """The column that holds the `slug` of a record of another table, if it has one."""

    def slug(entry):
        other = read(entry)
        return other.slug if other else None

    return Field(name, STRING, description, slug, table)


def point(part: int, workshop: Workshop):
    return workshop.public_point[part] if workshop.public_point else None


SLUG = column("slug", STRING, "Identifier, in the address of its page")
TABLES = (
    Table(
        "techniques",
        "Hammering techniques, recognisable among others",
        lambda: Technique.objects.published(),
        (
            SLUG,
            *texts("name", "Name"),
            *texts("summary", "Summary"),
            *texts("description", "Description"),
            column("outline", STRING, "Outline of a blow, a code of the identification key"),
            column("spacing", STRING, "Spacing of the blows, a code of the key"),
            column("order", STRING, "Order of the blows, a code of the key"),
            column("edge", STRING, "Edge of a blow, a code of the key"),
        ),
    ),
    Table(
        "families",
        "Families of coppersmiths",
        lambda: Family.objects.published(),
        (
            SLUG,
            *texts("name", "Name"),
            *texts("public_story", "Story, where the persons it tells of agree"),
            column("since_year", INTEGER, "Year since which the family works copper"),
        ),
    ),
    Table(
        "workshops",
        "Workshops of the cluster",
        lambda: Workshop.objects.published().select_related("family", "main_technique"),
        (
            SLUG,
            *texts("name", "Name"),
            *texts("summary", "Summary"),
            *texts("public_address", "Address, where its owner agrees"),
            column("delegation", STRING, "Delegation of the governorate, a code"),
            Field("latitude", NUMBER, "Latitude, where its owner agrees", partial(point, 0)),
            Field("longitude", NUMBER, "Longitude, where its owner agrees", partial(point, 1)),
            of("techniques", "technique", "Main hammering", lambda w: w.public_technique),
        ),
    ),
    Table(
        "collections",
        "Collections of products",
        lambda: Collection.objects.published(),
        (
            SLUG,
            *texts("name", "Name"),
            *texts("summary", "Summary"),
            column("year", INTEGER, "Year"),
        ),
    ),
    Table(
        "products",
        "Products and services of the catalogue",
        lambda: Product.objects.published().select_related(
            "workshop", "technique", "category", "collection"
        ),
        (
            SLUG,
            column("pk", INTEGER, "Number, on its label"),
            column("kind", STRING, "Product, service or set, a code"),
            *texts("name", "Name"),
            *texts("description", "Description"),
            Field("category", STRING, "Category, in French", lambda product: product.category.name),
            of("workshops", "workshop", "Workshop that makes it", lambda product: product.workshop),
            of("techniques", "technique", "Hammering", lambda product: product.public_technique),
            column("metal", STRING, "Metal, a code"),
            column("lining", STRING, "Lining, a code"),
            column("diameter_cm", NUMBER, "Diameter, centimetres"),
            column("height_cm", NUMBER, "Height, centimetres"),
            column("length_cm", NUMBER, "Length, centimetres"),
            column("width_cm", NUMBER, "Width, centimetres"),
            column("weight_g", INTEGER, "Weight, grams"),
            column("capacity_l", NUMBER, "Capacity, litres"),
            column("price_kind", STRING, "Fixed, from, by weight or on request, a code"),
            column("shown_price", NUMBER, "Price in Tunisian dinars, where it stands"),
            column("price_unit", STRING, "What the price is of, a code"),
        ),
    ),
    Table(
        "actions",
        "Actions of the programme",
        lambda: Action.objects.published(),
        (
            SLUG,
            *texts("title", "Title"),
            *texts("summary", "Summary"),
            column("axis", STRING, "Axis of the programme, a code"),
            column("starts_on", DATE, "First day"),
            column("ends_on", DATE, "Last day"),
        ),
    ),
)


def write_data(folder: Path) -> dict[str, int]:
    """Write the package in a folder; return how many rows each table has."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    with withholding(read_edition().names), override(CODES[0]):
        for table in TABLES:
            rows = table.rows()
            counts[table.name] = len(rows)
            names = [field.name for field in table.fields]
            with open(folder / f"{table.name}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, names)
                writer.writeheader()
                writer.writerows(rows)
            write_json(folder / f"{table.name}.json", rows)
    write_json(folder / "datapackage.json", descriptor(counts))
    return counts


def descriptor(counts: dict[str, int]) -> dict:
    return {
        "name": "cuivre-de-kairouan",
        "title": "Cuivre de Kairouan",
        "description": "The public records of the copper cluster of Kairouan, Tunisia.",
        "homepage": settings.PORTAL_ADDRESS,
        "created": f"{today_in_tunis()}T00:00:00Z",
        "resources": [resource(table) | {"rows": counts[table.name]} for table in TABLES],
    }


def resource(table: Table) -> dict:
    """Describe a table and its CSV file."""
    return {
        "name": table.name,
        "type": "table",
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "primaryKey": ["slug"],
            "fields": [
                {"name": field.name, "type": field.type, "description": field.description}
                for field in table.fields
            ],
            "foreignKeys": [
                {"fields": [field.name], "reference": {"resource": field.of, "fields": ["slug"]}}
                for field in table.fields
                if field.of
            ],
        },
    }


def write_json(path: Path, told):
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
