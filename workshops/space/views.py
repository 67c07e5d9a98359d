"""The screens of a workshop."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from artisans.consents import give, may_agree_alone, withdraw
from artisans.models import Consent
from kairouan.accounts.access import kept_post
from kairouan.review.history import keep_whole
from kairouan.review.previews import preview
from kairouan.review.proposals import overlaid
from kairouan.space.keeping import ACTS_FOR, for_keepers, forget, screen, send, shown

from ..models import Period, Season, Workshop
from ..teams import end, may_end, team_of
from ..timetables import write_hours
from ..views import timetable, workshop_detail
from .agreements import agreements_of
from .forms import (
    ContactForm,
    HoursForm,
    NamesForm,
    PlaceForm,
    PresentationForm,
    StepsForm,
    TechniquesForm,
)
from .kept import kept_workshop
from .menu import menu_of, missing_hours


@for_keepers
def workshops(request):
    """The workshops this person keeps; with one alone, that one."""
    kept = list(Workshop.objects.kept_by(request.keeper.artisan).sorted_by_name())
    if len(kept) == 1:
        return redirect("keeping:workshop", kept[0].pk)
    return render(
        request, "space/workshops.html", {"workshops": [overlaid(workshop) for workshop in kept]}
    )


@for_keepers
def workshop(request, number):
    """Menu of a workshop's screens, and the state of its page."""
    kept = overlaid(kept_workshop(request, number))
    return render(
        request,
        "space/workshop.html",
        {"workshop": kept, "lines": menu_of(kept, request.keeper.artisan)},
    )


def back_to(number: int) -> str:
    return reverse("keeping:workshop", args=[number])


@for_keepers
def names(request, number):
    return screen(request, kept_workshop(request, number), NamesForm, back_to(number), _("Le nom"))


@for_keepers
def presentation(request, number):
    return screen(
        request,
        kept_workshop(request, number),
        PresentationForm,
        back_to(number),
        _("La présentation"),
    )


@for_keepers
def techniques(request, number):
    kept = kept_workshop(request, number)
    return screen(
        request,
        kept,
        TechniquesForm,
        back_to(number),
        _("Les martelages"),
        "space/workshop_techniques.html",
    )


@for_keepers
def steps(request, number):
    kept = kept_workshop(request, number)
    return screen(
        request,
        kept,
        StepsForm,
        back_to(number),
        _("Ce que vous faites vous-mêmes"),
        "space/workshop_steps.html",
    )


@for_keepers
def place(request, number):
    return screen(
        request,
        kept_workshop(request, number),
        PlaceForm,
        back_to(number),
        _("Le lieu"),
        "space/workshop_place.html",
    )


@for_keepers
def contact(request, number):
    """The ways to reach the workshop. "Ajouter" gives one more line and keeps what was
    typed; nothing is written yet.
    """
    kept, title, template = (
        kept_workshop(request, number),
        _("Vous joindre"),
        "space/workshop_contact.html",
    )
    if request.method == "POST" and "add" in request.POST:
        kept = overlaid(kept)
        form = ContactForm(instance=kept, initial=request.POST.dict(), more=1)
        return shown(request, kept, form, back_to(number), title, template)
    return screen(request, kept, ContactForm, back_to(number), title, template)


@for_keepers
def hours(request, number):
    """List the periods of the year with their hours."""
    kept, now = kept_workshop(request, number), Season.objects.in_force()
    written = {table["period"]: table for table in timetable(list(kept.hours.all()), now)}
    periods = [
        (period, written.get(period), sentence) for period, sentence in missing_hours().items()
    ]
    return render(
        request,
        "space/workshop_hours.html",
        {"workshop": kept, "periods": periods, "back": back_to(number)},
    )


@for_keepers
def hours_of_period(request, number, period):
    """The week of one period. Never waits: hours are before the public at once."""
    if period not in Period:
        raise Http404
    kept, period = kept_workshop(request, number), Period(period)
    back, template = reverse("keeping:hours", args=[number]), "space/workshop_hours_of_period.html"
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
    return shown(request, kept, form, back, hours_title(period), template, status, period=period)


def hours_title(period: Period) -> str:
    titles = {
        Period.WINTER: _("Les horaires d’hiver"),
        Period.SUMMER: _("Les horaires d’été"),
        Period.RAMADAN: _("Les horaires de Ramadan"),
    }
    return titles[period]


def keep_hours(request, kept: Workshop, form: HoursForm) -> bool:
    """Write the hours and say where they are.

    What could not be written is said on the form.
    """
    try:
        with request.keeper.recorded(_("Horaires")):
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


@for_keepers
def consents(request, number):
    """Consents of the member, a button each. It counts at once."""
    kept, person = kept_workshop(request, number), request.keeper.artisan
    if request.method == "POST":
        return answer(request, number, request.POST.get("item"), request.POST.get("answer"))
    context = {
        "workshop": kept,
        "agreements": agreements_of(person, kept),
        "may_agree": may_agree_alone(person),
        "back": back_to(number),
    }
    return render(request, "space/workshop_consents.html", context)


def answer(request, number: int, item: str, said: str):
    """Record one agreement given or withdrawn.

    What is not one of these two answers changes nothing.
    """
    keeper, here = request.keeper, redirect("keeping:consents", number)
    if item not in Consent.Item or said not in ("yes", "no"):
        messages.error(request, _("Ce choix n’est pas reconnu. Rien n’a changé."))
        return here
    item = Consent.Item(item)
    if said == "no":
        with keeper.recorded(_("Accord retiré : %(item)s") % {"item": item.label}):
            withdraw(keeper.artisan, item)
        messages.success(request, _("C’est retiré : plus personne ne le voit."))
        return here
    try:
        with keeper.recorded(_("Accord donné : %(item)s") % {"item": item.label}):
            channel = Consent.Channel.MESSAGE if keeper.acts_for_other else Consent.Channel.WEB
            give(keeper.artisan, item, channel, by=keeper.user)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return here
    messages.success(request, _("C’est noté. Vous pouvez le retirer quand vous voulez."))
    return here


@for_keepers
def people(request, number):
    """Team of the workshop. An owner may end a membership."""
    kept = kept_workshop(request, number)
    context = {
        "workshop": kept,
        "team": team_of(kept),
        "may_end": {membership.pk for membership in may_end(kept, request.keeper.artisan)},
        "back": back_to(number),
    }
    return render(request, "space/workshop_people.html", context)


@for_keepers
def membership_end(request, number, membership):
    """Ask, then say that someone works there no more."""
    kept = kept_workshop(request, number)
    membership = get_object_or_404(may_end(kept, request.keeper.artisan), pk=membership)
    if request.method == "POST":
        with request.keeper.recorded(_("Ne travaille plus à l’atelier")):
            end(membership)
            keep_whole(kept)
        messages.success(request, _("C’est noté : la page ne montre plus cette personne."))
        return redirect("keeping:people", number)
    context = {
        "workshop": kept,
        "membership": membership,
        "back": reverse("keeping:people", args=[number]),
    }
    return render(request, "space/workshop_membership_end.html", context)


@for_keepers
def workshop_preview(request, number):
    return preview(request, kept_workshop(request, number), workshop_detail, back_to(number))


@require_POST
@for_keepers
def workshop_send(request, number):
    return send(request, kept_workshop(request, number), back_to(number))


@require_POST
@for_keepers
def workshop_forget(request, number):
    return forget(request, kept_workshop(request, number), back_to(number))


@require_POST
@for_keepers
def stop_acting(request):
    """An officer is an officer again."""
    request.session.pop(ACTS_FOR, None)
    messages.info(request, _("Vous n’agissez plus pour ce membre."))
    return redirect("admin:index")
