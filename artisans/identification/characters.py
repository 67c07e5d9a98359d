"""Characters of a hammering that an eye can see: a fixed set, each with its fixed
states.

They are the portal's own terms. How often each state occurs in each technique is
recorded (`models/observations.py`); the terms themselves do not change.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from artisans.models.techniques import (
    Depth,
    Direction,
    Edge,
    Order,
    Outline,
    Size,
    Spacing,
    Surface,
)
from kairouan.common.annotations import StrOrPromise


class Place(models.TextChoices):
    WHOLE = "whole", _("toute la pièce")
    BODY = "body", _("la panse ou le flanc")
    DISC = "disc", _("le fond ou le plat")
    BAND = "band", _("une bande")


@dataclass(frozen=True)
class Character:
    """One thing to look at: its name in the address and in the grid, the question it
    answers, its states.
    """

    key: str
    label: StrOrPromise
    question: StrOrPromise
    states: type[models.TextChoices]

    def code(self, state: str) -> str:
        return f"{self.key}.{state}"

    def drawing(self, state: str) -> str:
        """The name of its drawing in `static/img/key.svg`."""
        return f"{self.key}-{state}"

    def told(self, state: str) -> str:
        """ "Disposition : en anneaux" """
        return gettext("%(label)s : %(answer)s") % {
            "label": capfirst(self.label),
            "answer": self.states(state).label,
        }


CHARACTERS = (
    Character("order", _("disposition"), _("Comment les coups sont-ils rangés ?"), Order),
    Character("outline", _("contour du coup"), _("Quelle forme a un coup ?"), Outline),
    Character("size", _("taille du coup"), _("Quelle taille a un coup ?"), Size),
    Character("spacing", _("écart entre les coups"), _("Les coups se touchent-ils ?"), Spacing),
    Character("edge", _("bord entre les coups"), _("Entre deux coups, que voit-on ?"), Edge),
    Character("depth", _("profondeur"), _("Le coup est-il creusé ?"), Depth),
    Character("direction", _("direction"), _("Les coups ont-ils un sens ?"), Direction),
    Character(
        "surface",
        pgettext_lazy("aspect", "surface"),
        _("Comment la surface prend-elle la lumière ?"),
        Surface,
    ),
    Character("place", _("endroit"), _("Où la pièce est-elle martelée ?"), Place),
)
STATES = [
    (character.label, [(character.code(state), label) for state, label in character.states.choices])
    for character in CHARACTERS
]
