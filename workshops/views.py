"""The directory of workshops, and a workshop."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from artisans.models import Artisan, Technique
from kairouan.common.bilingual import reader_language
from kairouan.publication.addresses import get_or_redirect
from kairouan.publication.page_cache import public_page
from kairouan.publication.release import release
from kairouan.search.filters import list_context
from kairouan.search.lists import FilteredList

from .forms import DirectoryForm
from .models import (
    Channel,
    HoursPeriod,
    LabelAward,
    Membership,
    OpeningHours,
    Season,
    Weekday,
    Workshop,
    WorkshopStep,
)
from .plan import LANDMARKS, studs, tiles
from .structured import describe_workshop
from .walk import openings_of, route_line, route_streets, stops_of


@public_page
def directory(request):
    """The workshops, with filters and the two plans. Two statements."""
    form = DirectoryForm(request.GET)
    narrowing = FilteredList("workshop", form)
    steps = WorkshopStep.objects.filter(in_house=True)
    workshops = (
        Workshop.objects.published()
        .select_related("main_technique", "family", "responsible")
        .prefetch_related(Prefetch("steps", steps, to_attr="own_steps"))
    )
    order = "" if narrowing.found else f"name_{reader_language()}"
    rows = narrowing.in_order(order).as_objects(workshops)
    title = _("Annuaire des ateliers")
    context = list_context(request, form, narrowing, rows, title, [(title, "")])
    shown = context["page_obj"].object_list
    context |= {"studs": studs(shown), "tiles": tiles(shown), "landmarks": LANDMARKS}
    return render(request, "workshops/workshop_list.html", context)


@public_page
def workshop_detail(request, slug):
    """A workshop: people, techniques, what it makes itself, when it is open, how to
    come and how to reach it, as far as each was agreed to.
    """
    steps = WorkshopStep.objects.select_related("done_by")
    workshop = get_or_redirect(
        Workshop.objects.published()
        .select_related("family", "main_technique")
        .prefetch_related(
            "photos",
            Prefetch("techniques", Technique.objects.published(), to_attr="public_techniques"),
            Prefetch("steps", steps, to_attr="all_steps"),
            Prefetch("channels", Channel.objects.published(), to_attr="public_channels"),
            Prefetch(
                "awards",
                LabelAward.objects.in_force().select_related("label"),
                to_attr="standing_awards",
            ),
            Prefetch("memberships", open_memberships(), to_attr="team"),
            "hours",
        ),
        slug,
    )
    period, period_until = Season.objects.in_force_until()
    hours_now = [each for each in workshop.hours.all() if each.period == period]
    context = {
        "workshop": workshop,
        "structured": [describe_workshop(workshop, hours_now, request)],
        "photos": workshop.public_photos,
        "timetable": timetable(workshop.hours.all(), period),
        "hours_now": hours_now,
        "period": period,
        "period_until": period_until,
        "studs": studs([workshop]),
        "landmarks": LANDMARKS,
        "own_steps": [step for step in workshop.all_steps if step.in_house],
        "other_steps": [step for step in workshop.all_steps if not step.in_house],
        "crumbs": [
            (_("Annuaire des ateliers"), reverse("workshops:list")),
            (workshop.name, ""),
        ],
    }
    return render(request, "workshops/workshop_detail.html", context)


def open_memberships():
    """Prefetch the current team, with the consents of each person."""
    people = Artisan.objects.with_consents().select_related("portrait")
    return Membership.objects.filter(until=None).prefetch_related(Prefetch("artisan", people))


def timetable(hours: list[OpeningHours], in_force: HoursPeriod) -> list[dict]:
    """The hours by period, the one in force first: seven days each, every day with its
    openings (none: closed).
    """
    periods = [period for period in HoursPeriod if any(each.period == period for each in hours)]
    periods.sort(key=lambda period: period != in_force)
    return [
        {
            "period": period,
            "is_in_force": period == in_force,
            "days": [
                {
                    "day": day,
                    "openings": [
                        each for each in hours if (each.period, each.weekday) == (period, day)
                    ],
                }
                for day in Weekday
            ],
        }
        for period in periods
    ]


@public_page
def walk(request):
    """The coppersmiths' walk.

    Four statements: the season, the workshops that welcome visitors, their hours now,
    and the stamp.
    """
    period, period_until = Season.objects.in_force_until()
    hours = OpeningHours.objects.filter(period=period).order_by("weekday", "opens")
    welcoming = (
        Workshop.objects.published()
        .filter(welcomes_visitors=True)
        .select_related("main_technique")
        .prefetch_related(Prefetch("hours", hours, to_attr="hours_now"))
        .sorted_by_name()
    )
    workshops = list(welcoming)
    for workshop in workshops:
        workshop.open_days = openings_of(workshop.hours_now)
    stops = stops_of(workshops)
    on_the_way = [workshop for stop in stops for workshop in stop.workshops]
    numbers = {workshop.pk: number for number, workshop in enumerate(on_the_way, start=1)}
    for workshop in workshops:
        workshop.number = numbers.get(workshop.pk)
    context = {
        "period": period,
        "period_until": period_until,
        "stops": stops,
        "on_the_way": on_the_way,
        "minutes": sum(stop.minutes for stop in stops),
        "further": [workshop for workshop in workshops if workshop.pk not in numbers],
        "studs": studs(on_the_way, route_streets()),
        "landmarks": LANDMARKS,
        "route": route_line(),
        "crumbs": [(_("La promenade des dinandiers"), "")],
    }
    return render(request, "workshops/walk.html", context)


@public_page
def walk_offline(request):
    """The script that keeps the walk readable without a network.

    Its address gives it the walk alone to look after.
    """
    return render(
        request,
        "workshops/walk-offline.js",
        {"release": release()},
        content_type="text/javascript; charset=utf-8",
    )
