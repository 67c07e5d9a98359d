"""Inflected words: singular and plural, verb and noun, masculine and feminine.

A stem stands beside a word and never for it: صينية shortened would be صين. Two words
are kin when their stems agree; a plural that Arabic breaks is guessed by its pattern
and looked for among known words.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import snowballstemmer

from .spelling import is_arabic

LEAST = 4  # letters of a French stem, and of the beginning that kin share
LEAST_ARABIC = 3
MOST_KIN = 400  # words looked at
SHORT_ENDINGS = ("es", "ee", "er", "ir", "ie", "is", "s", "e", "x", "i")
LONG_ENDINGS = (
    *("isseurs", "isseur", "issage", "ations", "ation", "eries", "erie", "ieres", "iere", "antes"),
    *("teurs", "teur", "euses", "euse", "iers", "ants", "ante", "ages", "ures", "rice", "eurs"),
    *("ier", "ant", "age", "ure", "eur", "ees", "ies", "ers", "eux"),
)
LEAST_BEFORE_LONG = 5  # courrier is no kin of cours
DOUBLED = ("ll", "nn", "tt", "ss")
ARABIC_ENDINGS = ("يين", "يون", "يات", "ات", "ين", "ون", "يه", "ه", "ي")


@cache
def french():
    return snowballstemmer.stemmer("french")


@lru_cache(maxsize=32768)
def stems(word: str) -> frozenset[str]:
    """The stems of a folded word, long enough to tell it from others."""
    if is_arabic(word):
        found = {word} | {
            word.removesuffix(ending)
            for ending in ARABIC_ENDINGS
            if word.endswith(ending) and len(word) - len(ending) >= LEAST_ARABIC
        }
        return frozenset(found)
    found = {word, french().stemWord(word)}
    for ending in (*LONG_ENDINGS, *SHORT_ENDINGS):
        root = word.removesuffix(ending)
        least = LEAST_BEFORE_LONG if ending in LONG_ENDINGS else LEAST
        if root != word and len(root) >= least:
            found.add(root[:-1] if root.endswith(DOUBLED) else root)
            break
    if word[-1] in "oiae" and len(word) > LEAST:  # Italian: vassoio, vassoi; teiera, teiere
        found.add(word[:-2] if word.endswith("io") else word[:-1])
    if word.endswith("ies"):
        found.add(word[:-3] + "y")
    if word.endswith("aux"):
        found |= {word[:-1], word[:-3] + "al"}
    return frozenset(stem for stem in found if len(stem) >= LEAST)


def kin(word: str, starting) -> Iterator[str]:
    """The other words that share a stem with this one, of those `starting` gives."""
    if len(word) < LEAST or any(letter.isdigit() for letter in word[:1]):
        return
    own = stems(word)
    shortest = min(own, key=len, default=word)
    beginning = shortest[: max(LEAST_ARABIC if is_arabic(word) else LEAST, len(shortest) - 1)]
    for other in starting(beginning)[:MOST_KIN]:
        if other != word and own & stems(other) and not is_relation(word, other):
            yield other


def is_relation(word: str, other: str) -> bool:
    """Whether one is the other and the -i of a family or a people: Hammami, hammam."""
    return word in (f"{other}i", f"{other}y") or other in (f"{word}i", f"{word}y")


def is_regular_plural(word: str, other: str) -> bool:
    """Whether one is the plural of the other, in French or English, or Italian."""
    short, long = sorted((word, other), key=len)
    ends = {word[-1], other[-1]}
    return (long.startswith(short) and long[len(short) :] in ("s", "x", "es")) or (
        word[:-1] == other[:-1] and ends in ({"o", "i"}, {"a", "e"}, {"e", "i"})
    )


class SortedWords:
    """Words in order, found by their beginning."""

    def __init__(self, words):
        self.words = sorted(words)

    def starting(self, beginning: str) -> Sequence[str]:
        first = bisect_left(self.words, beginning)
        last = bisect_left(self.words, beginning + "\uffff", first)
        return self.words[first:last]


def plurals_of(word: str) -> set[str]:
    """Guess the plurals of an Arabic noun: sound (ات), broken by pattern.

    They are only looked for: none is ever shown.
    """
    root = word.removesuffix("ه")
    guesses = {root + "ات", root + "ين"}
    strong = [letter for place, letter in enumerate(root) if not (place and letter in "اوي")]
    if len(root) == 3:
        one, two, three = tuple(root)
        guesses |= {f"{one}{two}ا{three}", f"{one}{two}و{three}", f"{one}{two}و{three}ه"}
        guesses |= {f"ا{one}{two}ا{three}", f"{one}{two}ا{three}ي"}
        if two in "اوي":
            guesses.add(f"{one}ي{three}ان")
    if len(strong) == 4 and len(root) <= 5:
        one, two, three, four = strong
        guesses |= {f"{one}{two}ا{three}{four}", f"{one}{two}ا{three}ي{four}"}
    if len(strong) == 3 and len(root) in (4, 5) and root[1] in "اوي":
        one, two, three = strong
        guesses |= {f"{one}وا{two}{three}", f"{one}وا{two}ي{three}"}
    if len(root) == 4 and root[3] == "ي":
        one, _weak, three, _ye = tuple(root)
        guesses.add(f"{one}وا{three}ي")
    return guesses - {word}
