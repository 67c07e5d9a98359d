"""Ranking of the techniques against what was seen. A pure function: no database, no
language, the same output for the same input.

Answers are {character: state}, both keys; a character that was skipped is not there. A
register is {technique: {(character, state): frequency}}; a state it does not name is
unknown. What was answered is weighed state by state:

    always +3 · often +2 · rarely +1 · unknown 0 · never −3

Points only add up, so the order of the answers cannot matter, a skipped one changes
nothing, and one that agrees (always, often, rarely) never lowers a technique. Points
are for ranking alone. They are no probability, and are shown to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

POINTS = {"always": 3, "often": 2, "rarely": 1, "unknown": 0, "never": -3}
AGREES = {"always", "often", "rarely"}
# of the answers that a technique is known to agree or disagree with, how many must
# agree
LEAST_AGREEMENT = (2, 3)

Answers = Mapping[str, str]
Register = Mapping[int, Mapping[tuple[str, str], str]]


@dataclass(frozen=True)
class Verdict:
    """One technique beside the answers: the characters that agree, contradict, or of
    which nothing is known.
    """

    technique: int
    points: int
    agreeing: tuple[str, ...]
    contradicting: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Return whether the technique agrees with enough of what was seen to be named.

        A technique of which nothing is known is not.
        """
        least, of = LEAST_AGREEMENT
        return len(self.agreeing) * of >= (
            len(self.agreeing) + len(self.contradicting)
        ) * least and bool(self.agreeing)


def judge(technique: int, answers: Answers, known: Mapping[tuple[str, str], str]) -> Verdict:
    sides: dict[str, list[str]] = {"agreeing": [], "contradicting": [], "unknown": []}
    points = 0
    for character, state in sorted(answers.items()):
        frequency = known.get((character, state), "unknown")
        points += POINTS[frequency]
        side = (
            "agreeing"
            if frequency in AGREES
            else "contradicting"
            if frequency == "never"
            else "unknown"
        )
        sides[side].append(character)
    return Verdict(technique, points, **{side: tuple(names) for side, names in sides.items()})


def rank_techniques(answers: Answers, register: Register) -> list[Verdict]:
    """Every technique of the register, the likeliest first; those that cannot be told
    apart stay in the order of the register.
    """
    return sorted(
        (judge(technique, answers, known) for technique, known in register.items()),
        key=merit,
        reverse=True,
    )


def merit(verdict: Verdict) -> tuple[int, int]:
    return verdict.points, -len(verdict.contradicting)


def places(verdicts: list[Verdict]) -> dict[int, int]:
    """The place of each likely technique: how many are at least as good, itself
    included. Two that cannot be told apart are both second, and neither is first.
    """
    likely = [one for one in verdicts if one.is_likely]
    return {one.technique: sum(merit(other) >= merit(one) for other in likely) for one in likely}


def most_telling(
    answers: Answers, register: Register, characters: Mapping[str, list[str]]
) -> str | None:
    """The character not yet answered that would part the most pairs of the remaining
    candidates; None when none would.

    `characters` gives the states of each, in the order of the key, which decides
    between equals. A character parts two techniques when one of its states is usual
    (always, often) in one of them and never seen in the other.
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
        if character not in answers
    }
    best = max(parted, key=parted.__getitem__, default=None)
    return best if best and parted[best] else None


def parts(first: Mapping, second: Mapping, character: str, states: list[str]) -> bool:
    usual = {"always", "often"}
    return any(
        (one.get((character, state)) in usual and other.get((character, state)) == "never")
        for state in states
        for one, other in ((first, second), (second, first))
    )
