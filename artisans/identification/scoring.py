"""Ranking of the techniques against what was seen. A pure function: no database, no
language, the same output for the same input.

Answers are {character: state}, both keys; a character that was skipped is not there. A
register is {technique: {(character, state): frequency}}; a state it does not name is
unknown. The rule, in two sentences:

    The shape of a blow and the order of the blows decide: a technique in which one of
    the two is never seen as answered is put aside. Of the others, those are named with
    which seven tenths of the weight of the answers agree: an answer weighs the more,
    the fewer techniques usually show it, that on the depth twice as much, and it agrees
    by a third where it is rare.

"Something else" (`OTHER`) can be answered to every question: it is seen in no technique
of which anything is known there. Points only add up, so the order of the answers cannot
matter, a skipped one changes nothing, and one that is usual in a technique never lowers
it. Points are for ranking alone. They are no probability, and are shown to nobody.

How the rule was chosen, and what it is worth: `docs/decisions/0009-key.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

RULE = 2  # its version, kept with every answer of a trial that it judged
OTHER = "other"  # the state of what is none of a character's own states
USUAL = {"always", "often"}
# the characters whose answer, never seen in a technique, puts it aside
DECIDING = ("outline", "order")
DOUBLED = ("depth",)  # flat or hollow is all that parts some techniques
# thirds of an answer's weight that count for a technique
THIRDS = {"always": 3, "often": 3, "rarely": 1, "unknown": 0, "never": 0}
# of the weight of the answers, how much must agree
LEAST_AGREEMENT = (7, 10)
# fewer answers name nothing and refuse nothing
LEAST_ANSWERS = 2

Answers = Mapping[str, str]
Known = Mapping[tuple[str, str], str]
Register = Mapping[int, Known]


@dataclass(frozen=True)
class Verdict:
    """One technique beside the answers: the characters where what was seen is usual in
    it, rare, never seen, or of which nothing is known.

    `points` and `possible` are thirds of weight: what agrees, and what would agree if
    every known answer did. `certain` are the answers that are always so in it.
    """

    technique: int
    points: int
    possible: int
    certain: int
    agreeing: tuple[str, ...]
    rare: tuple[str, ...]
    contradicting: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Return whether the technique agrees with enough of what was seen to be named.

        A technique of which too little is known is not.
        """
        least, of = LEAST_AGREEMENT
        told = len(self.agreeing) + len(self.rare) + len(self.contradicting)
        return (
            told >= LEAST_ANSWERS
            and not set(self.contradicting) & set(DECIDING)
            and self.points * of >= self.possible * least
        )


def frequency_of(known: Known, character: str, state: str) -> str:
    """Frequency of a state in a technique. "Something else" is never seen where any
    state of the character is, and unknown where none is.
    """
    if state != OTHER:
        return known.get((character, state), "unknown")
    is_known = any(
        name == character and frequency != "unknown" for (name, _state), frequency in known.items()
    )
    return "never" if is_known else "unknown"


def weight_of(character: str, state: str, register: Register) -> int:
    """One, and one more for each technique that does not usually show the state; twice
    that for a character that counts double.
    """
    usual = sum(known.get((character, state)) in USUAL for known in register.values())
    return (1 + len(register) - usual) * (2 if character in DOUBLED else 1)


def judge(technique: int, answers: Answers, known: Known, weights: Mapping[str, int]) -> Verdict:
    """Judge one technique. `weights` gives that of each character answered."""
    sides: dict[str, list[str]] = {"agreeing": [], "rare": [], "contradicting": [], "unknown": []}
    points = possible = certain = 0
    for character, state in sorted(answers.items()):
        frequency = frequency_of(known, character, state)
        points += THIRDS[frequency] * weights[character]
        possible += THIRDS["always"] * weights[character] * (frequency != "unknown")
        certain += frequency == "always"
        side = {"rarely": "rare", "never": "contradicting", "unknown": "unknown"}
        sides[side.get(frequency, "agreeing")].append(character)
    return Verdict(
        technique,
        points,
        possible,
        certain,
        **{side: tuple(names) for side, names in sides.items()},
    )


def rank_techniques(answers: Answers, register: Register) -> list[Verdict]:
    """Every technique of the register, the likeliest first; those that cannot be told
    apart stay in the order of the register.
    """
    weights = {
        character: weight_of(character, state, register) for character, state in answers.items()
    }
    return sorted(
        (judge(technique, answers, known, weights) for technique, known in register.items()),
        key=merit,
        reverse=True,
    )


def merit(verdict: Verdict) -> tuple[bool, int, int, int]:
    return verdict.is_likely, verdict.points, verdict.certain, -len(verdict.contradicting)


def places(verdicts: list[Verdict]) -> dict[int, int]:
    """The place of each likely technique: how many are at least as good, itself
    included. Two that cannot be told apart are both second, and neither is first.
    """
    likely = [one for one in verdicts if one.is_likely]
    return {one.technique: sum(merit(other) >= merit(one) for other in likely) for one in likely}


def most_telling(
    answers: Answers,
    register: Register,
    characters: Mapping[str, list[str]],
    skipped: Iterable[str] = (),
) -> str | None:
    """The character to ask of next: of those neither answered nor skipped, the one that
    would part the most pairs of the remaining candidates; None once all are.

    `characters` gives the states of each, in the order of the key, which decides
    between equals: where one candidate remains, the next question may still refute it.
    A character parts two techniques when one of its states is usual in one of them and
    never seen in the other.
    """
    verdicts = rank_techniques(answers, register)
    remaining = [one.technique for one in verdicts if one.is_likely or not answers] or [
        one.technique for one in verdicts[:3]
    ]
    parted = {
        character: sum(
            parts(register[first], register[second], character, states)
            for first, second in combinations(remaining, 2)
        )
        for character, states in characters.items()
        if character not in answers and character not in set(skipped)
    }
    return max(parted, key=parted.__getitem__, default=None)


def parts(first: Known, second: Known, character: str, states: list[str]) -> bool:
    return any(
        (one.get((character, state)) in USUAL and other.get((character, state)) == "never")
        for state in states
        for one, other in ((first, second), (second, first))
    )
