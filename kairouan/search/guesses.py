"""Guesses: what an unknown word may stand for, of the names of the tables and the words
of the records. Each only proposes; a word that is known is never asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from .forms import is_reachable
from .inflection import SortedWords, is_regular_plural, is_relation, kin, plurals_of
from .names import ARABIC, DERJA, FRENCH, LATIN_DERJA, Concept, Tables, tables
from .query import BY_SKELETON, INFLECTED, MISSPELT, Vocabulary
from .skeleton import (
    LEAST,
    french_bones,
    may_be_heard_alike,
    readings,
    root,
    skeleton,
    vowelled,
)
from .spelling import FIRST_ALIKE, LEAST_HEARD, LIKELY, heard, is_arabic, nearest

MOST_MEANINGS = 3
MOST_VOWELS = 2  # letters between a word and one of records with its consonants
SHORT = 5  # letters, under which a word of another meaning as near forbids a guess


@dataclass(frozen=True)
class Guess:
    """A known word for one that was typed; its concepts, none for a word of records."""

    word: str
    concepts: tuple[Concept, ...]
    certainty: int


class Known:
    """The tables' words of one piece, arranged for guessing. Made once a process."""

    def __init__(self, known: Tables):
        self.concepts: dict[str, list[Concept]] = defaultdict(list)
        self.by_sound: dict[str, set[str]] = defaultdict(set)
        self.by_skeleton: dict[str, set[str]] = defaultdict(set)
        self.by_vowels: dict[str, set[str]] = defaultdict(set)
        self.by_plural: dict[str, set[str]] = defaultdict(set)
        self.by_root: dict[str, set[str]] = defaultdict(set)
        self.by_french: dict[str, list[Concept]] = defaultdict(list)
        for each in known.concepts:
            for said in each.names:
                bones = "".join(map(french_bones, said.words))
                if said.language == FRENCH and said.is_sure and len(bones) >= LEAST:
                    self.by_french[bones].append(each)
        for word, concept, name in known.spellings():
            if concept not in self.concepts[word]:
                self.concepts[word].append(concept)
            if name is None:
                continue
            if name.language == FRENCH:
                self.by_sound[heard(word)].add(word)
            if name.language in DERJA:
                self.by_skeleton[skeleton(word)].add(word)
            if name.language in ARABIC and (strong := root(word)):
                self.by_root[strong].add(word)
            if name.language == LATIN_DERJA:
                self.by_vowels[vowelled(word)].add(word)
            if is_arabic(word):
                for plural in plurals_of(word):
                    self.by_plural[plural].add(word)
        scripts: dict[bool, list[str]] = {False: [], True: []}
        for word in self.concepts:
            scripts[is_arabic(word)].append(word)
        self.words = scripts
        self.other_words: dict[bool, list[str]] = {False: [], True: []}
        for word in known.other_words:
            if word not in self.concepts:
                self.other_words[is_arabic(word)].append(word)
        self.sorted = SortedWords(self.concepts)


@cache
def known() -> Known:
    return Known(tables())


def inflected(word: str, vocabulary: Vocabulary) -> Guess | None:
    """A name whose plural, feminine or verb the word is."""
    is_other = tables().is_other(word)
    plural = () if is_other else known().by_plural.get(word, ())
    words = plural or set(kin(word, known().sorted.starting))
    if is_other and not is_arabic(word):  # patin is no patine
        words = {other for other in words if is_regular_plural(word, other)}
    return chosen(word, words, vocabulary, INFLECTED)


def misspelt(word: str, vocabulary: Vocabulary) -> Guess | None:
    """The nearest known word within the budget of letters, alone or with few others."""
    script = is_arabic(word)
    named = [
        pair for pair in nearest(word, known().words[script]) if not is_relation(word, pair[1])
    ]
    sound = "" if script else heard(word)
    if len(sound) >= LEAST_HEARD and not (named and named[0][0] <= LIKELY):
        named = [(LIKELY, other) for other in known().by_sound.get(sound, ())] or named
    longer = (w for w in beginning_alike(word, vocabulary) if not w.startswith(word))
    held = [pair for pair in nearest(word, longer) if vocabulary.holds(pair[1])]
    best = min((cost for cost, _word in named + held), default=None)
    if best is None:
        return None
    other = nearest(word, known().other_words[script], best)
    if other and (other[0][0] < best or len(word) < SHORT):
        return None
    words = [other for cost, other in named if cost == best]
    if found := chosen(
        word, words, vocabulary, MISSPELT, 1 if len(word) < SHORT else MOST_MEANINGS
    ):
        return found
    of_records = [other for cost, other in held if cost == best]
    if len(of_records) == 1 or (of_records and len(word) >= SHORT):
        return of_record(of_records[0], MISSPELT)
    return None


def of_record(word: str, certainty: int) -> Guess:
    """A word that records hold, with what the tables say of it."""
    return Guess(word, tuple(known().concepts.get(word, ())), certainty)


def by_sound(word: str, vocabulary: Vocabulary) -> Guess | None:
    """A word in Latin letters that is heard as a known one: zwari, zouari."""
    if is_arabic(word):
        return None
    sound = vowelled(word)
    if found := chosen(word, known().by_vowels.get(sound, ()), vocabulary, MISSPELT):
        return found
    if len(sound) < LEAST + 1:
        return None
    alike = (
        other
        for other in beginning_alike(word, vocabulary)
        if vowelled(other) == sound and vocabulary.holds(other)
    )
    first = next(alike, "")
    return of_record(first, MISSPELT) if first else None


def by_consonants(word: str, vocabulary: Vocabulary) -> Guess | None:
    """A word of derja in Latin letters, whichever vowels it was typed with."""
    if is_arabic(word) or not (signs := readings(word)):
        return None
    words = {other for sign in signs for other in known().by_skeleton.get(sign, ())}
    latin = {other for other in words if not is_arabic(other)}
    # the Arabic spelling of a name leaves its vowels out: where one in Latin letters
    # says them, it judges
    words = {other for other in latin or words if may_be_heard_alike(word, other)}
    if found := chosen(word, nearest_in_vowels(word, words), vocabulary, BY_SKELETON):
        return found
    foreign, everyday = tables().foreign, tables().everyday
    held = {
        other
        for other in beginning_alike(word, vocabulary)
        if skeleton(other) in signs
        and other not in foreign
        and other not in everyday
        and vocabulary.holds(other)
    }
    near = [
        other for other in nearest_in_vowels(word, held) if OSA.distance(word, other) <= MOST_VOWELS
    ]
    return of_record(near[0], BY_SKELETON) if near else None


def of_root(word: str, vocabulary: Vocabulary) -> Guess | None:
    """The things that an Arabic verb is about: نبخر, مبخرة."""
    if not is_arabic(word) or word[0] not in "نيت" or not (strong := root(word)):
        return None
    return chosen(word, known().by_root.get(strong, ()), vocabulary, BY_SKELETON)


def french_in_arabic(words: Sequence[str], vocabulary: Vocabulary) -> Guess | None:
    """A French name written in Arabic letters as it is heard: بورت بوجي."""
    bones = "".join(map(french_bones, words))
    concepts = {
        concept: None
        for concept in known().by_french.get(bones, ())
        if is_reachable(concept, vocabulary) and not concept.kept_from & set(words)
    }
    if not concepts or len(concepts) > MOST_MEANINGS:
        return None
    first = next(iter(concepts))
    own = next(
        (name for name in first.names if name.is_sure and is_arabic(name.folded)), first.names[0]
    )
    return Guess(own.folded, tuple(concepts), BY_SKELETON)


def sounds_like_name(word: str, vocabulary: Vocabulary) -> Guess | None:
    """A name of derja heard as a Latin word that records hold in another spelling."""
    if is_arabic(word) or tables().is_other(word) or len(word) < SHORT:
        return None
    return chosen(word, known().by_vowels.get(vowelled(word), ()), vocabulary, MISSPELT)


def nearest_in_vowels(word: str, words: Iterable[str]) -> list[str]:
    """The Latin spellings nearest to the one typed, or those written in Arabic of the
    same concepts when there is none.
    """
    latin = [other for other in words if not is_arabic(other)]
    ranked = sorted((OSA.distance(word, other), other) for other in latin)
    nearest_ones = [other for far, other in ranked if far == ranked[0][0]]
    return nearest_ones or sorted(words)


def chosen(
    word: str, words: Iterable[str], vocabulary: Vocabulary, certainty: int, most=MOST_MEANINGS
) -> Guess | None:
    """The concepts of candidate words that records say and that are not kept from what
    was typed; none when they are too many to be told apart.
    """
    meanings: dict[Concept, str] = {}
    for other in sorted(words, key=lambda other: (OSA.distance(word, other), other)):
        for concept in known().concepts.get(other, ()):
            if word not in concept.kept_from and is_reachable(concept, vocabulary):
                meanings.setdefault(concept, other)
    if not meanings or len(meanings) > most:
        return None
    return Guess(next(iter(meanings.values())), tuple(meanings), certainty)


def beginning_alike(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The words of records whose first letter is, or sounds like, that of the word.

    Some may be of records that are no longer public: who takes one asks whether the
    vocabulary still holds it, or a name withdrawn would be proposed.
    """
    first = word[0]
    alike = {first} | {letter for pair in FIRST_ALIKE if first in pair for letter in pair}
    for letter in sorted(alike):
        yield from vocabulary.starting(letter)
