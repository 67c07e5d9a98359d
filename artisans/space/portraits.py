"""Portraits of the people of a family, as who speaks for it sends them.

They wait with the family's open `Proposal`, as its photographs do. Read by an officer,
each is shown once the person has agreed: in their space, or on paper.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from artisans.models import Artisan, Family, Portrait
from kairouan.accounts.access import kept_post
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once
from kairouan.photos.base import Photo
from kairouan.photos.uploads import count_one, takes_photos, too_heavy
from kairouan.review.changes import changing, write_change
from kairouan.review.proposals import (
    ProposedPhoto,
    current_value,
    new_proposal,
    open_proposal,
    with_proposal,
)
from kairouan.review.serialization import row_values
from kairouan.space.members import for_members, saved_text
from kairouan.space.photos import NoSuchPhoto, keep_file, locked, row_key

from .forms import PortraitForm
from .kept import family_address, get_family_or_404

PORTRAITS = "portraits"  # the relation that holds them


@dataclass(frozen=True)
class SentPortrait:
    """A portrait that the family sent: of whom, what names it in forms, and the picture
    where the family may still see it.
    """

    person: Artisan
    key: str
    photo: Photo | None
    waits: bool  # for an officer
    awaits_answer: bool  # of the person


def portraits_of(family: Family) -> list[SentPortrait]:
    """The portraits of a family given by `with_proposal`. Once read, a picture is the
    person's: the family sees it as the public does.
    """
    rows = current_value(family, PORTRAITS)
    people = Artisan.objects.with_consents().select_related("portrait")
    people = people.in_bulk([row["artisan"] for row in rows])
    waiting = family.proposal.photos.in_bulk() if family.proposal else {}
    online = {portrait.pk: portrait for portrait in family.portraits.all()}
    found = []
    for row in rows:
        person, waits = people.get(row["artisan"]), row["pk"] is None
        photo = waiting.get(row.get("proposed")) if waits else online.get(row["pk"])
        if person and photo:
            shown = photo if waits else person.public_portrait
            asks = isinstance(photo, Portrait) and photo.awaits_answer
            found.append(SentPortrait(person, row_key(row), shown, waits, asks))
    return found


def people_without(family: Family):
    """The people of the family of whom no portrait is there, nor waits."""
    sent = [row["artisan"] for row in current_value(family, PORTRAITS)]
    people = Artisan.objects.filter(family=family, portrait=None).exclude(pk__in=sent)
    return people.sorted_by_name()


# Changing. The caller is inside `history.revision`; each returns the family with its
# proposal.


def send_portrait(family: Family, person: Artisan, cleaned, by) -> Family:
    """Put a portrait (what `clean_photo` gave) with what waits. Raises ValidationError
    when there is one of the person already.
    """
    with changing(family):
        family = locked(family)
        if not people_without(family).filter(pk=person.pk).exists():
            raise ValidationError(Portrait._meta.get_field("artisan").error_messages["unique"])
        proposal = open_proposal(family) or new_proposal(family, by)
        if not proposal.pk:
            proposal.save()
        photo = ProposedPhoto.holding(cleaned, proposal=proposal)
        keep_file(photo)
        row = row_values(photo) | {"pk": None, "proposed": photo.pk, "artisan": person.pk}
        return write_change(family, {PORTRAITS: [*current_value(family, PORTRAITS), row]}, by)


def take_portrait_back(family: Family, key: str, by) -> Family:
    """Take a portrait out of what the family sent: for good when nobody has read it.
    Raises NoSuchPhoto.
    """
    with changing(family):
        family = locked(family)
        rows = current_value(family, PORTRAITS)
        kept = [row for row in rows if row_key(row) != key]
        if len(kept) == len(rows):
            raise NoSuchPhoto(key)
        family = write_change(family, {PORTRAITS: kept}, by)
        if key.startswith("p"):
            # after the list: a change of nothing took its photographs with it
            ProposedPhoto.objects.filter(pk=key[1:]).delete()
    return family


# Screens


def portraits_address(number: int) -> str:
    return reverse("space:family_portraits", args=[number])


@takes_photos
@for_members
@sent_once(TAKEN_ONCE)
def family_portraits(request, number):
    """The portraits that the family sent, and the form of another."""
    family = with_proposal(get_family_or_404(request, number))
    sent = request.method == "POST"
    people = people_without(family)
    if sent and request.too_heavy:
        messages.error(request, too_heavy())
        return redirect(portraits_address(number))
    form = PortraitForm(
        request.POST if sent else kept_post(request),
        request.FILES if sent else None,
        people=people,
    )
    if sent and form.is_valid() and (address := add_by_form(request, family, form)):
        return redirect(address)
    context = {
        "family": family,
        "form": form if people else None,
        "portraits": portraits_of(family),
        "back": family_address(number),
    }
    return render(request, "space/family_portraits.html", context, status=422 if sent else 200)


def add_by_form(request, family: Family, form: PortraitForm) -> str:
    """Add a portrait once; return where to go on, "" when the form says why not."""
    member = request.member

    def create() -> str:
        count_one(request.user)
        with member.revision(_("Envoi d’un portrait")):
            kept = send_portrait(family, form.person, form.cleaned_data["photo"], by=member.user)
        messages.success(request, saved_text(kept))
        return portraits_address(family.pk)

    try:
        return once(request, create)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return ""


@require_POST
@for_members
def family_portrait_back(request, number):
    """Take one portrait back: `portrait` is its key."""
    family, member = get_family_or_404(request, number), request.member
    try:
        with member.revision(_("Retrait d’un portrait")):
            family = take_portrait_back(family, request.POST.get("portrait", ""), by=member.user)
    except NoSuchPhoto:
        messages.error(request, _("Cette photo n’est plus là."))
    else:
        removed = _("Portrait retiré.")
        messages.success(request, f"{removed} {saved_text(family)}")
    return redirect(portraits_address(number))
