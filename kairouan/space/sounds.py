"""Recordings of a record, as members send them and take them back.

They wait with the record's open `Proposal`, as photographs do, and are sent as they
arrive: there is nothing to finish. A technique is of several families, which do not
hear what the others have sent before it is online.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import related_model
from kairouan.review.changes import changing, submit_change, write_change
from kairouan.review.moderation import Moderated
from kairouan.review.proposals import (
    ProposedSound,
    current_value,
    new_proposal,
    open_proposal,
    with_proposal,
)
from kairouan.review.serialization import row_values
from kairouan.sounds.base import Sound
from kairouan.sounds.cleaning import CleanSound

from .photos import locked, row_key

MOST = 3  # recordings of one member on one record
SOUNDS = "sounds"  # the relation that holds them, on every record


class NoSuchSound(Exception):
    """A key that names no recording that this member sent."""


def sounds_of(record: Moderated, account) -> list[Sound]:
    """The recordings that this account sent of a record given by `with_proposal`, each
    with its `key`; those that wait have their place after the others.
    """
    model = related_model(record, SOUNDS)
    online = {sound.pk: sound for sound in model.objects.filter(sent_by=account)}
    waiting = (
        {sound.pk: sound for sound in record.proposal.sounds.filter(sent_by=account)}
        if record.proposal
        else {}
    )
    found = []
    for row in current_value(record, SOUNDS):
        if sound := online.get(row["pk"]) or waiting.get(row.get("proposed")):
            sound.key, sound.waits = row_key(row), row["pk"] is None
            found.append(sound)
    return found


# Changing. The caller is inside `history.revision`; each returns the record with its
# proposal.


def send_sound(
    record: Moderated, cleaned: CleanSound, texts: dict[str, str], by, account
) -> Moderated:
    """Put a recording with what waits, and ask ONA to hear it. `by` is who types,
    `account` whose it is; `texts` are its columns.

    Raises ValidationError when this account has sent all it may, or has sent it.
    """
    with changing(record):
        record = locked(record)
        if len(sounds_of(record, account)) >= MOST:
            raise ValidationError(
                _("%(most)d enregistrements au plus. Retirez-en un d’abord."),
                code="full",
                params={"most": MOST},
            )
        if any(is_same(sound, cleaned, texts) for sound in sounds_of(record, account)):
            raise ValidationError(_("Cet enregistrement est déjà ici."), code="already_here")
        proposal = open_proposal(record) or new_proposal(record, by)
        if not proposal.pk:
            proposal.save()
        sound = ProposedSound.holding(cleaned, proposal=proposal, sent_by=account, **texts)
        sound.full_clean()
        sound.save()
        row = row_values(sound) | {"pk": None, "proposed": sound.pk}
        record = write_change(record, {SOUNDS: [*current_value(record, SOUNDS), row]}, by)
        submit_change(record, by)
    return with_proposal(record)


def is_same(sound: Sound, cleaned: CleanSound, texts: dict[str, str]) -> bool:
    """Return whether a recording is the one that arrives, with the same words: the same
    upload is always drawn the same, to the millisecond.
    """
    heard = (sound.milliseconds, sound.peaks) == (cleaned.milliseconds, cleaned.peaks)
    return heard and all(getattr(sound, name) == said for name, said in texts.items())


def take_sound_back(record: Moderated, key: str, by, account) -> Moderated:
    """Take one's own recording back: at once when it waited, else ONA is asked.

    Raises NoSuchSound.
    """
    with changing(record):
        record = locked(record)
        if key not in {sound.key for sound in sounds_of(record, account)}:
            raise NoSuchSound(key)
        rows = [row for row in current_value(record, SOUNDS) if row_key(row) != key]
        record = write_change(record, {SOUNDS: rows}, by)
        if key.startswith("p"):
            # after the list: a change of nothing took its recordings with it
            ProposedSound.objects.filter(pk=key[1:]).delete()
        else:
            submit_change(record, by)
    return with_proposal(record)
