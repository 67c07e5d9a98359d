"""The files we give: a list as a workbook or a CSV, the empty one to fill, and what an
officer's file holds.
"""

from dataclasses import dataclass
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.utils.translation import get_language_bidi, gettext, override
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from tablib import Dataset

from kairouan.common.languages import CODES

from ..workbooks import MOST_ROWS, MOST_ROWS_ABOVE, SheetTable, content_of, fill, read_table, some
from .cells import is_required
from .resources import PHOTOS, ROW, RowProblem, Sheet

WIDTH = 24
MOST_ALLOWED = 500  # records that a template names; beyond, one exports their list


def workbook_of(title: str, rows: list[list]) -> bytes:
    book = Workbook()
    fill_sheet(book.active, title, rows)
    return content_of(book)


def fill_sheet(sheet, title: str, rows: list[list], widths: list[int] | None = None):
    sheet.title, sheet.sheet_view.rightToLeft = title[:31], get_language_bidi()
    fill(sheet, rows, widths or [WIDTH] * len(rows[0]))


def template_of(resource: Sheet, title: str) -> bytes:
    """An empty list: the headings; then what each column takes; then the values that
    some take alone, offered in the cells too.
    """
    book = Workbook()
    names = [name for name in resource.columns() if name not in resource.only_written]
    fill_sheet(book.active, title, [[resource.label(name) for name in names]])
    allowed = {
        name: values
        for name in names
        if 0 < len(values := resource.allowed_in(name)) <= MOST_ALLOWED
    }
    fill_sheet(
        book.create_sheet(),
        gettext("Colonnes"),
        [columns_heading(), *(column_row(resource, name) for name in names)],
        [30, 20, 14, 70],
    )
    values = book.create_sheet()
    listed = map(list, zip_longest(*allowed.values()))
    fill_sheet(values, gettext("Valeurs"), [[resource.label(name) for name in allowed], *listed])
    for place, (name, found) in enumerate(allowed.items(), 1):
        letter, column = get_column_letter(place), get_column_letter(names.index(name) + 1)
        # Several may be written in one cell: the list offers, and the import checks.
        offered = DataValidation(
            type="list",
            formula1=f"'{values.title}'!${letter}$2:${letter}${len(found) + 1}",
            showErrorMessage=False,
        )
        offered.add(f"{column}2:{column}{MOST_ROWS + 1}")
        book.active.add_data_validation(offered)
    return content_of(book)


def columns_heading() -> list[str]:
    return [
        gettext("Colonne"),
        gettext("Nom fixe"),
        gettext("Obligatoire"),
        gettext("Ce qu’on y écrit"),
    ]


def column_row(resource: Sheet, name: str) -> list[str]:
    if name == PHOTOS:
        return [
            resource.label(name),
            name,
            "",
            gettext(
                "Les noms des photos du dossier .zip, avec leur dossier quand deux ont le même "
                "nom, une virgule entre eux."
            ),
        ]
    column = resource._meta.model._meta.get_field(name)
    is_needed = name in resource.keys or is_required(column)
    return [
        resource.label(name),
        name,
        gettext("oui") if is_needed else "",
        resource.fields[name].widget.told,
    ]


@dataclass
class Listed:
    """An officer's file as a list of ours."""

    name: str  # of its sheet; none in a CSV
    dataset: Dataset  # the rows under our columns
    unread: list[str]  # the headings that are none of ours
    notes: list[str]  # what its officer is to know of how it was read
    faults: list[RowProblem]  # the cells that cannot be read


def dataset_of(upload, sheet: type[Sheet]) -> Listed:
    """An officer's file, read. Raises ValidationError."""
    known = sheet.headings()

    def fit(row: list[str]) -> int:
        columns = {column for cell in row if cell and (column := known.only(cell))}
        return len(columns) if columns.issuperset(sheet.keys) else 0

    table = read_table(upload, fit)
    above = table.rows[:MOST_ROWS_ABOVE]
    place = max(
        range(len(above)),
        key=lambda place: sum(known.only(cell) is not None for cell in above[place][1]),
        default=0,
    )
    headings = above[place][1] if above else []
    columns = [known.only(heading) or "" for heading in headings]
    if missing := [sheet.label(key) for key in sheet.keys if key not in columns]:
        raise ValidationError(
            _(
                "Aucune ligne de titres n’a la colonne « %(column)s ». Partez du modèle à "
                "télécharger."
            ),
            params={"column": missing[0]},
        )
    if twice := next(
        (
            heading
            for heading, column in zip(headings, columns, strict=True)
            if column and columns.count(column) > 1
        ),
        "",
    ):
        raise ValidationError(
            _("La colonne « %(column)s » est là deux fois."), params={"column": twice}
        )
    read = {
        place: column
        for place, column in enumerate(columns)
        if column and column not in sheet.only_written
    }
    dataset = Dataset(headers=[ROW, *read.values()])
    for number, row in table.rows[place + 1 :]:
        texts = [row[place] if place < len(row) else "" for place in read]
        if any(texts) or any((number, place) in table.faults for place in read):
            dataset.append([number, *texts])
    cells = {(row[ROW], name): value for row in dataset.dict for name, value in row.items()}
    faults = [
        RowProblem(number, sheet.label(read[place]), cells[number, read[place]], said)
        for (number, place), said in sorted(table.faults.items())
        if place in read and (number, read[place]) in cells
    ]
    unread = [
        heading for heading, column in zip(headings, columns, strict=True) if heading and not column
    ]
    return Listed(table.name, dataset, unread, [*table.notes, *skipped_sheets(table)], faults)


def skipped_sheets(table: SheetTable) -> list[str]:
    """The sheets that were not read, in a sentence; those that come with our template
    are not meant to be.
    """
    explaining = {name for code in CODES for name in names_of_explaining_sheets(code)}
    skipped = [name for name in table.skipped if name not in explaining]
    return (
        [gettext("Feuilles qui ne sont pas lues : %(names)s.") % {"names": some(skipped)}]
        if skipped
        else []
    )


def names_of_explaining_sheets(code: str) -> list[str]:
    with override(code):
        return [gettext("Colonnes"), gettext("Valeurs")]
