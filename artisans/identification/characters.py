"""Characters of a hammering that an eye can see: a fixed set of questions.

They are the portal's own terms, and what the rules compute with. Their states, which
are the answers, are records that officers add to (`models/states.py`); how often each
occurs in each technique is recorded too (`models/observations.py`). A character that is
asked no more stays, for the answers of the trials that asked it.
"""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.states import SeenState, current_states, label_of

from .scoring import OTHER


@dataclass(frozen=True)
class SomethingElse:
    """The answer that none of the states is seen: no record, since the rule computes
    with it. Shown as a `SeenState` is.
    """

    label: StrOrPromise
    code: str = OTHER
    drawing: str = OTHER
    sent: str = ""
    photo: str = ""


SOMETHING_ELSE = SomethingElse(pgettext_lazy("réponse de la clé", "autre chose"))


@dataclass(frozen=True)
class Character:
    """One thing to look at: its name in the address and in the grid, the question it
    answers. Its states are those in hand (`kairouan.common.states`).
    """

    key: str
    label: StrOrPromise
    question: StrOrPromise

    @property
    def states(self) -> list[SeenState]:
        """List the states that may be answered, in their order."""
        return current_states().offered(self.key)

    @property
    def codes(self) -> list[str]:
        return [state.code for state in self.states]

    @property
    def answers(self) -> list[SeenState | SomethingElse]:
        """The answers to the question: its states, and something else."""
        return [*self.states, SOMETHING_ELSE]

    def answer(self, code: str) -> SeenState | SomethingElse | None:
        """The answer of that code, one that is retired too."""
        return SOMETHING_ELSE if code == OTHER else current_states().find(self.key, code)

    def code(self, state: str) -> str:
        return f"{self.key}.{state}"

    def told(self, state: str) -> str:
        """ "Disposition : en anneaux" """
        answer = self.answer(state)
        return gettext("%(label)s : %(answer)s") % {
            "label": capfirst(self.label),
            "answer": answer.label if answer else state,
        }


# What a photograph shows, in the order of the key.
CHARACTERS = (
    Character("outline", _("contour du coup"), _("Quelle forme a un coup ?")),
    Character("order", _("disposition"), _("Comment les coups sont-ils rangés ?")),
    Character("edge", _("bord entre les coups"), _("Entre deux coups, que voit-on ?")),
    Character("spacing", _("écart entre les coups"), _("Les coups se touchent-ils ?")),
    Character("direction", _("direction"), _("Les coups ont-ils un sens ?")),
    Character("depth", _("profondeur"), _("Le coup est-il creusé ?")),
)
# A size cannot be told without a scale, a shine is that of the finish, a place that of
# the piece: they outvoted the shape. Asked in the trials of the rule's first version.
RETIRED = (
    Character("size", _("taille du coup"), _("Quelle taille a un coup ?")),
    Character(
        "surface",
        pgettext_lazy("aspect", "surface"),
        _("Comment la surface prend-elle la lumière ?"),
    ),
    Character("place", _("endroit"), _("Où la pièce est-elle martelée ?")),
)
# What is recorded of a hammering: whoever has it in hand, or made it, can say it all.
RECORDED = (*CHARACTERS, *RETIRED)
# the measure of a blow says which it is (`artisans.models.techniques.Size`)
MEASURED = "size"


def coded_states() -> list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]:
    """Every state under its character, the retired ones too, as the choices of a
    column: `order.rings`.
    """
    return [
        (
            character.label,
            [
                (character.code(state.code), label_of(state))
                for state in current_states().all_of(character.key)
            ],
        )
        for character in RECORDED
    ]


def told_answers(seen: dict[str, str]) -> list[str]:
    """Each of these answers in words, in the order of the key, those to questions asked
    no more included.
    """
    return [character.told(seen[character.key]) for character in RECORDED if character.key in seen]
