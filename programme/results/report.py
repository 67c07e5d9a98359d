"""The report of a period as a workbook, in the reader's language, equal to the page."""

from django.utils.translation import get_language_bidi, gettext
from openpyxl import Workbook

from kairouan.common import formatting
from kairouan.desk.workbooks import content_of, fill

from .indicators import INDICATORS
from .periods import ReportingPeriod
from .release import Release


def workbook(release: Release, period: ReportingPeriod, goals: dict) -> bytes:
    """Two sheets: the figures, one a row, and what each means.

    Read from right to left in Arabic.
    """
    book = Workbook()
    figures, meanings = book.active, book.create_sheet()
    figures.title, meanings.title = gettext("Chiffres"), gettext("Définitions")
    fill(figures, figure_rows(release, period), widths=[8, 34, 34, 26, 34, 16, 24, 40])
    fill(meanings, meaning_rows(goals), widths=[8, 34, 80, 44, 14, 14, 44])
    for sheet in (figures, meanings):
        sheet.sheet_view.rightToLeft = get_language_bidi()
    return content_of(book)


def figure_rows(release: Release, period: ReportingPeriod) -> list[list]:
    """The heading, then every figure of the page: its total, then its breakdowns.

    What is masked is said, never left empty.
    """
    rows: list[list] = [
        [
            gettext("Code"),
            gettext("Indicateur"),
            gettext("Mesure"),
            gettext("Ventilation"),
            gettext("Valeur"),
            gettext("Chiffre"),
            gettext("Unité"),
            gettext("Remarque"),
        ]
    ]
    for indicator in INDICATORS.values():
        for reading in release.readings(indicator, period):
            if not reading.has_number:
                continue
            measure = reading.measure
            named: list = [indicator.code, indicator.title, measure.title]
            total = [
                reading.period.label,
                number_or_masked(reading.number),
                measure.unit.label,
                remark(release, reading),
            ]
            rows.append([*named, gettext("Total"), *total])
            rows += [
                [
                    *named,
                    table.title,
                    line.label,
                    number_or_masked(line.number),
                    measure.unit.label,
                    "",
                ]
                for table in reading.tables
                for line in table.lines
            ]
    return rows


def meaning_rows(goals: dict) -> list[list]:
    rows: list[list] = [
        [
            gettext("Code"),
            gettext("Indicateur"),
            gettext("Définition"),
            gettext("Source"),
            gettext("Départ"),
            gettext("Cible"),
            gettext("Document"),
        ]
    ]
    for code, indicator in INDICATORS.items():
        goal = goals.get(code)
        known = [goal.baseline, goal.target, str(goal.source)] if goal else [None, None, ""]
        rows.append([code, indicator.title, indicator.definition, indicator.source, *known])
    return rows


def remark(release: Release, reading) -> str:
    if reading.corrected is not None:
        return gettext("corrigé depuis : %(number)s") % {
            "number": formatting.number(reading.corrected)
        }
    if closed_on := release.frozen.get(reading.period.key):
        return gettext("arrêté le %(day)s") % {"day": formatting.day(closed_on)}
    return ""


def number_or_masked(number):
    return gettext("masqué") if number is None else number
