"""Tables in files (XLSX, ODS, CSV): written so that a cell is never a formula, read so
that a file from outside can only be wrong, never harmful.

What is read is text as someone would have typed it: a date is 2026-11-25, a number has
a comma for its decimals, spaces that were not meant are gone.
"""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from kairouan.common.annotations import StrOrPromise
from kairouan.common.pasted import clean_text

from . import opendocument
from .opendocument import Cells

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 5000  # below the heading
MOST_ROWS_ABOVE = 20  # with the heading: a title, the name of the office
MOST_COLUMNS = 100
MONTHS = (  # as they begin, in English, French and Arabic
    "jan|f[ée]v|feb|mar|a[pv]r|ma[iy]|ju[inl]|ao[uû]|aug|sep|oct|nov|d[ée]c|جانفي|فيفري|مارس|أفريل|ماي"
    "|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر|يناير|فبراير|أبريل|يونيو|يوليو|أغسطس"
)
# a text that a spreadsheet would take for something else: tried on LibreOffice, set in
# English, French and Arabic, and on Gnumeric
WORKED_OUT = re.compile(
    rf"""
    [=+\-@\t\r]  # a formula
    | (?=.{{1,40}}\Z) (?:
        # a number, an hour, a day; a whole number comes back the same
        (?!(?:0|[1-9][0-9]{{0,14}})\Z) (?=\D*\d) [\d.,($€] [\d\s.,:/%()eE+$€-]* (?:[ap]m)?
        | (?=\D*\d) (?:[^\W\d]+[ ,.]+)? [\d ,./-]* (?:{MONTHS})[^\W\d]* [\d ,./-]*  # MAR-12
        | true|false|vrai|faux|صحيح|خطأ
    ) \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
MOST_NAMED = 12  # rows or cells in a sentence
SEPARATORS = ";,\t"
BYTE_ORDER_MARKS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
UNICODE = ("utf-8-sig", "utf-8", "utf-16", "utf-16-le", "utf-16-be")
NAMES_OF_ENCODINGS = {"cp1252": "Windows-1252", "cp1256": "Windows-1256", "mac_roman": "Mac Roman"}
ARABIC_WORD = re.compile("[\u0621-\u064a]{3}")
FORMULA_IN_XML = re.compile(rb"<(?:\w+:)?f[\s/>]")
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
ERROR_OF_A_FORMULA = re.compile(
    r"#(?:N/A|REF!|DIV/0!|VALUE!|VALEUR!|NAME\?|NOM\?|NUM!|NOMBRE!|NULL!|NUL!|SPILL!|CALC!|##+)|Err:\d{3}"
)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    IndexError,
    SyntaxError,
)


def fill(sheet, rows: list[list], widths: list[int]):
    """Write rows, the first being the headings.

    Numbers and days stay what they are; everything else is text.
    """
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column)
            if isinstance(value, int | Decimal):
                cell.value = value
            elif isinstance(value, datetime.date):
                cell.value, cell.number_format = value, "dd/mm/yyyy"
            elif value is not None:
                text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
                # `cell_text` takes one apostrophe away, whichever kind of file holds it
                cell.value = text if without_apostrophe(text) == text else f"'{text}"
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
    """The rows as the Excel of Tunisia opens them: UTF-8 with its mark, semicolons,
    decimal commas, and no cell that begins a formula.
    """
    held = io.StringIO()
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerows(
        [harmless(value) for value in row] for row in rows
    )
    return held.getvalue().encode("utf-8-sig")


def harmless(value) -> str:
    """A value as a CSV cell.

    An apostrophe goes before what a spreadsheet would work out; `without_apostrophe`
    takes it away again.
    """
    if isinstance(value, int | datetime.date):
        return str(value)
    if isinstance(value, Decimal):
        return with_comma(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith("'") or WORKED_OUT.match(text) else text


def with_comma(value: Decimal) -> str:
    """A number with its decimal comma, never three digits behind it: a spreadsheet set
    in English would take 85,500 for 85500.
    """
    whole, _point, rest = f"{value.normalize():f}".partition(".")
    return whole + (f",{rest}0" if len(rest) == 3 else f",{rest}" if rest else "")


@dataclass
class SheetTable:
    """Rows of a sheet, as text."""

    name: str  # none in a CSV
    # those that hold something, each with its number as a spreadsheet shows it
    rows: list[tuple[int, list[str]]]
    # cells not to be read, by row and column (from 0): why
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    # what whoever sent the file is to know of how it was read
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)  # other sheets that hold something


Fit = Callable[[list[str]], int]  # how many headings a row holds; 0 when it is no row of headings


def read_table(upload, fit: Fit) -> SheetTable:
    """The table of a file that `fit` knows by its headings: which sheet, which
    separator, which encoding. Raises ValidationError.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("Ce fichier pèse plus de 5 Mo. Partagez-le en plusieurs."), code="too_heavy"
        )
    upload.seek(0)
    content = upload.read()
    table = (
        best_sheet(sheets_of(content), fit)
        if content.startswith(b"PK")
        else csv_table(content, fit)
    )
    if len(table.rows) > MOST_ROWS + 1:
        raise ValidationError(
            _("Ce fichier a plus de 5 000 lignes. Partagez-le en plusieurs."), code="too_long"
        )
    return table


def fit_of(rows: list[list[str]], fit: Fit) -> int:
    """Count the headings that the best of the first rows holds."""
    return max(map(fit, rows), default=0)


def table(
    name: str,
    rows: list[list[str]],
    faults: dict[tuple[int, int], str] | None = None,
    notes: list[str] | None = None,
) -> SheetTable:
    faults = dict(faults or {})
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if ERROR_OF_A_FORMULA.fullmatch(cell):
                faults[number, place] = gettext(
                    "C’est une erreur du tableur, pas une valeur : corrigez la formule ou écrivez "
                    "la valeur."
                )
    filled = {number for number, row in enumerate(rows, 1) if any(row)} | {
        number for number, _place in faults
    }
    return SheetTable(
        name, [(number, rows[number - 1]) for number in sorted(filled)], faults, notes or []
    )


# Workbooks


def sheets_of(content: bytes) -> list[SheetTable]:
    """The sheets of a workbook (.xlsx, .ods), those that are shown first.

    Raises ValidationError.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES_UNPACKED:
                raise ValidationError(
                    _("Ce fichier est trop grand une fois ouvert. Partagez-le en plusieurs."),
                    code="too_heavy",
                )
            names = set(packed.namelist())
            if any(part.flag_bits & 1 for part in packed.infolist()):
                raise ValidationError(PROTECTED, code="protected")
            if "content.xml" in names:
                if b"encryption-data" in (
                    packed.read("META-INF/manifest.xml")
                    if "META-INF/manifest.xml" in names
                    else b""
                ):
                    raise ValidationError(PROTECTED, code="protected")
                if b"opendocument.spreadsheet" not in (
                    packed.read("mimetype") if "mimetype" in names else b""
                ):
                    raise ValidationError(NO_LIST, code="unreadable")
                found = opendocument.read_sheets(
                    packed.read("content.xml"), MOST_ROWS + MOST_ROWS_ABOVE + 1, MOST_COLUMNS
                )
                return [table_of_cells(sheet) for sheet in found]
            return tables_of_excel(packed)
    except UNREADABLE as error:
        raise ValidationError(
            _("Ce fichier n’est pas un classeur Excel (.xlsx) lisible."), code="unreadable"
        ) from error


def best_sheet(sheets: list[SheetTable], fit: Fit) -> SheetTable:
    """The first sheet with our headings, else the first that holds something."""
    if not sheets:
        raise ValidationError(
            _("Ce fichier n’est pas un classeur Excel (.xlsx) lisible."), code="unreadable"
        )
    filled = [sheet for sheet in sheets if sheet.rows] or sheets[:1]
    found = next(
        (
            sheet
            for sheet in filled
            if fit_of([row for _n, row in sheet.rows[:MOST_ROWS_ABOVE]], fit)
        ),
        filled[0],
    )
    found.skipped = [sheet.name for sheet in filled if sheet is not found]
    return found


def tables_of_excel(packed: zipfile.ZipFile) -> list[SheetTable]:
    if not any(name.startswith("xl/") for name in packed.namelist()):
        raise ValidationError(NO_LIST, code="unreadable")
    content = without_strict(packed)
    sheets = load_workbook(content, data_only=True).worksheets
    with_formulas = {}
    if any(
        FORMULA_IN_XML.search(packed.read(name))
        for name in packed.namelist()
        if name.startswith("xl/worksheets/")
    ):
        content.seek(0)
        with_formulas = {sheet.title: sheet for sheet in load_workbook(content).worksheets}
    # stable: their order stays
    shown = sorted(sheets, key=lambda sheet: sheet.sheet_state != "visible")
    return [
        table_of_cells(cells_of_excel(sheet, with_formulas.get(sheet.title))) for sheet in shown
    ]


def without_strict(packed: zipfile.ZipFile) -> BytesIO:
    """The workbook as openpyxl knows it: "Strict Open XML" is the same under other
    names of namespaces.
    """
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as plain:
        for name in dict.fromkeys(packed.namelist()):
            part = packed.read(name)
            if name.endswith((".xml", ".rels")) and b"purl.oclc.org/ooxml" in part:
                part = STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
            plain.writestr(name, part)
    held.seek(0)
    return held


def cells_of_excel(sheet, with_formulas=None) -> Cells:
    last = min(sheet.max_row, MOST_ROWS + MOST_ROWS_ABOVE + 1), min(sheet.max_column, MOST_COLUMNS)
    rows = [
        [shown_value(cell) for cell in row]
        for row in sheet.iter_rows(max_row=last[0], max_col=last[1])
    ]
    unstored = set()
    for row in with_formulas.iter_rows(max_row=last[0], max_col=last[1]) if with_formulas else ():
        for cell in row:
            stored = sheet.cell(cell.row, cell.column)
            # "str": its result is an empty text
            if cell.data_type == "f" and stored.value is None and stored.data_type != "str":
                unstored.add((cell.row, cell.column - 1))
    return Cells(
        name=sheet.title,
        rows=rows,
        merged=[
            (area.min_row, area.max_row, area.min_col - 1, area.coord)
            for area in sheet.merged_cells.ranges
        ],
        hidden_rows=[number for number, row in sheet.row_dimensions.items() if row.hidden],
        hidden_columns=[
            get_column_letter(place)
            for column in sheet.column_dimensions.values()
            if column.hidden
            for place in range(column.min, min(column.max, sheet.max_column) + 1)
        ],
        unstored=unstored,
    )


def shown_value(cell):
    """The value of a cell, its zeros in front included when its format is to show them:
    7 as 000 is the reference 007.
    """
    zeros = cell.number_format if isinstance(cell.value, int | float) and cell.number_format else ""
    return f"{cell.value:.0f}".zfill(len(zeros)) if re.fullmatch("00+", zeros) else cell.value


def table_of_cells(cells: Cells) -> SheetTable:
    rows = [[cell_text(value) for value in row] for row in cells.rows]
    notes = []
    # what is written once over several rows holds for each
    for first, last, place, _name in cells.merged:
        for row in rows[first:last]:
            if place < len(row):
                row[place] = rows[first - 1][place]
    if merged := [
        name for first, last, _place, name in cells.merged if last > first and first <= len(rows)
    ]:
        notes.append(
            gettext(
                "Cellules fusionnées, dont la valeur vaut pour chacune de leurs lignes : %(cells)s."
            )
            % {"cells": some(merged)}
        )
    filled = {number for number, row in enumerate(rows, 1) if any(row)}
    if hidden := sorted(filled & set(cells.hidden_rows)):
        notes.append(
            gettext("Lignes cachées ou filtrées, lues comme les autres : %(rows)s.")
            % {"rows": some(map(str, hidden))}
        )
    if columns := cells.hidden_columns:
        notes.append(
            gettext("Colonnes cachées, lues comme les autres : %(columns)s.")
            % {"columns": some(columns)}
        )
    said_of_it = gettext(
        "Cette formule n’a pas de résultat enregistré : ouvrez la liste dans Excel et "
        "enregistrez-la, ou écrivez la valeur."
    )
    return table(cells.name, rows, dict.fromkeys(cells.unstored, said_of_it), notes)


def some(names: Iterable[str]) -> str:
    """The first names of many."""
    names = list(names)
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


# CSV


def csv_table(content: bytes, fit: Fit) -> SheetTable:
    """A CSV, its encoding and its separator those under which its headings are ours.

    Raises ValidationError.
    """
    if reason := next(
        (reason for begin, reason in OTHER_FILES if content.lstrip().startswith(begin)), None
    ):
        raise ValidationError(reason(content), code="unreadable")
    read = [(encoding, *best_rows(text, fit)) for encoding, text in texts_of(content)]
    if not read:
        raise ValidationError(NO_CSV, code="unreadable")
    # the first of those that fit as well
    encoding, fitting, rows = max(read, key=lambda one: one[1])
    if not fitting and encoding not in UNICODE:
        raise ValidationError(NO_CSV, code="unreadable")
    notes = (
        []
        if encoding in UNICODE
        else [
            gettext(
                "Ce CSV n’est pas en UTF-8 ; il a été lu en %(encoding)s : regardez si ses lettres "
                "sont justes."
            )
            % {"encoding": NAMES_OF_ENCODINGS[encoding]}
        ]
    )
    return table("", rows, notes=notes)


def texts_of(content: bytes) -> list[tuple[str, str]]:
    """Decode a CSV with each encoding it may be in. Unicode is recognised by its byte
    order mark; of the others the likeliest comes first.
    """
    for begin, encoding in BYTE_ORDER_MARKS:
        if content.startswith(begin):
            return possible_texts(content, [encoding])
    if content[1:2] == b"\0" or content[:1] == b"\0":
        return possible_texts(content, ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"])
    if b"\0" in content:
        return []
    if found := possible_texts(content, ["utf-8"]):
        return found
    # French reads alike in both, so headings do not tell: three Arabic letters in a row
    # do, which no French word makes.
    arabic = ARABIC_WORD.search(content.decode("cp1256"))
    return possible_texts(
        content, ["cp1256", "cp1252", "mac_roman"] if arabic else ["cp1252", "cp1256", "mac_roman"]
    )


def possible_texts(content: bytes, encodings: list[str]) -> list[tuple[str, str]]:
    found = []
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            found.append((encoding, content.decode(encoding)))
    return found


def best_rows(text: str, fit: Fit) -> tuple[int, list[list[str]]]:
    """Rate how well the rows fit; give them too: with the separator that gives most
    headings, else the one there is most of in a line.
    """
    begin = text.split("\n", MOST_ROWS_ABOVE)[:MOST_ROWS_ABOVE]
    read = []
    for delimiter in sorted(SEPARATORS, key=lambda mark: -max(line.count(mark) for line in begin)):
        with suppress(csv.Error):
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            cells = [[cell_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]
            read.append((fit_of(cells[:MOST_ROWS_ABOVE], fit), cells))
    if not read:
        raise ValidationError(_("Ce fichier CSV n’est pas lisible."), code="unreadable")
    return max(read, key=lambda one: one[0])


def reason_of_ole(content: bytes) -> StrOrPromise:
    """Explain why an OLE file is refused: an old Office format, or a protected new one;
    both begin alike.
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        return PROTECTED
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return _("C’est un classeur de l’ancien Excel (.xls). Enregistrez-le en .xlsx.")
    return NO_LIST


PROTECTED = _("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.")
NO_LIST = _("Ce fichier n’est pas une liste. Envoyez un classeur (.xlsx, .ods) ou un CSV.")
NO_CSV = _(
    "Ce fichier n’est ni un classeur Excel ni un CSV en UTF-8. Dans Excel, enregistrez-le en « CSV "
    "UTF-8 », ou en .xlsx."
)
NO_SPREADSHEET = _(
    "C’est une page enregistrée sous le nom d’un classeur. Ouvrez-la dans Excel et enregistrez-la "
    "en .xlsx."
)
OTHER_FILES = [  # how a file that is neither begins, and what is said of it
    (b"\xd0\xcf\x11\xe0", reason_of_ole),
    *((begin, lambda _content: NO_SPREADSHEET) for begin in (b"<", b"\xef\xbb\xbf<")),
    *(
        (begin, lambda _content: NO_LIST)
        for begin in (
            b"%PDF",
            b"{\\rtf",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"Rar!",
            b"7z\xbc\xaf",
        )
    ),
]


class NumberCell(str):
    """A cell that a spreadsheet holds as a number, as text.

    Its comma is a decimal mark, which in a cell of text may be doubted.
    """


def cell_text(value) -> str:
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
            # fifteen digits, as every spreadsheet shows: 3,3 is kept as
            # 3.3000000000000003
            return NumberCell(f"{Decimal(f'{value:.15g}').normalize():f}".replace(".", ","))
    return clean_text(without_apostrophe(str(value)))


def without_apostrophe(cell: str) -> str:
    """Undo `harmless`. A CSV of ours that LibreOffice has saved as a workbook
    keeps the apostrophe.
    """
    was_put = cell[:1] == "'" and (cell[1:2] == "'" or WORKED_OUT.match(cell[1:]))
    return cell[1:] if was_put else cell
