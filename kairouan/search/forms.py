"""Forms: the ways in which records say a thing, kept when the vocabulary holds them."""

from collections.abc import Iterable, Iterator
from itertools import islice, product

from .inflection import kin
from .names import Concept
from .query import AS_TYPED, BEGINNING, DERIVED, INFLECTED, SAME, UNSURE, Form, Vocabulary
from .spelling import is_arabic

MOST_FORMS = 120
MOST_WAYS = 4  # of one name of several words, its plurals counted
LEAST_BEGINNING = 3  # letters


class Forms:
    """The forms of one needle, each once, as surely as it was reached."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.found: dict[tuple[tuple[str, ...], bool], int] = {}

    def add(self, words: Iterable[str], certainty: int, goes_on: bool = False):
        key = (tuple(words), goes_on)
        if key[0]:
            self.found[key] = max(certainty, self.found.get(key, 0))

    def add_typed(self, word: str, is_known: bool, is_whole: bool = False):
        """The word as typed, held or not, and, unless it is known to be a whole word,
        what it may be the beginning of.
        """
        self.add((word,), AS_TYPED)
        if is_whole or len(word) < LEAST_BEGINNING + is_known or word[-1].isdigit():
            return
        if any(other != word for other in self.vocabulary.starting(word)[:2]):
            self.add((word,), BEGINNING, goes_on=True)

    def add_held(self, words: tuple[str, ...], certainty: int):
        """A name, and its plurals, in the words that records hold."""
        ways = [list(held_ways(word, self.vocabulary)) for word in words]
        for way in islice(product(*ways), MOST_WAYS):
            self.add(way, certainty if way == words else min(certainty, INFLECTED))

    def add_concept(self, concept: Concept, reached: int, with_states: bool = False):
        """Every name of a concept; of what derives from it, the work or the state."""
        for name in concept.names:
            certainty = min(SAME, reached) if name.is_sure else UNSURE
            if (
                name.folded in concept.also_means & concept.of_the_house
                and concept.kind == "object"
            ):
                certainty = min(certainty, DERIVED)
            elif not concept.also_means.isdisjoint((name.folded, *name.words)):
                if concept.kind != "object":  # حفر, to engrave, is any digging
                    continue
                certainty = min(certainty, BEGINNING)
            self.add_held(name.words, certainty)
        for word in concept.plurals:
            self.add_held((word,), min(INFLECTED, reached))
        derived = concept.states if with_states else concept.actions
        for word in derived - concept.also_means:
            self.add_held((word,), min(SAME if with_states else INFLECTED, reached))

    def add_kin(self, word: str, certainty: int, but_not=lambda other: False):
        for other in kin(word, self.vocabulary.starting):
            if not but_not(other):
                self.add((other,), certainty)

    def as_tuple(self) -> tuple[Form, ...]:
        best = sorted(self.found.items(), key=lambda row: (-row[1], row[0]))[:MOST_FORMS]
        return tuple(Form(words, certainty, goes_on) for (words, goes_on), certainty in best)


def held_ways(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The word and its regular plurals, those that the vocabulary holds."""
    if vocabulary.holds(word):
        yield word
    if len(word) < 3 or word[-1].isdigit():
        return
    if is_arabic(word):
        ways = [word.removesuffix("ه") + "ات"]
    else:
        ways = [word + "s", word + "x", word + "es"]
    yield from (way for way in ways if vocabulary.holds(way))


def is_reachable(concept: Concept, vocabulary: Vocabulary) -> bool:
    """Whether a record says the concept in any way."""
    return any(
        all(any(held_ways(word, vocabulary)) for word in name.words) for name in concept.names
    ) or any(map(vocabulary.holds, concept.actions | concept.states))
