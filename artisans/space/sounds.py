"""The screen where a member sends the sound of their family's hammering."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from artisans.models import Technique
from kairouan.accounts.access import kept_post
from kairouan.common.headers import uses_microphone
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once
from kairouan.review.moderation import Status
from kairouan.review.proposals import Proposal, with_proposal
from kairouan.sounds.cleaning import LONGEST, SENTENCES
from kairouan.sounds.uploads import takes_sounds
from kairouan.space.members import for_members, saved_text
from kairouan.space.sound_forms import SoundForm
from kairouan.space.sounds import MOST, NoSuchSound, send_sound, sounds_of, take_sound_back

from .kept import hammering_address


def techniques_of(artisan):
    """The techniques of which this person may send a recording: those of their family,
    once they are in the register, and those that they have described for it.
    """
    in_register = Technique.objects.practised_by(artisan).filter(status=Status.PUBLISHED)
    return in_register | Technique.objects.managed_by(artisan)


def techniques_with_waiting(account):
    """The techniques of which a recording of this account waits."""
    changes = Proposal.objects.open().about_any(Technique.objects.all())
    waiting = changes.filter(sounds__sent_by=account).values("object_id")
    return Technique.objects.filter(pk__in=waiting).prefetch_related("photos")


def get_technique_or_404(request, number: int) -> Technique:
    return get_object_or_404(techniques_of(request.member.artisan), pk=number)


def screen_of(technique: Technique) -> str:
    return reverse("space:technique_sounds", args=[technique.pk])


@takes_sounds
@for_members
@uses_microphone
@sent_once(TAKEN_ONCE)
def technique_sounds(request, number):
    """Recordings that this member sent of a technique, and the form of another."""
    technique = with_proposal(get_technique_or_404(request, number))
    sent = request.method == "POST"
    if sent and request.too_heavy:
        messages.error(request, SENTENCES["too_heavy"])
        return redirect(screen_of(technique))
    form = SoundForm(
        request.POST if sent else kept_post(request),
        request.FILES if sent else None,
        account=request.member.account,
    )
    if sent and form.is_valid() and (address := send_by_form(request, technique, form)):
        return redirect(address)
    mine = sounds_of(technique, request.member.account)
    context = {
        "technique": technique,
        "form": form,
        "sounds": mine,
        "is_full": len(mine) >= MOST,
        "most": MOST,
        "back": reverse(settings.LOGIN_REDIRECT_URL)
        if technique.is_published
        else hammering_address(technique.pk),
    }
    return render(request, "space/technique_sounds.html", context, status=422 if sent else 200)


def send_by_form(request, technique: Technique, form: SoundForm) -> str:
    """Send a recording once; return where to go on, "" when the form says why not."""
    cleaned, member = form.cleaned_data["audio"], request.member

    def create() -> str:
        with member.revision(_("Envoi d’un enregistrement")):
            send_sound(technique, cleaned, form.texts, by=member.user, account=member.account)
        return screen_of(technique)

    try:
        address = once(request, create)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return ""
    messages.success(
        request,
        _("Envoyé. L’équipe du cluster l’écoute sous deux jours.")
        if technique.is_published or technique.status == Status.SUBMITTED
        else saved_text(technique),
    )
    if cleaned.was_cut:
        messages.info(
            request, _("Les %(most)d premières secondes sont gardées.") % {"most": LONGEST}
        )
    return address


@require_POST
@for_members
def technique_sound_back(request, number):
    """Take one recording back: `sound` is its key."""
    technique = get_technique_or_404(request, number)
    key, member = request.POST.get("sound", ""), request.member
    try:
        with member.revision(_("Retrait d’un enregistrement")):
            take_sound_back(technique, key, by=member.user, account=member.account)
    except NoSuchSound:
        messages.error(request, _("Cet enregistrement n’est plus là."))
        return redirect(screen_of(technique))
    messages.success(
        request,
        _("Enregistrement retiré.")
        if key.startswith("p") or not technique.is_published
        else _("L’équipe du cluster retire l’enregistrement sous deux jours."),
    )
    return redirect(screen_of(technique))
