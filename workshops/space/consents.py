"""Consents that a person may give on the pages of a workshop, as questions."""

from dataclasses import dataclass

from artisans.consents import CONSENT_WORDS, ConsentWords
from artisans.models import Artisan, Consent
from workshops.models import Workshop

Item = Consent.Item

# they count for the workshop when the person answers for it
OF_THE_WORKSHOP = (Item.PLACE, Item.PHOTOS)


@dataclass(frozen=True)
class ConsentQuestion:
    item: Item
    words: ConsentWords
    consent: Consent | None  # the one in force
    is_without_effect: bool  # another person answers for it here


def consent_questions(person: Artisan, workshop: Workshop) -> list[ConsentQuestion]:
    """One for each thing that concerns this person. Two statements."""
    given = {consent.item: consent for consent in person.consents.in_force()}
    items = [
        item
        for item in CONSENT_WORDS
        if item != Item.FAMILY_STORY or item in given or person.speaks_for.exists()
    ]
    answers = workshop.responsible_id == person.pk
    return [
        ConsentQuestion(
            item, CONSENT_WORDS[item], given.get(item), item in OF_THE_WORKSHOP and not answers
        )
        for item in items
    ]
