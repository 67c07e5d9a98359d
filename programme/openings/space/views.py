"""The screens of the openings: what a workshop offers, and who was put forward to
it.
"""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kairouan.accounts.access import kept_post
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once
from kairouan.publication.stamp import public_write
from kairouan.review.previews import preview
from kairouan.review.proposals import with_proposal, with_proposals
from kairouan.space.members import edit_screen, for_members, forget_change, send_for_review
from workshops.models import Workshop

from ..models import Application, JobOpening
from ..steps import close
from ..views import opening_detail
from .forms import NewOpeningForm, OpeningForm

MOST_SHOWN = 100  # openings of a member


def kept_opening(request, number: int, lock: bool = False) -> JobOpening:
    """An opening of a workshop this person keeps; for anyone else it does not exist."""
    kept = JobOpening.objects.managed_by(request.member.artisan)
    kept = (
        kept.select_for_update(of=("self",))
        if lock
        else kept.select_related("workshop__main_technique")
    )
    return get_object_or_404(kept, pk=number)


def opening_address(number: int) -> str:
    return reverse("space:opening_page", args=[number])


@for_members
def opening_list_screen(request):
    """The openings of the workshops this person keeps, the last to end first, with how
    many people were put forward for each.
    """
    shown = Count(
        "applications", filter=Q(applications__in=Application.objects.put_forward().values("pk"))
    )
    kept = (
        JobOpening.objects.managed_by(request.member.artisan)
        .select_related("workshop")
        .annotate(put_forward=shown)
    )
    context = {
        "openings": with_proposals(list(kept.order_by("-expires_on", "-pk")[:MOST_SHOWN])),
        "keeps": Workshop.objects.managed_by(request.member.artisan).exists(),
    }
    return render(request, "space/openings.html", context)


@for_members
@sent_once(TAKEN_ONCE)
def opening_new(request):
    """A draft, whole on one screen."""
    workshops = Workshop.objects.managed_by(request.member.artisan).sorted_by_name()
    if not workshops:
        messages.info(
            request,
            _("Aucun atelier n’est encore rattaché à votre compte. Écrivez à l’équipe du cluster."),
        )
        return redirect("space:opening_list")
    sent = request.method == "POST"
    form = NewOpeningForm(request.POST if sent else kept_post(request), workshops=workshops)
    if sent and form.is_valid():
        address = once(request, lambda: create_opening(request, form))
        messages.success(request, _("Enregistré. Envoyez-la à la relecture quand elle est prête."))
        return redirect(address)
    context = {
        "form": form,
        "record": None,
        "back": reverse("space:opening_list"),
        "title": _("Proposer une place"),
    }
    return render(request, "space/screen.html", context, status=422 if sent else 200)


def create_opening(request, form: NewOpeningForm) -> str:
    """Make the draft; return its address."""
    with request.member.revision(_("Nouvelle offre")):
        return opening_address(form.save().pk)


@for_members
def opening_page(request, number):
    """An opening, what can be done about it, and the people put forward to the
    workshop: never the others, never the team's notes.
    """
    opening = with_proposal(kept_opening(request, number))
    applications = opening.applications.put_forward().only(
        "name", "phone", "email", "diploma", "text", "state", "opening"
    )
    return render(request, "space/opening.html", {"opening": opening, "applications": applications})


@for_members
def opening_edit(request, number):
    return edit_screen(
        request, kept_opening(request, number), OpeningForm, opening_address(number), _("L’offre")
    )


@for_members
def opening_preview(request, number) -> HttpResponse:
    """The page as it will be, unless its last day has passed: it has none then."""
    opening = kept_opening(request, number)
    if with_proposal(opening).is_over:
        messages.error(request, _("Le dernier jour est passé : changez-le, et l’aperçu reviendra."))
        return redirect(opening_address(number))
    return preview(request, opening, opening_detail, opening_address(number))


@require_POST
@for_members
def opening_send(request, number):
    return send_for_review(request, kept_opening(request, number), opening_address(number))


@require_POST
@for_members
def opening_forget(request, number):
    return forget_change(request, kept_opening(request, number), opening_address(number))


@require_POST
@for_members
def opening_close(request, number):
    """No more answers: it leaves the portal at once, without review."""
    with request.member.revision(_("Fermeture de l’offre")), public_write():
        close(kept_opening(request, number, lock=True))
    messages.success(request, _("L’offre est fermée : on n’y répond plus."))
    return redirect(opening_address(number))
