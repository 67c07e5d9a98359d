"""Characters of a hammering that an eye can see: a fixed set, each with its fixed
states.

They are the portal's own terms. How often each state occurs in each technique is
recorded (`models/observations.py`); the terms themselves do not change. A character
that is asked no more stays, for the answers of the trials that asked it.
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

from .scoring import OTHER

SOMETHING_ELSE = pgettext_lazy("réponse de la clé", "autre chose")


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

    @property
    def choices(self) -> list[tuple[str, StrOrPromise]]:
        """The answers to the question: its states, and something else."""
        return [*self.states.choices, (OTHER, SOMETHING_ELSE)]

    def code(self, state: str) -> str:
        return f"{self.key}.{state}"

    def drawing(self, state: str) -> str:
        """The name of its drawing in `static/img/key.svg`."""
        return OTHER if state == OTHER else f"{self.key}-{state}"

    def photo(self, state: str) -> str:
        """The address, among the static files, of the photograph that shows it better
        than a drawing; "" where none does.
        """
        is_shown = self.key in PHOTOGRAPHED and state != OTHER
        return f"img/key/{self.key}-{state}.webp" if is_shown else ""

    def told(self, state: str) -> str:
        """ "Disposition : en anneaux" """
        return gettext("%(label)s : %(answer)s") % {
            "label": capfirst(self.label),
            "answer": dict(self.choices)[state],
        }


# What a photograph shows, in the order of the key.
CHARACTERS = (
    Character("outline", _("contour du coup"), _("Quelle forme a un coup ?"), Outline),
    Character("order", _("disposition"), _("Comment les coups sont-ils rangés ?"), Order),
    Character("edge", _("bord entre les coups"), _("Entre deux coups, que voit-on ?"), Edge),
    Character("spacing", _("écart entre les coups"), _("Les coups se touchent-ils ?"), Spacing),
    Character("direction", _("direction"), _("Les coups ont-ils un sens ?"), Direction),
    Character("depth", _("profondeur"), _("Le coup est-il creusé ?"), Depth),
)
# A size cannot be told without a scale, a shine is that of the finish, a place that of
# the piece: they outvoted the shape. Asked in the trials of the rule's first version.
RETIRED = (
    Character("size", _("taille du coup"), _("Quelle taille a un coup ?"), Size),
    Character(
        "surface",
        pgettext_lazy("aspect", "surface"),
        _("Comment la surface prend-elle la lumière ?"),
        Surface,
    ),
    Character("place", _("endroit"), _("Où la pièce est-elle martelée ?"), Place),
)
# What is recorded of a hammering: whoever has it in hand, or made it, can say it all.
RECORDED = (*CHARACTERS, *RETIRED)
# their states in `static/img/key/`: cut from the renderings of the demonstration
PHOTOGRAPHED = {"outline", "order", "edge", "spacing"}
STATES = [
    (character.label, [(character.code(state), label) for state, label in character.states.choices])
    for character in RECORDED
]


def told_answers(seen: dict[str, str]) -> list[str]:
    """Each of these answers in words, in the order of the key, those to questions asked
    no more included.
    """
    return [character.told(seen[character.key]) for character in RECORDED if character.key in seen]
