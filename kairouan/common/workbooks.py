"""Tables in files (XLSX, CSV): written so that a cell is never a formula, read so that a file from outside can only be wrong, never harmful.

What is read is text as someone would have typed it: a date is 2026-11-25, a number has a comma for its decimals, spaces that were not meant are gone.
"""

import csv
import datetime
import io
import zipfile
from decimal import Decimal
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .pasted import clean_text

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 5000  # below the heading
MOST_ROWS_ABOVE = 20  # with the heading: a title, the name of the office
MOST_COLUMNS = 100
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def fill(sheet, rows: list[list], widths: list[int]):
    """Write rows, the first being the headings. Numbers and days stay what they are; everything else is text."""
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column)
            if isinstance(value, int | Decimal):
                cell.value = value
            elif isinstance(value, datetime.date):
                cell.value, cell.number_format = value, "dd/mm/yyyy"
            elif value is not None:
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
                cell.data_type = "s"  # never a formula, whatever it begins with
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def content_of(workbook: Workbook) -> bytes:
    held = BytesIO()
    workbook.save(held)
    return held.getvalue()


def csv_of(rows: list[list]) -> bytes:
    """The rows as the Excel of Tunisia opens them: UTF-8 with its mark, semicolons, decimal commas, and no cell that begins a formula."""
    held = io.StringIO()
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerows([harmless(value) for value in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")


def harmless(value) -> str:
    """A value as a CSV cell. An apostrophe goes before what a spreadsheet would work out; `without_apostrophe` takes it away again."""
    if isinstance(value, int | Decimal):
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_BEGINS) or text.startswith("'") else text


def rows_of(upload) -> tuple[str, list[tuple[int, list[str]]]]:
    """The name of the first sheet (none in a CSV) and its rows as text, each with its number as Excel shows it, those that are empty left out.
    Raises ValidationError."""
    if upload.size > MOST_BYTES:
        raise ValidationError(_("Ce fichier pèse plus de 5 Mo. Partagez-le en plusieurs."), code="too_heavy")
    upload.seek(0)
    begin = upload.read(8)
    upload.seek(0)
    if begin.startswith(OLD_EXCEL):
        raise ValidationError(_("C’est un classeur de l’ancien Excel (.xls). Enregistrez-le en .xlsx."), code="unreadable")
    name, rows = rows_of_workbook(upload) if begin.startswith(b"PK") else ("", rows_of_csv(upload))
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if len(filled) > MOST_ROWS + 1:
        raise ValidationError(_("Ce fichier a plus de 5 000 lignes. Partagez-le en plusieurs."), code="too_long")
    return name, filled


def rows_of_workbook(upload) -> tuple[str, list[list[str]]]:
    try:
        with zipfile.ZipFile(upload) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES_UNPACKED:
                raise ValidationError(_("Ce fichier est trop grand une fois ouvert. Partagez-le en plusieurs."), code="too_heavy")
        upload.seek(0)
        sheet = load_workbook(upload, data_only=True).worksheets[0]
        last = min(sheet.max_row, MOST_ROWS + MOST_ROWS_ABOVE + 1), min(sheet.max_column, MOST_COLUMNS)
        rows = [[said(cell) for cell in row] for row in sheet.iter_rows(max_row=last[0], max_col=last[1], values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, IndexError, SyntaxError) as error:
        raise ValidationError(_("Ce fichier n’est pas un classeur Excel (.xlsx) lisible."), code="unreadable") from error
    for merged in sheet.merged_cells.ranges:  # what is written once over several rows holds for each
        for row in rows[merged.min_row : merged.max_row]:
            if merged.min_col <= len(row):
                row[merged.min_col - 1] = rows[merged.min_row - 1][merged.min_col - 1]
    return sheet.title, rows


def rows_of_csv(upload) -> list[list[str]]:
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _(
                "Ce fichier n’est ni un classeur Excel ni un CSV en UTF-8. Dans Excel, enregistrez-le en « CSV UTF-8 », ou en .xlsx."
            ),
            code="unreadable",
        ) from error
    begin = text.split("\n", MOST_ROWS_ABOVE)[:MOST_ROWS_ABOVE]
    delimiter = max(";,\t", key=lambda mark: max(line.count(mark) for line in begin))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ValidationError(_("Ce fichier CSV n’est pas lisible."), code="unreadable") from error
    return [[said(without_apostrophe(cell)) for cell in row[:MOST_COLUMNS]] for row in rows]


def said(value) -> str:
    """A cell as text."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime.datetime():
            return (value.date() if value.time() == datetime.time() else value).isoformat()
        case datetime.date():
            return value.isoformat()
        case float():
            return f"{Decimal(repr(value)).normalize():f}".replace(".", ",")
    return clean_text(str(value))


def without_apostrophe(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*FORMULA_BEGINS, "'")) else cell
