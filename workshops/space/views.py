"""The screens of a workshop."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from artisans.consents import CONSENT_WORDS, may_agree_alone
from kairouan.accounts.access import kept_post
from kairouan.review.history import store_version
from kairouan.review.proposals import with_proposal
from kairouan.space.consents import Item, answer_consent, consent_questions
from kairouan.space.members import (
    ACTS_FOR,
    edit_screen,
    for_members,
    form_screen,
)

from ..models import HoursPeriod, Season, Workshop
from ..teams import end, may_end, team_of
from ..timetables import days_alike, write_away, write_hours
from ..views import timetable
from .forms import (
    AwayForm,
    HoursForm,
    PresentationForm,
    StepsForm,
    TechniquesForm,
    WorkshopContactForm,
    WorkshopNamesForm,
    WorkshopPlaceForm,
)
from .kept import get_workshop_or_404
from .menu import menu_of, missing_hours, parts_of


@for_members
def workshop_list(request):
    """The workshops this person keeps; with one alone, that one."""
    kept = list(Workshop.objects.managed_by(request.member.artisan).sorted_by_name())
    if len(kept) == 1:
        return redirect("space:workshop_page", kept[0].pk)
    return render(
        request,
        "space/workshops.html",
        {"workshops": [with_proposal(workshop) for workshop in kept]},
    )


@for_members
def workshop_page(request, number):
    """Menu of a workshop's screens, and the state of its page."""
    kept = with_proposal(get_workshop_or_404(request, number))
    return render(
        request,
        "space/workshop.html",
        {"workshop": kept, "parts": parts_of(menu_of(kept, request.member.artisan))},
    )


def workshop_address(number: int) -> str:
    return reverse("space:workshop_page", args=[number])


@for_members
def workshop_names(request, number):
    return edit_screen(
        request,
        get_workshop_or_404(request, number),
        WorkshopNamesForm,
        workshop_address(number),
        _("Le nom"),
    )


@for_members
def workshop_presentation(request, number):
    return edit_screen(
        request,
        get_workshop_or_404(request, number),
        PresentationForm,
        workshop_address(number),
        _("La présentation"),
    )


@for_members
def workshop_techniques(request, number):
    kept = get_workshop_or_404(request, number)
    return edit_screen(
        request,
        kept,
        TechniquesForm,
        workshop_address(number),
        _("Les martelages"),
        "space/workshop_techniques.html",
    )


@for_members
def workshop_steps(request, number):
    kept = get_workshop_or_404(request, number)
    return edit_screen(
        request,
        kept,
        StepsForm,
        workshop_address(number),
        _("Ce que vous faites vous-mêmes"),
        "space/workshop_steps.html",
    )


@for_members
def workshop_place(request, number):
    return edit_screen(
        request,
        get_workshop_or_404(request, number),
        WorkshopPlaceForm,
        workshop_address(number),
        _("Le lieu"),
        "space/workshop_place.html",
    )


@for_members
def workshop_contact(request, number):
    """The ways to reach the workshop. "Ajouter" gives one more line and keeps what was
    typed; nothing is written yet.
    """
    kept, title, template = (
        get_workshop_or_404(request, number),
        _("Vous joindre"),
        "space/workshop_contact.html",
    )
    if request.method == "POST" and "add" in request.POST:
        kept = with_proposal(kept)
        form = WorkshopContactForm(instance=kept, initial=request.POST.dict(), more=1)
        return form_screen(request, kept, form, workshop_address(number), title, template)
    return edit_screen(
        request, kept, WorkshopContactForm, workshop_address(number), title, template
    )


@for_members
def workshop_hours(request, number):
    """List the periods of the year with their hours; the absence."""
    kept = get_workshop_or_404(request, number)
    return hours_page(request, kept, AwayForm(workshop=kept))


@require_POST
@for_members
def workshop_away(request, number):
    """Until when nobody answers. Never waits, as the hours."""
    kept = get_workshop_or_404(request, number)
    form = AwayForm(request.POST, workshop=kept)
    if not form.is_valid():
        return hours_page(request, kept, form, status=422)
    with request.member.revision(_("Absence")):
        write_away(kept, form.cleaned_data["away_until"])
    messages.success(request, _("Enregistré : c’est en ligne."))
    return redirect("space:workshop_hours", number)


def hours_page(request, kept: Workshop, away: AwayForm, status: int = 200):
    now = Season.objects.in_force()
    written = {table["period"]: table for table in timetable(list(kept.hours.all()), now)}
    for table in written.values():
        table["groups"] = days_alike(table["days"])
    periods = [
        (period, written.get(period), sentence) for period, sentence in missing_hours().items()
    ]
    return render(
        request,
        "space/workshop_hours.html",
        {
            "workshop": kept,
            "periods": periods,
            "away": away,
            "back": workshop_address(kept.pk),
        },
        status=status,
    )


@for_members
def workshop_hours_of_period(request, number, period):
    """The week of one period. Never waits: hours are before the public at once."""
    if period not in HoursPeriod:
        raise Http404
    kept, period = get_workshop_or_404(request, number), HoursPeriod(period)
    back, template = (
        reverse("space:workshop_hours", args=[number]),
        "space/workshop_hours_of_period.html",
    )
    sent = request.method == "POST"
    form = HoursForm(request.POST if sent else kept_post(request), instance=kept, period=period)
    status = 200
    if sent and "copy" in request.POST:
        form = HoursForm(
            instance=kept, period=period, initial=request.POST.dict() | form.like_the_first_day
        )
    elif (
        sent and form.is_valid() and (not form.changed_something or keep_hours(request, kept, form))
    ):
        return redirect(back)
    elif sent:
        status = 422
    return form_screen(
        request, kept, form, back, hours_title(period), template, status, period=period
    )


def hours_title(period: HoursPeriod) -> str:
    titles = {
        HoursPeriod.WINTER: _("Les horaires d’hiver"),
        HoursPeriod.SUMMER: _("Les horaires d’été"),
        HoursPeriod.RAMADAN: _("Les horaires de Ramadan"),
    }
    return titles[period]


def keep_hours(request, kept: Workshop, form: HoursForm) -> bool:
    """Write the hours and say where they are.

    What could not be written is said on the form.
    """
    try:
        with request.member.revision(_("Horaires")):
            write_hours(kept, form.period, form.values["hours"])
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    live = _("Enregistré : c’est en ligne.")
    messages.success(
        request,
        live if kept.is_published else _("Enregistré. Vous pouvez fermer et revenir plus tard."),
    )
    return True


@for_members
def workshop_consents(request, number):
    """Consents of the member, a button each. It counts at once."""
    kept, person = get_workshop_or_404(request, number), request.member.artisan
    if request.method == "POST":
        answer_consent(request)
        return redirect("space:workshop_consents", number)
    # they count for the workshop when the person answers for it
    without_effect = () if kept.responsible_id == person.pk else (Item.PLACE, Item.PHOTOS)
    context = {
        "consents": consent_questions(person, list(CONSENT_WORDS), without_effect),
        "may_agree": may_agree_alone(person),
        "back": workshop_address(number),
    }
    return render(request, "space/consents.html", context)


@for_members
def workshop_people(request, number):
    """Team of the workshop. An owner may end a membership."""
    kept = get_workshop_or_404(request, number)
    context = {
        "workshop": kept,
        "team": team_of(kept),
        "may_end": {membership.pk for membership in may_end(kept, request.member.artisan)},
        "back": workshop_address(number),
    }
    return render(request, "space/workshop_people.html", context)


@for_members
def workshop_membership_end(request, number, membership):
    """Ask, then say that someone works there no more."""
    kept = get_workshop_or_404(request, number)
    membership = get_object_or_404(may_end(kept, request.member.artisan), pk=membership)
    if request.method == "POST":
        with request.member.revision(_("Ne travaille plus à l’atelier")):
            end(membership)
            store_version(kept)
        messages.success(request, _("C’est noté : la page ne montre plus cette personne."))
        return redirect("space:workshop_people", number)
    context = {
        "workshop": kept,
        "membership": membership,
        "back": reverse("space:workshop_people", args=[number]),
    }
    return render(request, "space/workshop_membership_end.html", context)


@require_POST
@for_members
def stop_acting(request):
    """An officer is an officer again."""
    request.session.pop(ACTS_FOR, None)
    messages.info(request, _("Vous n’agissez plus pour ce membre."))
    return redirect("admin:index")
