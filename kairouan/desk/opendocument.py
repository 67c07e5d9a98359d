"""Workbooks of LibreOffice (.ods, OpenDocument): their cells, read from the one file
that holds them.
"""

import datetime
import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from openpyxl.utils import get_column_letter

SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT = (SPACE % name for name in ("table", "office", "text"))
NUMBERS = ("float", "percentage", "currency")


@dataclass
class Cells:
    """The cells of a sheet, whichever program made it.

    Rows count from 1, columns from 0.
    """

    name: str
    rows: list[list]  # None, text, number, day or hour
    # first and last row, column, name
    merged: list[tuple[int, int, int, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)  # by their letters
    # formulas whose result is not in the file: row, column
    unstored: set[tuple[int, int]] = field(default_factory=set)


def read_sheets(content: bytes, most_rows: int, most_columns: int) -> list[Cells]:
    """The sheets of a content.xml.

    Raises SyntaxError when it is no XML, ValueError for a value that is none, or for
    entities: no program writes any.
    """
    if b"<!DOCTYPE" in content:
        raise ValueError("a content.xml with entities of its own")
    root = ElementTree.fromstring(content)
    return [sheet_of(table, most_rows, most_columns) for table in root.iter(f"{TABLE}table")]


def sheet_of(table, most_rows: int, most_columns: int) -> Cells:
    cells = Cells(table.get(f"{TABLE}name") or "", [])
    for row in table.iter(f"{TABLE}table-row"):
        read_row(cells, row, most_rows, most_columns)
    while cells.rows and all(value is None for value in cells.rows[-1]):
        cells.rows.pop()
    return cells


def read_row(cells: Cells, row, most_rows: int, most_columns: int):
    values: list[str] = []
    number = len(cells.rows) + 1
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        value, place = read_cell(cell), len(values)
        if value is None and cell.get(f"{TABLE}formula") and not cell.get(f"{OFFICE}value-type"):
            cells.unstored.add((number, place))
        last = number + int(cell.get(f"{TABLE}number-rows-spanned") or 1) - 1
        if last > number:
            cells.merged.append(
                (
                    number,
                    last,
                    place,
                    f"{get_column_letter(place + 1)}{number}:{get_column_letter(place + 1)}{last}",
                )
            )
        times = int(cell.get(f"{TABLE}number-columns-repeated") or 1)
        values += [value] * min(times, most_columns - len(values))
    repeated = int(row.get(f"{TABLE}number-rows-repeated") or 1)
    times = min(repeated, most_rows - len(cells.rows))
    if row.get(f"{TABLE}visibility") in ("collapse", "filter"):
        cells.hidden_rows += range(number, number + times)
    cells.rows += [list(values) for _time in range(times)]


def read_cell(cell):
    kind = cell.get(f"{OFFICE}value-type")
    if kind in NUMBERS:
        return float(cell.get(f"{OFFICE}value"))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    if kind == "date":
        return day_of(cell.get(f"{OFFICE}date-value"))
    return "\n".join(text_of(line) for line in cell.findall(f"{TEXT}p")) or None


def day_of(written: str) -> datetime.datetime:
    """A day, or a day with an hour."""
    return datetime.datetime.fromisoformat(re.sub(r"[.,]\d+$", "", written))


def text_of(element) -> str:
    """The text of a line, with the spaces and ends of line that OpenDocument writes as
    elements.
    """
    found = element.text or ""
    for part in element:
        if part.tag == f"{TEXT}s":
            found += " " * min(int(part.get(f"{TEXT}c") or 1), 1000)
        elif part.tag == f"{TEXT}line-break":
            found += "\n"
        elif part.tag == f"{TEXT}tab":
            found += "\t"
        else:
            found += text_of(part)
        found += part.tail or ""
    return found
