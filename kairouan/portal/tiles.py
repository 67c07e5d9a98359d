"""The tiles of the techniques: a few by their surface, and the way to all of them."""

from typing import NamedTuple

from django.db.models import prefetch_related_objects

from artisans.models import Technique

TILES = 8


class Tiles(NamedTuple):
    """The first techniques of the guide, with their photographs; whether there are
    others.
    """

    techniques: list[Technique]
    has_more: bool


def tiles_of(techniques: list[Technique]) -> Tiles:
    """One statement."""
    shown = techniques[:TILES]
    prefetch_related_objects(shown, "photos")
    return Tiles(shown, len(techniques) > len(shown))
