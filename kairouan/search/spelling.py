"""Misspellings: which known word a typed one may stand for, letters counted by script
and length.

A likely slip (a letter doubled, two swapped, a neighbour in sound or on the keyboard, a
weak letter more or less) costs one; any other letter costs more. The first letter, or
one that sounds like it, must be right: it is what tells most words apart.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

DISTANCE: Any = OSA.distance  # narrower by its types than what `extract` takes
LIKELY, UNLIKELY = 1.0, 1.5
MOST_CANDIDATES = 24
ALIKE = [
    *("بتثني", "جحخ", "دذ", "رز", "سشص", "ضظدص", "طتظ", "عغ", "فق", "قكج", "اعه", "زسص"),
    *("ae", "ei", "iy", "ou", "ow", "uw", "ckq9", "sz", "sc", "td", "pb", "gj", "mn", "fv", "h7"),
    *("3a", "g9", "8g", "5k"),
]
KEYBOARDS = ["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"]
NEIGHBOURS = {frozenset(pair) for row in KEYBOARDS for pair in pairwise(row)}
SOUNDS = {frozenset((a, b)) for letters in ALIKE for a in letters for b in letters if a != b}
WEAK_ARABIC, WEAK_LATIN = frozenset("اويه"), frozenset("aeiouyh")
FIRST_ALIKE = {
    frozenset(pair)
    for letters in (
        "ckq9",
        "sz",
        "fp",
        "td",
        "gj9",
        "5k",
        "h7",
        "8g",
        "سص",
        "قك",
        "طت",
        "ضظد",
        "ثت",
        "ذد",
    )
    for pair in ((a, b) for a in letters for b in letters if a != b)
}


def is_arabic(word: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in word)


def has_signs(word: str) -> bool:
    """Whether figures stand for letters of Arabic in a Latin word: 9 for ق."""
    return not word.isdigit() and any(letter.isdigit() for letter in word)


def budget(word: str) -> float:
    """How much a misspelling of a word may cost."""
    length = len(word)
    if length <= 3:
        return 0
    if length <= 5 or (length <= 7 and has_signs(word)):
        return LIKELY
    return UNLIKELY if length <= 7 else 2 * LIKELY


def may_begin_alike(word: str, other: str) -> bool:
    return word[0] == other[0] or frozenset((word[0], other[0])) in FIRST_ALIKE


def nearest(word: str, known: Iterable[str], most: float | None = None) -> list[tuple[float, str]]:
    """The known words that a typed one may stand for, each with its cost."""
    most = budget(word) if most is None else most
    if not most:
        return []
    letters = 2 if most >= 2 * LIKELY else 1
    found = process.extract(
        word, known, scorer=DISTANCE, score_cutoff=letters, limit=MOST_CANDIDATES
    )
    costs = [
        (cost(word, other), other)
        for other, _letters, _place in found
        if other != word and may_begin_alike(word, other)
    ]
    return sorted(pair for pair in costs if pair[0] <= most)


@lru_cache(maxsize=4096)
def cost(word: str, other: str) -> float:
    """The least that leads from one word to another, by letters put in, left out, taken
    for one another or swapped.
    """
    before, older = [0.0] * (len(other) + 1), None
    for column in range(1, len(other) + 1):
        before[column] = before[column - 1] + one_more(other, column - 1)
    for row, letter in enumerate(word, start=1):
        current = [before[0] + one_more(word, row - 1)]
        for column, wanted in enumerate(other, start=1):
            best = min(
                before[column] + one_more(word, row - 1),
                current[-1] + one_more(other, column - 1),
                before[column - 1] + taken_for(letter, wanted),
            )
            if (
                older is not None
                and column > 1
                and (letter, word[row - 2]) == (other[column - 2], wanted)
            ):
                best = min(best, older[column - 2] + LIKELY)
            current.append(best)
        older, before = before, current
    return before[-1]


def one_more(word: str, place: int) -> float:
    """The cost of one letter too many in a word, or of leaving it out."""
    letter = word[place]
    doubled = place > 0 and word[place - 1] == letter
    is_weak = letter in (WEAK_ARABIC if is_arabic(letter) else WEAK_LATIN) and place > 0
    return LIKELY if doubled or is_weak else UNLIKELY


def taken_for(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0
    pair = frozenset((letter, wanted))
    if pair in SOUNDS or (pair in NEIGHBOURS and not pair <= WEAK_LATIN):
        return LIKELY
    both_weak = pair <= WEAK_ARABIC
    return LIKELY if both_weak else UNLIKELY


# What French ears write at the end of a word for one another, and what is not heard.
HEARD = [
    *(
        ("eaux", "o"),
        ("eau", "o"),
        ("aux", "o"),
        ("au", "o"),
        ("ph", "f"),
        ("qu", "k"),
        ("sch", "C"),
    ),
    *(
        ("ch", "C"),
        ("gn", "N"),
        ("tion", "sion"),
        ("ge", "j"),
        ("gi", "ji"),
        ("ce", "se"),
        ("ci", "si"),
    ),
    *(
        ("ai", "e"),
        ("ei", "e"),
        ("am", "an"),
        ("em", "an"),
        ("en", "an"),
        ("in", "I"),
        ("oir", "war"),
    ),
    *(("c", "k"), ("q", "k"), ("y", "i"), ("z", "s"), ("h", "")),
]
SILENT_ENDS = ("es", "e", "s", "t", "x", "d", "r", "z")
LEAST_HEARD = 4  # signs


@lru_cache(maxsize=16384)
def heard(word: str) -> str:
    """How a French word sounds, roughly: « gobelais », « gobelets » and « gobelet » are
    one.
    """
    for _times in range(2):
        for ending in SILENT_ENDS:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word.removesuffix(ending)
                break
    for written, sound in HEARD:
        word = word.replace(written, sound)
    sounds = "".join(
        letter for place, letter in enumerate(word) if not place or word[place - 1] != letter
    )
    return sounds.removesuffix("e")
