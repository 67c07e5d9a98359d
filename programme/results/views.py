"""The results: what they come to, what each figure means, the report of a period."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kairouan.desk import workbooks
from kairouan.publication.page_cache import public_page

from .indicators import INDICATORS, Indicator
from .models import IndicatorGoal
from .periods import START, ReportingPeriod, asked
from .release import Release, published
from .report import workbook

# The figures of the first page by subject: an indicator, and which of its measures.
# What is sold abroad stands apart from what is sold in all.
SUBJECTS = [
    (gettext_lazy("Les personnes et l’emploi"), [("I1", 0), ("I2", 0), ("I5", 0), ("I6", 0)]),
    (gettext_lazy("Les ateliers"), [("I3", 0), ("I4", 0), ("I10", 0)]),
    (gettext_lazy("Les marchés"), [("I7", 0), ("I8", 0), ("I9", 0), ("I9", 1)]),
    (gettext_lazy("Les partenaires et le public"), [("I11", 0), ("I12", 0)]),
]
# the breakdowns drawn under them
ON_THE_FIRST_PAGE = [("I1", "axis"), ("I3", "support"), ("I5", "novelty")]


@public_page
def results(request):
    """The figure of each indicator, and a few breakdowns; for a period, since the start
    when none is asked for.
    """
    release, goals = published(), goals_by_code()
    period, complaints = asked(request.GET, release.periods)
    subjects = [
        (title, [tile(release, INDICATORS[code], place, period, goals) for code, place in figures])
        for title, figures in SUBJECTS
    ]
    charts = [
        (INDICATORS[code].main, table)
        for code, name in ON_THE_FIRST_PAGE
        if (table := release.table(INDICATORS[code].main, period, name)) and table.has_numbers
    ]
    context = {
        **frame(release, period, complaints),
        "subjects": subjects,
        "charts": charts,
        "crumbs": [*path_to(), (_("Résultats"), "")],
    }
    return render(request, "programme/results.html", context)


@public_page
def result(request, code):
    """Page of an indicator: its definition, its value and its breakdowns."""
    indicator = next((each for each in INDICATORS.values() if each.slug == code), None)
    if indicator is None:
        raise Http404
    release, goals = published(), goals_by_code()
    period, complaints = asked(request.GET, release.periods)
    context = {
        **frame(release, period, complaints),
        "indicator": indicator,
        "goal": goals.get(indicator.code),
        "aim": goal_of(indicator, period, goals),
        "readings": release.readings(indicator, period),
        "by_period": release.by_period(indicator.main, period),
        "crumbs": [
            *path_to(),
            (_("Résultats"), reverse("programme:results")),
            (indicator.title, ""),
        ],
    }
    return render(request, "programme/result.html", context)


@public_page
def report(request):
    """Everything that is published of a period, to be printed."""
    release, goals = published(), goals_by_code()
    period, complaints = asked(request.GET, release.periods)
    context = {
        **frame(release, period, complaints),
        "entries": [
            {
                "indicator": indicator,
                "goal": goal_of(indicator, period, goals),
                "readings": [
                    reading for reading in release.readings(indicator, period) if reading.has_number
                ],
            }
            for indicator in INDICATORS.values()
        ],
        "crumbs": [*path_to(), (_("Résultats"), reverse("programme:results")), (_("Rapport"), "")],
    }
    return render(request, "programme/results_report.html", context)


@public_page
def report_file(request):
    """The same as a workbook."""
    release = published()
    period, _complaints = asked(request.GET, release.periods)
    return HttpResponse(workbook(release, period, goals_by_code()), content_type=workbooks.KIND)


def tile(
    release: Release, indicator: Indicator, place: int, period: ReportingPeriod, goals: dict
) -> dict:
    """A figure of the first page: how far it is from its target, which is that of the
    indicator's first measure, and what it was in each part of the period.
    """
    measure = indicator.measures[place]
    reading = release.read(measure, period)
    goal = goal_of(indicator, period, goals) if measure == indicator.main else None
    parts = release.by_period(measure, period)
    seen = sum(part.number or 0 for part in parts.lines) if parts else 0
    return {
        "indicator": indicator,
        "reading": reading,
        "goal": goal,
        "reached": share_of(reading.number, goal.target) if goal and reading.number else 0,
        # who came in two years counts in both, and once in all
        "is_less_than_its_parts": bool(
            measure.distinct and reading.number and seen > reading.number
        ),
        "parts": parts if parts and len(parts.lines) > 1 and parts.has_numbers else None,
    }


def share_of(number, target) -> int:
    """How much of its target a figure is, in hundredths: the length of its bar."""
    return min(100, round(100 * number / target)) if target > 0 else 0


def goals_by_code() -> dict[str, IndicatorGoal]:
    return {goal.code: goal for goal in IndicatorGoal.objects.all()}


def goal_of(indicator, period: ReportingPeriod, goals: dict) -> IndicatorGoal | None:
    """The target that a figure is read beside: that of the whole programme, so never
    beside a year or a quarter, but for what is known by year.
    """
    goal = goals.get(indicator.code)
    reached = period == START or indicator.main.is_yearly
    return goal if goal and goal.target is not None and reached else None


def frame(release: Release, period: ReportingPeriod, complaints: list[str]) -> dict:
    """Build the context that the pages of results share: the period, and the others on
    offer.
    """
    return {
        "period": period,
        "known_query": period.query,
        "complaints": complaints,
        "closed_on": release.frozen.get(period.key),
        "periods": [each for each in release.periods if not each.quarter],
        "quarters": [each for each in release.periods if each.quarter and each.year == period.year],
    }


def path_to() -> list[tuple[str, str]]:
    return [(_("Le programme"), reverse("programme:home"))]
