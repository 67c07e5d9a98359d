"""Attendance on a telephone, its printed sheet, and what follows an action:
certificates and opinions on paper. For officers.
"""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from artisans.models import Artisan
from kairouan.accounts.access import signed_in
from kairouan.accounts.access_log import AccessKind, log_reading
from kairouan.common.calendar import today_in_tunis
from kairouan.common.pasted import clean_line
from kairouan.common.qr import qr_of
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once

from .. import certificates, opinions
from ..attendance import (
    RECENT,
    actions_over,
    bring_in,
    has_begun,
    mark_attendance,
    people_named,
    people_of,
    sessions_to_mark,
)
from ..models import Action, Certificate, Session
from ..opinion_forms import OpinionForm

ANSWERS = {"yes": True, "no": False}
EMPTY_LINES = 6  # on the printed sheet, for those who come without being registered
LONGEST_NAME = 80  # characters of a name looked for
# The columns of the printed sheet, each written in both languages.
COLUMNS = [
    gettext_lazy("Nom"),
    gettext_lazy("Signature"),
    gettext_lazy("J’accepte d’être photographié(e)"),
]


def for_officers(permission: str):
    """A screen of the cluster's team.

    For anyone else it does not exist; a visitor is asked to sign in.
    """

    def guard(view):
        @signed_in
        @wraps(view)
        def entered(request, *args, **kwargs):
            if not (request.user.is_staff and request.user.has_perm(permission)):
                raise Http404
            return view(request, *args, **kwargs)

        return entered

    return guard


def show_errors(request, error: ValidationError):
    for sentence in error.messages:
        messages.error(request, sentence)


@for_officers("programme.change_attendance")
def attendance_sessions(request):
    """Today's sessions and the recent ones, and the actions that have just ended."""
    today = today_in_tunis()
    listed = list(sessions_to_mark())
    context = {
        "today": [one for one in listed if one.day == today],
        "before": [one for one in listed if one.day < today],
        "over": actions_over().filter(ends_on__gte=today - 3 * RECENT).order_by("-ends_on", "pk"),
    }
    return render(request, "programme/attendance_list.html", context)


@for_officers("programme.change_attendance")
def attendance_roll(request, number):
    """Everyone who is confirmed, present or absent.

    One form: looking for someone, or adding them, saves what was ticked first.
    """
    session = get_object_or_404(Session.objects.select_related("action"), pk=number)
    people = list(people_of(session))
    if request.method == "POST":
        return take(request, session, people)
    log_reading(AccessKind.LISTED, request, model="programme.session", number=session.pk)
    return roll_page(request, session, people)


def roll_page(request, session: Session, people: list, status: int = 200):
    name = clean_line(request.GET.get("q", ""))[:LONGEST_NAME]
    context = {
        "session": session,
        "people": people,
        "may_mark": has_begun(session) and not session.action.is_cancelled,
        "name": name,
        "found": people_named(session, name) if name else [],
    }
    return render(request, "programme/attendance.html", context, status=status)


def take(request, session: Session, people: list):
    """Save what was ticked, add who was chosen, go on looking for who was named."""
    here = reverse("programme:attendance_roll", args=[session.pk])
    answers = {
        one: request.POST[f"person-{one.pk}"]
        for one in people
        if request.POST.get(f"person-{one.pk}")
    }
    if not set(answers.values()) <= set(ANSWERS):
        messages.error(
            request, _("Une réponse n’est ni « présence » ni « absence ». Rien n’est enregistré.")
        )
        return roll_page(request, session, people, status=422)
    try:
        mark_attendance(
            session, {one: ANSWERS[answer] for one, answer in answers.items()}, request.user
        )
        if "add" in request.POST:
            return add_person(request, session, here)
    except ValidationError as error:
        show_errors(request, error)
        return roll_page(request, session, people, status=422)
    messages.success(request, _("Les présences sont enregistrées."))
    name = clean_line(request.POST.get("q", ""))[:LONGEST_NAME]
    return redirect(f"{here}?{urlencode({'q': name})}#chercher" if name else here)


def add_person(request, session: Session, here: str):
    number = request.POST["add"]
    artisan = (
        Artisan.objects.filter(pk=number, is_living=True).first()
        if number.isascii() and number.isdigit()
        else None
    )
    if artisan is None:
        messages.error(request, _("Cette personne n’est pas dans le registre."))
        return redirect(here)
    bring_in(session, artisan, request.user)
    messages.success(
        request, _("« %(name)s » est dans la liste, parmi les présents.") % {"name": artisan}
    )
    return redirect(here)


@for_officers("programme.change_attendance")
def attendance_sheet(request, number):
    """The sheet to print and have signed, with a column for agreeing to be
    photographed.
    """
    session = get_object_or_404(Session.objects.select_related("action"), pk=number)
    log_reading(AccessKind.LISTED, request, model="programme.session", number=session.pk)
    context = {
        "session": session,
        "people": people_of(session),
        "columns": COLUMNS,
        "empty_lines": range(EMPTY_LINES),
    }
    return render(request, "programme/attendance_sheet.html", context)


@for_officers("programme.change_attendance")
def attendance_action(request, number):
    """One action for the team: its sessions, its certificates, how many opinions."""
    one = get_object_or_404(Action, pk=number)
    log_reading(AccessKind.LISTED, request, model="programme.certificate", number=one.pk)
    context = {
        "action": one,
        "sessions": one.sessions.all(),
        "is_over": actions_over().filter(pk=one.pk).exists(),
        "due": len(certificates.due(one)),
        "certificates": Certificate.objects.filter(registration__action=one).select_related(
            "registration__artisan"
        ),
        "opinions": opinions.opinion_counts_of(one),
    }
    return render(request, "programme/attendance_action.html", context)


@require_POST
@for_officers("programme.add_certificate")
def attendance_issue(request, number):
    """Give their certificate to all who are due one."""
    one = get_object_or_404(Action, pk=number)
    try:
        issued = certificates.issue_certificates(one, request.user)
    except ValidationError as error:
        show_errors(request, error)
    else:
        if issued:
            messages.success(
                request,
                _("Les attestations sont délivrées : chacun trouve la sienne dans son espace."),
            )
        else:
            messages.info(request, _("Il n’y a pas de nouvelle attestation à délivrer."))
    return redirect("programme:attendance_action", one.pk)


@for_officers("programme.change_attendance")
def attendance_certificate(request, code):
    """The team prints a certificate for who has no printer."""
    one = get_object_or_404(certificates.valid_certificates(), code=code)
    back = reverse("programme:attendance_action", args=[one.registration.action_id])
    return certificate_page(request, one, back)


def certificate_page(request, one: Certificate, back: str):
    """A certificate in both languages on one page, with the drawing that leads to its
    check.
    """
    link = request.build_absolute_uri(reverse("programme:certificate", args=[one.code]))
    context = {
        "certificate": one,
        "action": one.registration.action,
        "artisan": one.registration.artisan,
        "code": certificates.printed_code(one.code),
        "qr": qr_of(link),
        "back": back,
    }
    return render(request, "programme/certificate.html", context)


@for_officers("programme.add_opinion")
@sent_once(TAKEN_ONCE)
def paper_opinion(request, number):
    """Type an opinion given on paper."""
    one = get_object_or_404(actions_over(), pk=number)
    form = OpinionForm(
        request.POST if request.method == "POST" else None, submit=_("Enregistrer cette feuille")
    )
    if request.method == "POST" and form.is_valid():
        try:
            address = once(request, lambda: save_opinion(one, form))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request, _("La feuille est enregistrée. Vous pouvez taper la suivante.")
            )
            return redirect(address)
    context = {"form": form, "action": one}
    return render(
        request,
        "programme/attendance_opinion.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


def save_opinion(action: Action, form: OpinionForm) -> str:
    """Keep the opinion; return the address of the next sheet."""
    opinions.answer_on_paper(action, form.save(commit=False))
    return reverse("programme:attendance_paper_opinion", args=[action.pk])
