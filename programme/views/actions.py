"""The actions: their list, and each one's page."""

import datetime
import re

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.common.calendar import today_in_tunis
from kairouan.publication.addresses import get_or_redirect
from kairouan.publication.page_cache import public_page
from kairouan.search.filters import list_context
from kairouan.search.lists import FilteredList

from ..forms import ActionForm
from ..ics import calendar_file
from ..models import Action
from ..structured import describe_action

MONTHS_SHOWN = 3
# the project began in April 2019
FIRST_MONTH, LAST_MONTH = datetime.date(2019, 4, 1), datetime.date(2039, 12, 1)


@public_page
def action_list(request):
    """The actions, coming first; by axis, form, kind and whether they are over. The
    next that one can still join and that has a photograph leads them.
    """
    form = ActionForm(request.GET)
    narrowing = FilteredList("action", form)
    rows = narrowing.in_order("coming").as_objects(
        Action.objects.published().with_moment().with_places().prefetch_related("photos")
    )
    crumbs = [(_("Le programme"), reverse("programme:home")), (_("Actions"), "")]
    context = list_context(request, form, narrowing, rows, _("Les actions"), crumbs)
    context["lead"] = next(
        (
            action
            for action in context["page_obj"]
            if action.main_photo and action.is_open_to_registration and not action.is_full
        ),
        None,
    )
    return render(request, "programme/action_list.html", context)


@public_page
def action_detail(request, slug):
    action = get_or_redirect(
        Action.objects.published().with_places().prefetch_related("photos", "partners", "sessions"),
        slug,
    )
    photos, sessions = list(action.photos.all()), list(action.sessions.all())
    context = {
        "action": action,
        "sessions": sessions,
        "photos": photos,
        "structured": [describe_action(action, sessions, photos, request)],
        "crumbs": [
            (_("Le programme"), reverse("programme:home")),
            (_("Actions"), reverse("programme:action_list")),
            (action.title, ""),
        ],
    }
    return render(request, "programme/action_detail.html", context)


@public_page
def action_calendar(request):
    """The actions by month, from this one on; `?de=2026-03` from another.

    Two statements.
    """
    first = month_asked(request.GET.get("de", ""))
    last = next_month(first, MONTHS_SHOWN)
    actions = (
        Action.objects.published()
        .with_places()
        .filter(ends_on__gte=first, starts_on__lt=last)
        .order_by("starts_on", "pk")
    )
    by_month: dict[datetime.date, list] = {
        next_month(first, number): [] for number in range(MONTHS_SHOWN)
    }
    for action in actions:
        by_month[max(action.starts_on.replace(day=1), first)].append(action)
    context = {
        "months": by_month.items(),
        "known_query": f"?de={first:%Y-%m}" if first != month_asked("") else "",
        "before": f"{next_month(first, -MONTHS_SHOWN):%Y-%m}" if first > FIRST_MONTH else "",
        "after": f"{last:%Y-%m}" if last < LAST_MONTH else "",
        "crumbs": [
            (_("Le programme"), reverse("programme:home")),
            (_("Actions"), reverse("programme:action_list")),
            (_("Calendrier"), ""),
        ],
    }
    return render(request, "programme/action_calendar.html", context)


def month_asked(typed: str) -> datetime.date:
    """The first day of a month typed as 2026-03, within what the calendar holds; this
    month for anything else.
    """
    match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", typed, re.ASCII)
    month = (
        datetime.date(int(match[1]), int(match[2]), 1) if match else today_in_tunis().replace(day=1)
    )
    return min(max(month, FIRST_MONTH), LAST_MONTH)


def next_month(month: datetime.date, number: int) -> datetime.date:
    months = month.year * 12 + month.month - 1 + number
    return datetime.date(months // 12, months % 12 + 1, 1)


@public_page
def action_file(request, slug):
    """One action for the reader's own agenda."""
    action = get_or_redirect(Action.objects.published().prefetch_related("sessions"), slug)
    return calendar_file([action], str(action.title), request)


@public_page
def coming_file(request):
    """Every action to come, for an agenda that subscribes; those called off stay in it,
    marked so.
    """
    actions = Action.objects.published().coming().prefetch_related("sessions")
    return calendar_file(list(actions), _("Cuivre de Kairouan : les actions à venir"), request)
