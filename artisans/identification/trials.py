"""The life of a blind trial: opened, answered, closed.

Each step raises ValidationError with a sentence when it cannot be taken.
"""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from artisans.models import Technique
from kairouan.common.states import current_states
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision

from .characters import CHARACTERS
from .models import Trial, TrialAnswer, TrialPhoto, TrialReader
from .register import read_register
from .scoring import RULE, places, rank_techniques


def open_trial(trial: Trial, by):
    """From now on its readers answer; its pictures no longer change, nor the states
    that they may answer: it keeps a copy of them.
    """
    with public_write(), revision(by=by, reason=_("Essai ouvert")):
        trial = Trial.objects.select_for_update().get(pk=trial.pk)
        if trial.opened_at is not None:
            raise ValidationError(_("Cet essai est déjà ouvert."))
        if not trial.photos.exists():
            raise ValidationError(_("Ajoutez d’abord les images de l’essai."))
        unknown = trial.photos.exclude(technique=None).exclude(
            technique__in=Technique.objects.published()
        )
        if hidden := unknown.select_related("technique").first():
            raise ValidationError(
                _("« %(name)s » n’est pas publié : la clé ne peut pas le nommer.")
                % {"name": hidden.technique}
            )
        trial.opened_at = timezone.now()
        trial.states = states_offered()
        trial.save()


def states_offered() -> list[dict]:
    """The states that the key asks today, as a trial keeps them."""
    asked = {character.key: character.codes for character in CHARACTERS}
    return [row for row in current_states().rows if row["code"] in asked.get(row["character"], ())]


def close_trial(trial: Trial, by):
    """No answer is taken any more, and the page of the key publishes what came of
    it.
    """
    with public_write(), revision(by=by, reason=_("Essai clos")):
        trial = Trial.objects.select_for_update().get(pk=trial.pk)
        if not trial.is_open:
            raise ValidationError(_("Cet essai n’est pas ouvert."))
        trial.closed_at = timezone.now()
        trial.save()


def photos_for(reader: TrialReader) -> list[TrialPhoto]:
    """The pictures in an order of the reader's own, which tells nothing and stays the
    same.
    """

    def drawn(photo) -> bytes:
        return hashlib.sha256(f"{reader.token}{photo.pk}".encode()).digest()

    return sorted(reader.trial.photos.all(), key=drawn)


def keep_answer(reader: TrialReader, photo: TrialPhoto, seen: dict[str, str]):
    """Keep what the reader saw, and what the key makes of it.

    The first answer on a picture is the one; empty, it was passed over.
    """
    with transaction.atomic():
        # The row is held: an answer comes before the closing or not at all.
        if not Trial.objects.select_for_update().get(pk=reader.trial_id).is_open:
            raise ValidationError(_("Cet essai est clos : il ne prend plus de réponse."))
        TrialAnswer.objects.get_or_create(reader=reader, photo=photo, defaults=made_of(seen, photo))


def made_of(seen: dict[str, str], photo: TrialPhoto, known: dict | None = None) -> dict:
    """The columns of an answer. `known` is the register, when it has been read."""
    if known is None:
        _techniques, known = read_register()
    placed = places(rank_techniques(seen, known))
    return {
        "seen": seen,
        "rule": RULE,
        "first_id": next((technique for technique, place in placed.items() if place == 1), None),
        "named": len(placed),
        "truth_place": placed.get(photo.technique_id or 0),
    }
