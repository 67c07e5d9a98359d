"""Consents that a member gives or withdraws in the space, as questions. Each counts at
once.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from artisans.consents import CONSENT_WORDS, ConsentWords, give_consent, withdraw_consent
from artisans.models import Artisan, Consent

Item = Consent.Item


@dataclass(frozen=True)
class ConsentQuestion:
    item: Item
    words: ConsentWords
    consent: Consent | None  # the one in force
    is_without_effect: bool  # another person answers for it here


def consent_questions(
    person: Artisan, items: Collection[Item], without_effect: Collection[Item] = ()
) -> list[ConsentQuestion]:
    """One for each of these things; of the family's story, for who speaks for one or
    has agreed. Two statements.
    """
    given = {consent.item: consent for consent in person.consents.in_force()}
    asked = [
        item
        for item in items
        if item != Item.FAMILY_STORY
        or item in given
        or person.speaks_for.filter(until=None).exists()
    ]
    return [
        ConsentQuestion(item, CONSENT_WORDS[item], given.get(item), item in without_effect)
        for item in asked
    ]


def answer_consent(request):
    """Record one agreement given or withdrawn, as it was sent.

    What is not one of these two answers changes nothing.
    """
    member, said = request.member, request.POST.get("answer")
    if request.POST.get("item") not in Item or said not in ("yes", "no"):
        messages.error(request, _("Ce choix n’est pas reconnu. Rien n’a changé."))
        return
    item = Item(request.POST["item"])
    if said == "no":
        with member.revision(_("Accord retiré : %(item)s") % {"item": item.label}):
            withdraw_consent(member.artisan, item)
        messages.success(request, _("C’est retiré : plus personne ne le voit."))
        return
    try:
        with member.revision(_("Accord donné : %(item)s") % {"item": item.label}):
            give_consent(member.artisan, item, member.consent_channel, by=member.user)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return
    messages.success(request, _("C’est noté. Vous pouvez le retirer quand vous voulez."))
