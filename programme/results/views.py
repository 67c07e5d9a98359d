"""The results: what they come to, what each figure means, the report of a period."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.desk import workbooks
from kairouan.publication.page_cache import public_page

from .indicators import INDICATORS
from .models import IndicatorGoal
from .periods import START, ReportingPeriod, asked
from .release import Release, published
from .report import workbook

# the breakdowns drawn under the tiles
ON_THE_FIRST_PAGE = [("I1", "axis"), ("I3", "support"), ("I5", "novelty")]


@public_page
def results(request):
    """The figure of each indicator, and a few breakdowns; for a period, since the start
    when none is asked for.
    """
    release, goals = published(), goals_by_code()
    period, complaints = asked(request.GET, release.periods)
    tiles = [
        {
            "indicator": indicator,
            "reading": release.read(indicator.main, period),
            "goal": goal_of(indicator, period, goals),
        }
        for indicator in INDICATORS.values()
    ]
    people = INDICATORS["I1"]
    charts = [{"indicator": people, "table": release.by_period(people.main, period)}]
    for code, name in ON_THE_FIRST_PAGE:
        indicator = INDICATORS[code]
        charts.append(
            {"indicator": indicator, "table": release.table(indicator.main, period, name)}
        )
    context = {
        **frame(release, period, complaints),
        "tiles": tiles,
        "charts": [chart for chart in charts if chart["table"] is not None],
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
