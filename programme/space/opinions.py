"""Screens of a member's anonymous opinions on the actions they followed, and of their
certificates.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.accounts.access import kept_post
from kairouan.space.members import for_members

from ..certificates import held_by
from ..opinion_forms import OpinionForm
from ..opinions import answer_online, sheets_due
from ..views.attendance import certificate_page


@for_members
def opinion_list(request):
    """The sheets to fill, and the certificates."""
    member = request.member
    due = sheets_due(member.artisan)
    context = {
        "sheets": due.none() if member.acts_for_other else due,
        "certificates": held_by(member.artisan),
        "back": reverse(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "space/opinions.html", context)


@for_members
def opinion_sheet(request, number):
    """Three questions.

    Nobody answers for someone else: an officer who acts for a member has no sheet.
    """
    due = sheets_due(request.member.artisan)
    registration = get_object_or_404(
        due.none() if request.member.acts_for_other else due, pk=number
    )
    sent, back = request.method == "POST", reverse("space:opinion_list")
    form = OpinionForm(request.POST if sent else kept_post(request), submit=_("Envoyer mon avis"))
    if sent and form.is_valid():
        try:
            answer_online(registration, form.save(commit=False))
        except ValidationError as error:
            for sentence in error.messages:
                messages.info(request, sentence)
        else:
            messages.success(request, _("Merci. Votre avis est compté, sans votre nom."))
        return redirect(back)
    context = {"form": form, "action": registration.action, "back": back}
    return render(request, "space/opinion.html", context, status=422 if sent else 200)


@for_members
def opinion_certificate(request, code):
    """A certificate of this person, to print; for anyone else it does not exist."""
    return certificate_page(
        request,
        get_object_or_404(held_by(request.member.artisan), code=code),
        reverse("space:opinion_list"),
    )
