"""Consents that a person may give, in plain words.

The version of these words is `artisans.consents.SCREEN_TEXT`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan, Consent
from workshops.models import Workshop

Item = Consent.Item

# What the person agrees to, and what follows.
WORDS = {
    Item.NAME: (
        _("Montrer mon nom"),
        _(
            "Votre nom se lit sur la page de l’atelier, sur celle de votre famille et sur vos "
            "pièces."
        ),
    ),
    Item.PORTRAIT: (_("Montrer mon portrait"), _("Votre photo se voit à côté de votre nom.")),
    Item.PHONE: (
        _("Montrer mon numéro de téléphone"),
        _("Votre numéro se lit sur la page : toute personne peut vous appeler."),
    ),
    Item.WHATSAPP: (
        _("Montrer mon WhatsApp"),
        _("Un bouton de la page ouvre une conversation avec vous."),
    ),
    Item.EMAIL: (
        _("Montrer mon adresse e-mail"),
        _("Votre adresse se lit sur la page : toute personne peut vous écrire."),
    ),
    Item.SOCIAL: (
        _("Montrer mes pages Facebook et Instagram"),
        _("Des boutons de la page y mènent."),
    ),
    Item.PLACE: (
        _("Montrer le lieu exact de l’atelier"),
        _(
            "L’adresse, le chemin et le point de la carte se voient. Sans cet accord, la page dit "
            "seulement le quartier et la délégation."
        ),
    ),
    Item.PHOTOS: (
        _("Montrer les photos de l’atelier"),
        _("Les photos du lieu et du travail se voient sur la page."),
    ),
    Item.FAMILY_STORY: (
        _("Raconter l’histoire de ma famille"),
        _("Le récit de votre famille se lit sur sa page. Vous parlez pour elle."),
    ),
}
# they count for the workshop when the person answers for it
OF_THE_WORKSHOP = (Item.PLACE, Item.PHOTOS)


@dataclass(frozen=True)
class ConsentQuestion:
    item: Item
    title: str
    meaning: str
    consent: Consent | None  # the one in force
    is_without_effect: bool  # another person answers for it here


def consent_questions(person: Artisan, workshop: Workshop) -> list[ConsentQuestion]:
    """One for each thing that concerns this person. Two statements."""
    given = {consent.item: consent for consent in person.consents.in_force()}
    items = [
        item
        for item in WORDS
        if item != Item.FAMILY_STORY or item in given or person.speaks_for.exists()
    ]
    answers = workshop.responsible_id == person.pk
    return [
        ConsentQuestion(
            item, *WORDS[item], given.get(item), item in OF_THE_WORKSHOP and not answers
        )
        for item in items
    ]
