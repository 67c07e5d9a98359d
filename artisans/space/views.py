"""The screens of a family."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from artisans.models import Family
from kairouan.accounts.access import kept_post
from kairouan.review.history import store_version
from kairouan.space.members import for_members

from .forms import VisibilityForm
from .kept import get_family_or_404
from .menu import menu_of


def family_address(number: int) -> str:
    return reverse("space:family_page", args=[number])


@for_members
def family_list(request):
    """The families for which this person speaks; with one alone, that one."""
    kept = list(Family.objects.managed_by(request.member.artisan).sorted_by_name())
    if len(kept) == 1:
        return redirect("space:family_page", kept[0].pk)
    context = {"families": kept, "back": reverse(settings.LOGIN_REDIRECT_URL)}
    return render(request, "space/families.html", context)


@for_members
def family_page(request, number):
    """Menu of a family's screens."""
    family = get_family_or_404(request, number)
    context = {
        "family": family,
        "lines": menu_of(family),
        "back": reverse(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "space/family.html", context)


@for_members
def family_visibility(request, number):
    """To whom the family shows each technique. Never waits: it counts at once."""
    family = get_family_or_404(request, number)
    sent = request.method == "POST"
    form = VisibilityForm(
        request.POST if sent else kept_post(request),
        family=family,
        practices=list(family.practices.select_related("technique")),
    )
    if sent and form.is_valid():
        with request.member.revision(_("Ce que la famille montre")):
            if form.keep(request.member.user):
                store_version(family)
        messages.success(request, _("Enregistré. Toutes les pages en tiennent déjà compte."))
        return redirect(family_address(number))
    context = {
        "form": form,
        "title": _("Qui peut voir nos martelages"),
        "back": family_address(number),
    }
    return render(request, "space/family_visibility.html", context, status=422 if sent else 200)
