"""The targets and the closed quarters on the officers' desk."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import TakesPastedText
from kairouan.common.languages import columns
from kairouan.desk.base import OnlyRead, RecordAdmin, pairs
from kairouan.publication.edition import current_edition, of_edition
from kairouan.review.edit_conflicts import RecordForm

from .freezing import audited_release, check_can_close, freeze
from .indicators import BREAKDOWNS, INDICATORS
from .models import FrozenQuarter, IndicatorGoal, ResultsRelease
from .periods import START, ReportingPeriod
from .release import TOTAL, published, read_cells
from .wording import figure_text


def indicators() -> list[tuple[str, str]]:
    """Choices of an indicator, made at each form: in the reader's language."""
    return [(code, f"{code} · {indicator.title}") for code, indicator in INDICATORS.items()]


def figure_of(goal: IndicatorGoal, number: Decimal | None) -> str:
    """Say a number kept for an indicator in the unit of what it counts; "" for none."""
    if number is None or goal.code not in INDICATORS:
        return ""
    return figure_text(INDICATORS[goal.code].main, number)


class GoalForm(RecordForm):
    code = forms.ChoiceField(label=_("indicateur"), choices=indicators)


@admin.register(IndicatorGoal)
class IndicatorGoalAdmin(RecordAdmin):
    form = GoalForm
    list_display = [
        "code",
        "indicator",
        "figure",
        "start",
        "goal",
        "target_on",
    ]
    list_filter = ["translation_state"]
    search_fields = ["code", *columns("source")]
    readonly_fields = ["definition", "figure"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "code",
                    "definition",
                    "figure",
                    ("baseline", "baseline_on"),
                    ("target", "target_on"),
                    *pairs(IndicatorGoal, "source"),
                    "written_in",
                ]
            },
        )
    ]

    @admin.display(description=_("titre"))
    def indicator(self, goal):
        return INDICATORS[goal.code].title if goal.code in INDICATORS else ""

    @admin.display(description=_("ce qu’il compte"))
    def definition(self, goal):
        return INDICATORS[goal.code].definition if goal.code in INDICATORS else ""

    @admin.display(description=_("aujourd’hui"))
    def figure(self, goal):
        """Say it as the public page does."""
        if goal.code not in INDICATORS:
            return ""
        reading = published().read(INDICATORS[goal.code].main, START)
        return figure_text(reading.measure, reading.number) if reading.has_number else ""

    @admin.display(description=_("départ"), ordering="baseline")
    def start(self, goal):
        return figure_of(goal, goal.baseline)

    @admin.display(description=_("cible"), ordering="target")
    def goal(self, goal):
        return figure_of(goal, goal.target)

    def changelist_view(self, request, extra_context=None):
        """Rendered at once, so that the figures are counted once for all its rows."""
        with of_edition(current_edition()):
            response = super().changelist_view(request, extra_context)
            return response.render() if hasattr(response, "render") else response


class QuarterForm(TakesPastedText, forms.ModelForm):
    class Meta:
        model = FrozenQuarter
        fields = ["year", "quarter"]

    def clean(self):
        cleaned = super().clean()
        if {"year", "quarter"} <= cleaned.keys():
            check_can_close(ReportingPeriod(cleaned["year"], cleaned["quarter"]))
            audited_release()
        return cleaned


@admin.register(FrozenQuarter)
class FrozenQuarterAdmin(RecordAdmin):
    """Adding one closes a quarter that is over.

    Nobody edits one, nor takes one away.
    """

    form = QuarterForm
    list_display = ["__str__", "frozen_at", "frozen_by"]
    list_select_related = ["frozen_by"]
    search_fields = ["year"]

    def get_fields(self, request, obj=None):
        return (
            ["year", "quarter"]
            if obj is None
            else ["year", "quarter", "frozen_at", "frozen_by", "totals", "workbook"]
        )

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        closed = freeze(obj.year, obj.quarter, request.user)
        obj.pk, obj._state.adding = closed.pk, False
        obj.refresh_from_db()

    @admin.display(description=_("tableur"))
    def workbook(self, quarter):
        """Lead to its figures as they are published: its page and its workbook."""
        query = ReportingPeriod(quarter.year, quarter.quarter).query
        page, file = (
            f"{reverse(name)}{query}" for name in ("programme:results", "programme:results_file")
        )
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            file,
            gettext("En tableur (XLSX)"),
            page,
            gettext("Voir sa page"),
        )

    @admin.display(description=_("chiffres"))
    def totals(self, quarter):
        period = ReportingPeriod(quarter.year, quarter.quarter)
        lines = [
            (indicator.code, measure.title, figure_text(measure, cells[TOTAL]))
            for indicator in INDICATORS.values()
            for measure in indicator.measures
            if TOTAL in (cells := read_cells(quarter.figures.get(measure.key, {})))
        ]
        return format_html(
            "<p>{}</p><ul>{}</ul>",
            period.label,
            format_html_join("", "<li>{} · {} : <bdi>{}</bdi></li>", lines),
        )


@admin.register(ResultsRelease)
class ResultsReleaseAdmin(OnlyRead, admin.ModelAdmin):
    """What each release masks, and what its audit found."""

    list_display = ["made_at", "state", "cells", "masked", "least", "seconds"]
    list_filter = ["state"]
    fields = ("made_at", "state", "cells", "masked", "least", "seconds", "tables", "refusals")
    readonly_fields = fields

    @admin.display(description=_("chiffres contrôlés"))
    def cells(self, release):
        return release.cells

    @admin.display(description=_("masqués"))
    def masked(self, release):
        return release.masked

    @admin.display(description=_("valeurs possibles, au moins"))
    def least(self, release):
        """The fewest that the audit proves; it stops at five."""
        return release.least

    @admin.display(description=_("par chiffre"))
    def tables(self, release):
        titles = measure_titles()
        lines = [
            (
                titles.get(table["measure"], table["measure"]),
                gettext("%(cells)s contrôlés, %(masked)s masqués")
                % {"cells": table["cells"], "masked": table["masked"]},
            )
            for table in release.audit
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} : {}</li>", lines))

    @admin.display(description=_("ce qui n’est pas prouvé"))
    def refusals(self, release):
        """Why it is refused: a figure that could be worked out, or no proof in time."""
        lines = [(line,) for table in release.audit for line in refusal_lines(table)]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines))


def measure_titles() -> dict:
    return {
        measure.key: measure.title
        for indicator in INDICATORS.values()
        for measure in indicator.measures
    }


def refusal_lines(table: dict) -> list[str]:
    titles = measure_titles()
    if table["is_late"]:
        late = gettext("%(measure)s : le contrôle n’a pas fini à temps")
        return [late % {"measure": titles.get(table["measure"], table["measure"])}]
    return [
        " · ".join(
            str(part)
            for part in (
                titles.get(measure, measure),
                ReportingPeriod.of_key(period).label,
                *value_labels(name, value),
            )
        )
        for measure, period, name, value in table["failed"]
    ]


def value_labels(name: str, value: str) -> list:
    """Title of a breakdown and the label of its value; nothing of a total."""
    if name not in BREAKDOWNS:
        return []
    return [BREAKDOWNS[name].title, dict(BREAKDOWNS[name].choices).get(value, value)]
