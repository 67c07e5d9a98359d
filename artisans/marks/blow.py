"""The name of a drawn mark: one sign for each thing that is recorded of a blow.

`b-` then six signs, in the order of `SIGNS`: `b-h3thns` is a hexagon of 8 to 14 mm,
touching, in a honeycomb, without direction, with a sharp edge. What is not recorded
has the sign of `UNRECORDED`. The name says all that the drawing takes: two marks of one
name are one drawing.
"""

import re
from typing import NamedTuple

PREFIX = "b-"
# Of each character, the sign of each of its states. A sign that was given is kept.
SIGNS: dict[str, dict[str, str]] = {
    "outline": {
        "hexagon": "h",
        "round": "r",
        "oval": "o",
        "scale": "e",
        "stroke": "t",
        "polygon": "p",
        "square": "q",
        "ridge": "g",
    },
    "size": {"fine": "1", "small": "2", "medium": "3", "large": "4"},
    "spacing": {"apart": "a", "touching": "t", "overlapping": "o"},
    "order": {
        "honeycomb": "h",
        "rings": "r",
        "spiral": "s",
        "rays": "y",
        "rows": "w",
        "free": "f",
    },
    "direction": {"none": "n", "slanted": "s", "downward": "d", "outward": "o"},
    "edge": {"sharp": "s", "soft": "o", "step": "t", "plain": "p"},
}
# what the drawing shows of a character that nobody recorded: the plainest blow
UNRECORDED = {
    "outline": "round",
    "size": "medium",
    "spacing": "touching",
    "order": "free",
    "direction": "none",
    "edge": "sharp",
}
NAME = re.compile(
    PREFIX + "".join(f"[{''.join(states.values())}]" for states in SIGNS.values()), re.ASCII
)


class Blow(NamedTuple):
    """The facts that a mark shows of a hammering: a state of each character."""

    outline: str = UNRECORDED["outline"]
    size: str = UNRECORDED["size"]
    spacing: str = UNRECORDED["spacing"]
    order: str = UNRECORDED["order"]
    direction: str = UNRECORDED["direction"]
    edge: str = UNRECORDED["edge"]

    @classmethod
    def recorded(cls, **states: str) -> "Blow":
        """A blow of which these states are recorded; an empty one is not, and one that
        no sign was given yet is drawn as if it were not.
        """
        return cls(**{key: state for key, state in states.items() if state in SIGNS[key]})

    @classmethod
    def named(cls, name: str) -> "Blow | None":
        """Read the name of a drawn mark; None for any other name."""
        if not NAME.fullmatch(name):
            return None
        signs = zip(SIGNS.values(), name.removeprefix(PREFIX), strict=True)
        return cls(
            *({sign: state for state, sign in states.items()}[sign] for states, sign in signs)
        )

    @property
    def name(self) -> str:
        return PREFIX + "".join(SIGNS[key][state] for key, state in self._asdict().items())
