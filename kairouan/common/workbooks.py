"""Workbooks (XLSX): written so that a cell is never a formula, read so that a file from outside can only be wrong, never harmful."""

import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 5000


def fill(sheet, rows: list[list], widths: list[int]):
    """Write rows, the first being the headings. Numbers stay numbers; everything else is text."""
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column)
            if isinstance(value, int | Decimal):
                cell.value = value
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


def rows_of(upload) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet as text, each with its number as Excel shows it, those that are empty left out. Raises ValidationError."""
    if upload.size > MOST_BYTES:
        raise ValidationError(_("Ce fichier pèse plus de 5 Mo. Partagez-le en plusieurs."), code="too_heavy")
    try:
        with zipfile.ZipFile(upload) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES_UNPACKED:
                raise ValidationError(_("Ce fichier est trop grand une fois ouvert. Partagez-le en plusieurs."), code="too_heavy")
        upload.seek(0)
        sheet = load_workbook(upload, read_only=True, data_only=True).worksheets[0]
        rows = [
            (number, [said(cell) for cell in row])
            for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True), 1)
        ]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, IndexError, SyntaxError) as error:
        raise ValidationError(_("Ce fichier n’est pas un classeur Excel (.xlsx) lisible."), code="unreadable") from error
    if len(rows) > MOST_ROWS + 1:
        raise ValidationError(_("Ce fichier a plus de 5 000 lignes. Partagez-le en plusieurs."), code="too_long")
    return ((number, row) for number, row in rows if any(row))


def said(value) -> str:
    """A cell as text, without the spaces around it."""
    return "" if value is None else str(value).strip()
