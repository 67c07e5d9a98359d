"""Giving and withdrawing an agreement outside the admin: it counts at once, and stays
in the history.
"""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import reader_language
from kairouan.common.calendar import today_in_tunis
from kairouan.publication.stamp import writing

from .models import Artisan, Consent, ConsentChannel

SCREEN_TEXT = "ecran-1"  # the words of workshops/space/agreements.py: change it when they change
OF_AGE = 18


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

    The caller is inside `history.recorded`.
    """
    if not may_agree_alone(person):
        raise ValidationError(
            _(
                "Avant 18 ans, cet accord se donne par écrit : le tuteur signe, avec le juge de la "
                "famille. Écrivez à l’équipe du cluster."
            )
        )
    today = today_in_tunis()
    with writing():
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
            text_version=SCREEN_TEXT,
            recorded_by=by,
        )
        consent.full_clean()
        consent.save()
    return True


def withdraw_consent(person: Artisan, item: Consent.Item) -> bool:
    """Record that the person agrees no more; whether they did.

    The caller is inside `history.recorded`.
    """
    today = today_in_tunis()
    with writing():
        standing = list(
            person.consents.select_for_update(of=("self",)).filter(item=item, withdrawn_on=None)
        )
        for consent in standing:
            consent.withdrawn_on = max(today, consent.given_on)
            consent.save()
    return bool(standing)
