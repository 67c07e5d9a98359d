"""Recordings as they arrive: by the door of photographs, with less let in."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from kairouan.photos.uploads import PhotoHandler, SentInADay, takes_photos

from .cleaning import MOST_BYTES

MOST_IN_A_DAY = 20  # recordings of one person, each some seconds of a processor at worst


class SoundHandler(PhotoHandler):
    most_bytes = MOST_BYTES
    most_at_once = MOST_BYTES + 64 * 1024  # one recording, and what is typed with it


takes_sounds = partial(takes_photos, handler=SoundHandler)


class SoundsSent(SentInADay):
    pass


def count_one(user):
    """Count one more recording sent by this person today. Raises ValidationError."""
    enough = _("Vous avez envoyé %(most)d enregistrements aujourd’hui. Continuez demain.")
    SoundsSent.count_one(user, MOST_IN_A_DAY, enough)
