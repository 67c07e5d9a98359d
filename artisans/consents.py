"""Consents outside the admin: their words, giving and withdrawing. What is given counts
at once, and stays in the history.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import digest, reader_language
from kairouan.common.calendar import today_in_tunis
from kairouan.publication.stamp import public_write

from .models import Artisan, Consent, ConsentChannel

OF_AGE = 18


@dataclass(frozen=True)
class ConsentWords:
    """Words of a consent: what the person agrees to, and what follows."""

    title: Promise
    meaning: Promise

    @property
    def version(self) -> str:
        """Digest of the words as they are read now, in the reader's language."""
        return "ecran-" + digest(f"{self.title}\n{self.meaning}")


# Asked on the portal. A word changed here or in a catalogue is another version of them.
CONSENT_WORDS = {
    Consent.Item.NAME: ConsentWords(
        _("Montrer mon nom"),
        _(
            "Votre nom se lit sur la page de l’atelier, sur celle de votre famille et sur vos "
            "pièces."
        ),
    ),
    Consent.Item.PORTRAIT: ConsentWords(
        _("Montrer mon portrait"), _("Votre photo se voit à côté de votre nom.")
    ),
    Consent.Item.PHONE: ConsentWords(
        _("Montrer mon numéro de téléphone"),
        _("Votre numéro se lit sur la page : toute personne peut vous appeler."),
    ),
    Consent.Item.WHATSAPP: ConsentWords(
        _("Montrer mon WhatsApp"),
        _("Un bouton de la page ouvre une conversation avec vous."),
    ),
    Consent.Item.EMAIL: ConsentWords(
        _("Montrer mon adresse e-mail"),
        _("Votre adresse se lit sur la page : toute personne peut vous écrire."),
    ),
    Consent.Item.SOCIAL: ConsentWords(
        _("Montrer mes pages Facebook et Instagram"),
        _("Des boutons de la page y mènent."),
    ),
    Consent.Item.PLACE: ConsentWords(
        _("Montrer le lieu exact de l’atelier"),
        _(
            "L’adresse, le chemin et le point de la carte se voient. Sans cet accord, la page dit "
            "seulement le quartier et la délégation."
        ),
    ),
    Consent.Item.PHOTOS: ConsentWords(
        _("Montrer les photos de l’atelier"),
        _("Les photos du lieu et du travail se voient sur la page."),
    ),
    Consent.Item.FAMILY_STORY: ConsentWords(
        _("Raconter l’histoire de ma famille"),
        _("Le récit de votre famille se lit sur sa page. Vous parlez pour elle."),
    ),
}


def may_agree_alone(person: Artisan) -> bool:
    """Return whether the person has come of age, as far as the year of birth tells
    (unknown: the account was given to an adult).

    The year they turn 18 is not enough: the birthday may be to come. For someone
    younger, the guardian and the family judge agree (organic law 2004-63, article 28),
    on paper.
    """
    return person.birth_year is None or today_in_tunis().year - person.birth_year > OF_AGE


def give_consent(person: Artisan, item: Consent.Item, channel: ConsentChannel, by) -> bool:
    """Record that the person agrees, in the language of the page; whether it was new.

    The caller is inside `history.revision`.
    """
    if not may_agree_alone(person):
        raise ValidationError(
            _(
                "Avant 18 ans, cet accord se donne par écrit : le tuteur signe, avec le juge de la "
                "famille. Écrivez à l’équipe du cluster."
            )
        )
    today = today_in_tunis()
    with public_write():
        # one tap at a time
        person = Artisan.objects.select_for_update(of=("self",)).get(pk=person.pk)
        standing = person.consents.filter(item=item, withdrawn_on=None)
        if standing.in_force().exists():
            return False
        for past in standing.filter(Q(until__lt=today) | Q(given_on__gt=today)):
            past.withdrawn_on = max(past.given_on, past.until or past.given_on)
            past.save()
        consent = Consent(
            artisan=person,
            item=item,
            channel=channel,
            language=reader_language(),
            given_on=today,
            text_version=CONSENT_WORDS[item].version,
            recorded_by=by,
        )
        consent.full_clean()
        consent.save()
    return True


def withdraw_consent(person: Artisan, item: Consent.Item) -> bool:
    """Record that the person agrees no more; whether they did.

    The caller is inside `history.revision`.
    """
    today = today_in_tunis()
    with public_write():
        standing = list(
            person.consents.select_for_update(of=("self",)).filter(item=item, withdrawn_on=None)
        )
        for consent in standing:
            consent.withdrawn_on = max(today, consent.given_on)
            consent.save()
    return bool(standing)
