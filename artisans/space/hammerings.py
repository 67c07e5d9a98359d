"""A new hammering, as a family describes it from the telephone: the same questions as
the key, a name, a photograph with raking light, who may see it. An officer reads it
before it stands in the register.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from artisans.identification.characters import RECORDED
from artisans.identification.models import Frequency, Observation
from artisans.models import Family, FamilyTechnique, Technique
from artisans.visibility import sign_choice
from kairouan.accounts.access import kept_post
from kairouan.common.languages import LANGUAGES
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once
from kairouan.photos.uploads import count_one, takes_photos, too_heavy
from kairouan.publication.stamp import public_write
from kairouan.review.history import store_version
from kairouan.review.moderation import Status
from kairouan.review.proposals import locked_proposal
from kairouan.review.serialization import row_values
from kairouan.space.members import for_members, saved_text, send_for_review
from kairouan.space.photos import add_photo

from .forms import HammeringForm, NewHammeringForm
from .kept import family_address, get_family_or_404, hammering_address

SAID_BY_FAMILY = Frequency.OFTEN  # an officer says more precisely, in the grid


def get_hammering_or_404(request, number: int) -> Technique:
    """A hammering described by a family for which this person speaks, not public yet;
    for anyone else it does not exist.
    """
    return get_object_or_404(Technique.objects.managed_by(request.member.artisan), pk=number)


@takes_photos
@for_members
@sent_once(TAKEN_ONCE)
def hammering_new(request, number):
    """Describe a new hammering and send it to be read."""
    family = get_family_or_404(request, number)
    sent = request.method == "POST"
    if sent and request.too_heavy:
        form = NewHammeringForm(request.POST, family=family)
        form.add_error("photo", too_heavy())
        return hammering_screen(request, form, family_address(number), 422)
    form = NewHammeringForm(
        request.POST if sent else kept_post(request),
        request.FILES if sent else None,
        family=family,
    )
    if sent and form.is_valid():
        return redirect(once(request, lambda: describe_hammering(request, family, form)))
    return hammering_screen(request, form, family_address(number), 422 if sent else 200)


def hammering_screen(request, form, back: str, status: int) -> HttpResponse:
    context = {"form": form, "back": back, "is_new": isinstance(form, NewHammeringForm)}
    return render(request, "space/hammering_form.html", context, status=status)


def describe_hammering(request, family: Family, form: NewHammeringForm) -> str:
    """Save the hammering with its photograph and send it; return the address of its
    page. What could not be sent stays as a draft, and is said.
    """
    with public_write(), request.member.revision(_("Nouveau martelage")):
        technique = form.save()
        write_observations(technique, family, form.answers)
        practice = FamilyTechnique(
            family=family,
            technique=technique,
            since_year=form.cleaned_data["since_year"],
            told_by=form.cleaned_data["told_by"],
            visibility=form.cleaned_data["visibility"],
            is_main=not family.practices.exists(),
        )
        sign_choice(practice, request.member.user)
        practice.full_clean()
        practice.save()
        keep_in_proposal(family, practice)
        if photo := form.cleaned_data["photo"]:
            count_one(request.user)
            add_photo(technique, photo, by=request.member.user)
        store_version(technique)
        store_version(family)
    send_for_review(request, technique, back=family_address(family.pk))
    return hammering_address(technique.pk)


def write_observations(technique: Technique, family: Family, answers: dict[str, str]):
    """Write what the family sees as the cells of the key's grid; what it does not know
    stays unknown.
    """
    wanted = {
        character.code(answers[character.key])
        for character in RECORDED
        if answers.get(character.key)
    }
    technique.observations.exclude(state__in=wanted).delete()
    there = set(technique.observations.values_list("state", flat=True))
    for state in sorted(wanted - there):
        cell = Observation(technique=technique, state=state, frequency=SAID_BY_FAMILY)
        for language in LANGUAGES:
            with override(language.code):
                said = _("Dit par la famille %(name)s.") % {"name": family.name}
            setattr(cell, language.column("source"), said)
        cell.full_clean()
        cell.save()


def keep_in_proposal(family: Family, practice: FamilyTechnique):
    """Have a change of the family's techniques that waits know the new one: approved,
    it would take it away.
    """
    proposal = locked_proposal(family)
    if proposal and "practices" in proposal.changes:
        for side in ("from", "to"):
            proposal.changes["practices"][side].append(row_values(practice))
        proposal.save()


@for_members
def hammering_page(request, number):
    """A hammering as the family described it, and where it stands. Once it is in the
    register, its page there.
    """
    person = request.member.artisan
    technique = Technique.objects.managed_by(person).filter(pk=number).first()
    if technique is None:
        in_register = get_object_or_404(Technique.objects.known_to(person), pk=number)
        if Technique.objects.published().filter(pk=number).exists():
            return redirect(in_register)
        return redirect("space:technique_page", number)
    practice = practice_of(request, technique)
    answers = answers_of(technique)
    context = {
        "technique": technique,
        "practice": practice,
        "photos": list(technique.photos.all()),
        "sounds": list(technique.sounds.all()),
        "answers": [
            (character.label, seen.label)
            for character in RECORDED
            if (seen := character.answer(answers.get(character.key, "")))
        ],
        "may_change": technique.status != Status.SUBMITTED,
        "back": family_address(practice.family_id),
    }
    return render(request, "space/hammering.html", context)


def practice_of(request, technique: Technique) -> FamilyTechnique:
    """The practice of the family for which this person speaks."""
    families = Family.objects.managed_by(request.member.artisan)
    kept = FamilyTechnique.objects.filter(technique=technique, family__in=families.values("pk"))
    return kept.select_related("family").earliest("pk")


def answers_of(technique: Technique) -> dict[str, str]:
    """What the family saw, by character."""
    codes = technique.observations.values_list("state", flat=True)
    return dict(code.split(".") for code in codes)


@for_members
def hammering_edit(request, number):
    """Correct what an officer sent back."""
    technique = get_hammering_or_404(request, number)
    practice = practice_of(request, technique)
    sent = request.method == "POST"
    form = HammeringForm(
        request.POST if sent else kept_post(request),
        instance=technique,
        answers=answers_of(technique),
    )
    if sent and form.is_valid():
        with public_write(), request.member.revision(_("Martelage corrigé")):
            form.save()
            write_observations(technique, practice.family, form.answers)
            store_version(technique)
        messages.success(request, saved_text(technique))
        return redirect(hammering_address(number))
    return hammering_screen(request, form, hammering_address(number), 422 if sent else 200)
