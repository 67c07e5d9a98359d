"""The workbook of texts for a translator outside: out with what waits, back in with a
check, all or nothing.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import get_language_bidi, gettext, override
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from kairouan.common.bilingual import Translated
from kairouan.common.languages import BY_CODE, CODES
from kairouan.common.records import field_of
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision, store_version

from ..workbooks import content_of, fill, read_table
from .texts import (
    WAITING,
    Pair,
    kind_of,
    log,
    matching,
    may,
    model_called,
    owner_of,
    pairs_of,
    translation_field,
)

REFERENCE, VERSION, TRANSLATION = range(3)  # the columns that are read, first in the sheet
HEADINGS = [
    _("Référence"),
    _("Version"),
    _("Traduction"),
    _("Texte"),
    _("Vers"),
    _("De"),
    _("Nature"),
    _("Fiche"),
    _("Rubrique"),
    _("État"),
]
WIDTHS = [30, 14, 60, 60, 10, 10, 24, 30, 24, 14]


@dataclass(frozen=True)
class TranslationChange:
    """A translation of the sheet that differs from what is stored."""

    row: int
    pair: Pair
    text: str


@dataclass(frozen=True)
class TranslationProblem:
    """Error on a row, in a sentence."""

    row: int
    said: str


def waiting_workbook(target: str, models: list) -> bytes:
    """Every text that waits for a translation, one a row, in the reader's language."""
    book = Workbook()
    sheet = book.active
    sheet.title, sheet.sheet_view.rightToLeft = gettext("Traductions"), get_language_bidi()
    rows = [[str(heading) for heading in HEADINGS]]
    for model in models:
        for entry in matching(model, WAITING, target):
            rows += [
                sheet_row(pair)
                for pair in pairs_of(entry)
                if pair.state in WAITING and target in ("", pair.target)
            ]
    fill(sheet, rows, WIDTHS)
    return content_of(book)


def sheet_row(pair: Pair) -> list[str]:
    named = [
        BY_CODE[pair.target].label,
        BY_CODE[pair.source].label,
        kind_of(type(pair.entry)),
        pair.entry,
        pair.label,
        pair.state.label,
    ]
    return [
        str(value) for value in [pair.reference, pair.version, pair.translation, pair.text, *named]
    ]


def read_translations(upload, user) -> tuple[list[TranslationChange], list[TranslationProblem]]:
    """Read a translator's sheet: its changes and its errors.

    Raises ValidationError when it is no such sheet.
    """
    known = headings_read()
    table = read_table(upload, lambda row: len(HEADINGS) if tuple(row[:3]) in known else 0)
    rows = table.rows
    if not rows or tuple(rows[0][1][:3]) not in known:
        raise ValidationError(
            _(
                "Ce n’est pas la feuille des traductions : ses trois premières colonnes doivent "
                "rester à leur place."
            )
        )
    changes, problems = check_translations(
        [(number, row[REFERENCE], row[VERSION], row[TRANSLATION]) for number, row in rows[1:]], user
    )
    faults = [
        TranslationProblem(number, said)
        for (number, place), said in sorted(table.faults.items())
        if place <= TRANSLATION
    ]
    return changes, [*faults, *problems]


def headings_read() -> list[tuple[str, ...]]:
    """The first three headings in each language: the sheet may come back to an officer
    who reads another.
    """
    found = []
    for code in CODES:
        with override(code):
            found.append(tuple(str(heading) for heading in HEADINGS[:3]))
    return found


def check_translations(
    rows: list[tuple[int, str, str, str]], user
) -> tuple[list[TranslationChange], list[TranslationProblem]]:
    """Rows (number, reference, version, translation) against the records as they are
    now. A row without translation, or the same, is nothing.
    """
    changes, problems = [], []
    entries: dict = {}
    seen: dict[str, int] = {}
    for number, reference, version, text in rows:
        if not text:
            continue
        try:
            pair = pair_called(reference, entries, user)
            if text == pair.translation:
                continue
            if reference in seen:
                raise ValidationError(
                    gettext("Cette référence est déjà à la ligne %(row)s.")
                    % {"row": seen[reference]}
                )
            seen[reference] = number
            if version != pair.version:
                raise ValidationError(
                    gettext("Ce texte a changé depuis que la feuille a été faite.")
                )
            translation_field(field_of(pair.entry, pair.column)).clean(text)
        except ValidationError as error:
            problems.append(TranslationProblem(number, " ".join(error.messages)))
        else:
            changes.append(TranslationChange(number, pair, text))
    return changes, problems


def pair_called(reference: str, entries: dict, user) -> Pair:
    """The text that a reference names; `entries` keeps the records read.

    Raises ValidationError.
    """
    label, _colon, rest = reference.partition(":")
    number, _colon, column = rest.partition(":")
    model = model_called(label)
    if model and not may(user, "change", model):
        raise ValidationError(gettext("Vous n’avez pas le droit de modifier cette fiche."))
    key = (model, number)
    if model and number.isdecimal() and len(number) < 19 and key not in entries:
        entries[key] = model._base_manager.filter(pk=number).first()
    pair = (
        next((pair for pair in pairs_of(entries[key]) if pair.column == column), None)
        if entries.get(key)
        else None
    )
    if pair is None:
        raise ValidationError(
            gettext("La référence « %(reference)s » n’existe pas.") % {"reference": reference}
        )
    return pair


def apply_translations(
    rows: list[tuple[int, str, str, str]], user
) -> tuple[list[TranslationChange], list[TranslationProblem]]:
    """Write every change, or none when anything is wrong."""
    with revision(user, gettext("Feuille de traductions")), public_write():
        changes, problems = check_translations(rows, user)
        by_entry: dict[Translated, list[TranslationChange]] = {}
        for change in changes:
            by_entry.setdefault(change.pair.entry, []).append(change)
        if not problems:
            for entry, of_entry in by_entry.items():
                for change in of_entry:
                    setattr(entry, change.pair.column, change.text)
                for change in of_entry:
                    entry.still_right(change.pair.name, to=change.pair.target)
                entry.full_clean()
                entry.save()
                owner = owner_of(entry) or entry
                store_version(owner)
                log(user, owner, [change.pair.label for change in of_entry])
    return changes, problems
