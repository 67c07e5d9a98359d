"""One word of a query: the forms in which records say it, and how it was understood."""

from dataclasses import dataclass, replace

from .forms import Forms
from .guesses import (
    Guess,
    by_consonants,
    by_sound,
    french_in_arabic,
    inflected,
    misspelt,
    of_root,
    sounds_like_name,
)
from .names import SERVICES, Concept, Name, Tables
from .prefixes import restored, without_joined
from .query import AS_TYPED, BEGINNING, DERIVED, INFLECTED, SAME, UNSURE, Form, Vocabulary
from .spelling import is_arabic
from .tokens import Token

LEAST_REST = 4  # letters of a misspelt word under what is joined to it


@dataclass(frozen=True)
class WordReading:
    """What a word was understood as, and the forms in which records say that."""

    forms: tuple[Form, ...]
    meant: str = ""  # the known word it was corrected to, as it is written
    is_known: bool = True
    asks_service: bool = False


class WordReader:
    """Reads the words of one query. `asks` says that the query asks who does a work."""

    def __init__(self, tables: Tables, vocabulary: Vocabulary, groups: dict, asks: bool):
        self.tables = tables
        self.vocabulary = vocabulary
        self.groups = groups  # synonyms that the staff keep: term to terms
        self.asks = asks

    def read(self, token: Token) -> WordReading:
        word = token.word
        for other in restored(token.typed, word):
            if self.is_known(other):
                found = self.known(Token(token.typed, other))
                return self.with_typed(word, found)
        if self.is_known(word):
            return self.known(token)
        is_other = self.tables.is_other(word) or self.is_of_a_family(word)
        for rest, is_free in () if is_other else without_joined(word):
            if is_free or self.is_known(rest):
                found = (
                    self.read(replace(token, word=rest))
                    if is_free
                    else self.known(replace(token, word=rest))
                )
                if found.is_known:
                    return self.with_typed(word, found)
        guesses: list = [inflected]
        if not is_other:
            guesses += [misspelt, self.misspelt_rest, by_sound, by_consonants, of_root]
            guesses.append(self.in_french)
        for guess in guesses:
            if found := guess(word, self.vocabulary):
                return self.guessed(token, found)
        forms = Forms(self.vocabulary)
        forms.add_typed(word, False, is_other and not is_arabic(word))
        is_name = self.tables.is_name if is_other and not is_arabic(word) else lambda other: False
        forms.add_kin(word, INFLECTED, is_name)
        return WordReading(forms.as_tuple(), is_known=len(forms.found) > 1)

    def is_of_a_family(self, word: str) -> bool:
        """Whether a Latin word is a name and the -i of a family: Hammami."""
        return len(word) > 4 and word[-1] in "iy" and word[:-1] in self.tables.by_name

    def is_known(self, word: str) -> bool:
        """Whether a table or the records hold the word: it is not corrected."""
        return self.tables.is_name(word) or word in self.groups or self.vocabulary.holds(word)

    def known(self, token: Token) -> WordReading:
        word, tables = token.word, self.tables
        forms = Forms(self.vocabulary)
        forms.add_typed(word, word in tables.by_name)
        concepts: set[Concept] = set()
        for concept, name in tables.by_name.get(word, ()):
            forms.add_concept(concept, self.reached(concept, name, word))
            concepts.add(concept)
        asks = False
        for concept in tables.by_derived.get(word, ()):
            says_state = word in concept.states and not self.asks_for_work(token)
            forms.add_concept(concept, BEGINNING if says_state else DERIVED, says_state)
            asks = asks or (concept.key in SERVICES and not says_state)
            concepts.add(concept)
        for concept in tables.by_plural.get(word, ()):
            forms.add_concept(concept, INFLECTED)
            concepts.add(concept)
        for term in self.groups.get(word, ()):
            forms.add_held(tuple(term.split()), SAME)
        for guess in () if concepts else (inflected, sounds_like_name):
            if found := guess(word, self.vocabulary):
                for concept in found.concepts:
                    forms.add_concept(concept, found.certainty)
                concepts.update(found.concepts)
                break
        forms.add_kin(word, INFLECTED, lambda other: self.means_another(other, word, concepts))
        return WordReading(forms.as_tuple(), asks_service=asks)

    def reached(self, concept: Concept, name: Name, word: str) -> int:
        """How surely a name leads to the others: less when it means another thing too,
        but that of the house means it here.
        """
        if not name.is_sure:
            return UNSURE
        if word not in concept.also_means:
            return SAME
        return DERIVED if word in concept.of_the_house else BEGINNING

    def asks_for_work(self, token: Token) -> bool:
        """Whether « rétame » is the verb: who does it is asked, not « rétamé »."""
        return self.asks and token.typed.lower().endswith("e")

    def means_another(self, other: str, word: str, concepts: set[Concept]) -> bool:
        """Whether a word of one stem is a name of another thing: نحاس, نحاسة."""
        named = {concept for concept, _name in self.tables.by_name.get(other, ())}
        named |= set(self.tables.by_derived.get(other, ()))
        if any(word in concept.kept_from for concept in named):
            return True
        if any(other in concept.kept_from for concept in concepts):
            return True
        return bool(named and concepts and not named & concepts)

    def guessed(self, token: Token, guess: Guess) -> WordReading:
        forms = Forms(self.vocabulary)
        forms.add_typed(token.word, False)
        forms.add_held((guess.word,), guess.certainty)
        for concept in guess.concepts:
            states = guess.word in concept.states
            forms.add_concept(concept, guess.certainty, states)
        if not guess.concepts:
            forms.add_kin(guess.word, guess.certainty)
        corrected = guess.certainty < INFLECTED
        meant = self.tables.written.get(guess.word, guess.word) if corrected else ""
        asks = any(
            concept.key in SERVICES and guess.word in concept.actions for concept in guess.concepts
        )
        return WordReading(forms.as_tuple(), meant, asks_service=asks)

    def misspelt_rest(self, word: str, vocabulary: Vocabulary) -> Guess | None:
        """A misspelling under what is joined to it: lmehress."""
        for rest, _is_free in without_joined(word):
            is_short = len(rest) < LEAST_REST
            if not (is_short or self.tables.is_other(rest)) and (
                found := misspelt(rest, vocabulary)
            ):
                return found
        return None

    def in_french(self, word: str, vocabulary: Vocabulary) -> Guess | None:
        return french_in_arabic([word], vocabulary) if is_arabic(word) else None

    def with_typed(self, word: str, reading: WordReading) -> WordReading:
        """The reading of the rest of a word, with the whole word as typed."""
        typed = Form((word,), AS_TYPED)
        return replace(reading, forms=(typed, *(form for form in reading.forms if form != typed)))
