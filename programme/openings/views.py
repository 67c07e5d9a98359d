"""The openings: their list, each one's page, and asking for a place."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from enquiries.spam import sender_of
from kairouan.common.submissions import once, sent_once
from kairouan.photos.uploads import takes_files
from kairouan.publication.addresses import Moved, get_or_redirect
from kairouan.publication.page_cache import public_page, withholds_names
from kairouan.search.filters import list_context
from kairouan.search.lists import FilteredList

from .forms import ApplicationForm, OpeningsForm
from .models import JobOpening
from .structured import describe_opening

TOO_HEAVY, REFUSED = 413, 422


def crumbs(*more) -> list[tuple]:
    return [(_("Le programme"), reverse("programme:home")), *more]


@public_page
def opening_list(request):
    """The openings that still take answers today, those that end first; by kind and
    delegation. One statement.
    """
    form = OpeningsForm(request.GET)
    narrowing = FilteredList("opening", form)
    rows = narrowing.in_order("ending").as_objects(
        JobOpening.objects.published().select_related("workshop")
    )
    context = list_context(
        request, form, narrowing, rows, _("Les offres des ateliers"), crumbs((_("Offres"), ""))
    )
    return render(request, "programme/opening_list.html", context)


@public_page
def opening_detail(request, slug):
    """An opening. Two statements."""
    opening = get_or_redirect(JobOpening.objects.published().select_related("workshop"), slug)
    context = {
        "opening": opening,
        "structured": [describe_opening(opening, request)],
        "crumbs": crumbs((_("Offres"), reverse("programme:opening_list")), (opening.title, "")),
    }
    return render(request, "programme/opening_detail.html", context)


@csrf_exempt
@takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
@withholds_names
def opening_apply(request, slug):
    """Ask for the place.

    What was typed comes back with every refusal, except the file, which browsers do not
    give back.
    """
    try:
        opening = get_or_redirect(JobOpening.objects.published().select_related("workshop"), slug)
    except Moved as moved:
        return redirect(f"{moved.address}postuler/")
    sent = request.method == "POST"
    form = ApplicationForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        opening=opening,
        sender=sender_of(request),
    )
    status = REFUSED if sent else 200
    if sent and request.too_heavy:
        form.add_error("document", _("Ce fichier pèse plus de 5 Mo. Envoyez-le en plus petit."))
        status = TOO_HEAVY
    elif sent and form.is_valid():
        return redirect(once(request, lambda: save_application(form)))
    here = (opening.title, opening.get_absolute_url()), (_("Postuler"), "")
    context = {
        "form": form,
        "opening": opening,
        "crumbs": crumbs((_("Offres"), reverse("programme:opening_list")), *here),
    }
    return render(request, "programme/opening_apply.html", context, status=status)


def save_application(form) -> str:
    """Keep the application; return where its page is."""
    form.save()
    return reverse("programme:opening_applied")


@public_page
def applied(request):
    """The application has arrived. The same page for who was kept aside."""
    context = {
        "crumbs": crumbs(
            (_("Offres"), reverse("programme:opening_list")), (_("Candidature envoyée"), "")
        )
    }
    return render(request, "programme/opening_applied.html", context)
