"""A person's answer about a portrait that their family sent. Both count at once."""

from django.db import transaction

from kairouan.photos.base import forget_files
from kairouan.publication.stamp import public_write

from .consents import give_consent
from .models import Artisan, Consent, ConsentChannel, Portrait


def portrait_asked(person: Artisan) -> Portrait | None:
    """The portrait about which the person has not answered."""
    return Portrait.objects.filter(artisan=person, awaits_answer=True).first()


def accept_portrait(portrait: Portrait, channel: ConsentChannel, by):
    """Record that the person agrees to this picture, and to their portrait being shown.

    The caller is inside `history.revision`. Raises ValidationError when they may not
    agree alone.
    """
    with public_write():
        give_consent(portrait.artisan, Consent.Item.PORTRAIT, channel, by)
        portrait.awaits_answer = False
        portrait.save(update_fields=["awaits_answer", "updated_at"])


def refuse_portrait(portrait: Portrait):
    """Delete the picture with its files: nobody has seen it, nobody will."""
    with public_write():
        portrait.delete()
        transaction.on_commit(lambda: forget_files(portrait))
