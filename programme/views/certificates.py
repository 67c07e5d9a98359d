"""Has this certificate been given? For anyone who has one in front of them."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enquiries.spam import sender_of
from kairouan.common.pasted import clean_line

from ..certificates import asks_too_much, initials, printed_code, understood
from ..models import Certificate

TOO_MANY = 429


def check_page(request, status: int = 200, **context):
    crumbs = [
        (_("Le programme"), reverse("programme:home")),
        (_("Vérifier une attestation"), ""),
    ]
    shown = {"crumbs": crumbs, "typed": "", "certificate": None, "refusal": "", **context}
    return render(request, "programme/check.html", shown, status=status)


@never_cache
@require_safe
def certificate_check(request):
    """Ask for a code.

    One that can be a code is looked for at its own address; the same sentence answers
    every other.
    """
    typed = clean_line(request.GET.get("code", ""))[:100]
    if not typed:
        return check_page(request)
    code = understood(typed)
    if code:
        return redirect("programme:certificate", code)
    return check_page(
        request,
        typed=typed,
        refusal=_("Ce n’est pas un code d’attestation : un code compte huit caractères."),
    )


@never_cache
@require_safe
def certificate(request, code):
    """Verification page of a certificate: the action, its dates, the hours, the
    initials.

    Never the name, which the paper shows.
    """
    if asks_too_much(sender_of(request)):
        refusal = _(
            "Trop de codes ont été essayés d’ici. Attendez une heure, ou écrivez au cluster."
        )
        return check_page(request, TOO_MANY, refusal=refusal)
    understood_code = understood(code)
    found = (
        Certificate.objects.filter(code=understood_code)
        .select_related("registration__action", "registration__artisan")
        .first()
    )
    if found is None:
        refusal = _("Aucune attestation ne porte ce code. Relisez-le sur le papier.")
        return check_page(request, 404, typed=clean_line(code)[:100], refusal=refusal)
    registration = found.registration
    return check_page(
        request,
        certificate=found,
        code=printed_code(found.code),
        action=registration.action,
        initials=initials(registration.artisan),
    )
