"""Reading a query: what was typed, in whichever letters, as the things to be found.

No database and no date: the tables of names, the words that records hold and the
synonyms that the staff keep are all it knows. Ranking and dropping are the index's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .figures import is_figure, span_of_figure
from .forms import Forms, is_reachable
from .guesses import french_in_arabic
from .names import Tables, tables
from .query import AS_TYPED, BEGINNING, LONGEST_QUERY, SAME, Form, Needle, Query, Vocabulary
from .spelling import is_arabic
from .tokens import Token, tokens_of
from .words import WordReader

MOST_NEEDLES = 8
LONGEST_WINDOW = 6  # words of a name, with the small ones between
SHOWN = 3  # letters of a word that is said to be left out
UNTINNED = "non-etame"
TINNING = {"retamage", "etain", "cuivre-blanc", "etameur"}
TRAINING = {"formation", "apprenti", "emploi"}


def read_query(text: str, vocabulary: Vocabulary, synonyms: Iterable[Sequence[str]] = ()) -> Query:
    """Read what was typed. `synonyms`: groups of folded terms that mean one thing."""
    groups = {term: group for group in synonyms for term in group}
    return QueryReader(tokens_of(text[:LONGEST_QUERY]), tables(), vocabulary, groups).read()


@dataclass
class QueryReader:
    tokens: list[Token]
    tables: Tables
    vocabulary: Vocabulary
    groups: dict[str, Sequence[str]]
    needles: list[Needle] = field(default_factory=list)
    silent: list[Token] = field(default_factory=list)
    meant: dict[int, str] = field(default_factory=dict)
    asks_service: bool = False
    concepts: set[str] = field(default_factory=set)

    def read(self) -> Query:
        words = {token.word for token in self.tokens}
        self.is_english = bool((words & self.tables.english) - {"the"})
        self.words = WordReader(
            self.tables, self.vocabulary, self.groups, bool(words & self.tables.groups["asks"])
        )
        place = 0
        while place < len(self.tokens) and self.wanted < MOST_NEEDLES:
            place = (
                self.read_figure(place)
                or self.read_name(place)
                or self.read_negation(place)
                or self.read_word(place)
            )
        return self.query()

    @property
    def wanted(self) -> int:
        """How many things must be found, of what was read so far."""
        return sum(not needle.is_weak for needle in self.needles)

    def query(self) -> Query:
        silent = self.silent
        if not self.needles:
            silent = []
            for token in self.silent[:MOST_NEEDLES]:
                self.needles.append(Needle(token.typed, self.words.read(token).forms))
        if all(needle.is_weak for needle in self.needles):
            self.needles = [Needle(needle.typed, needle.forms) for needle in self.needles]
        if len(self.needles) > MOST_NEEDLES:
            places = sorted(range(len(self.needles)), key=lambda at: self.needles[at].is_weak)
            self.needles = [self.needles[at] for at in sorted(places[:MOST_NEEDLES])]
        meant = ""
        if self.meant:
            meant = " ".join(
                self.meant.get(place, token.typed) for place, token in enumerate(self.tokens)
            )
        return Query(
            tuple(self.needles),
            tuple(token.typed for token in silent if len(token.word) >= SHOWN),
            meant,
            self.asks_service and not self.concepts & TRAINING,
        )

    def read_figure(self, place: int) -> int | None:
        """The number of a record, or a size."""
        span = span_of_figure(self.tokens, place, self.tables)
        if span is None:
            return None
        end, at, said = span
        figure = self.tokens[at].word
        typed = " ".join(token.typed for token in self.tokens[place:end])
        whole = tuple(figure.split())
        forms = [Form(whole, BEGINNING if said == "number" else AS_TYPED)]
        is_alone = end - place == len(self.tokens)
        if said == "number" or (said == "figure" and is_alone):
            forms = [Form((f"#{figure.lstrip('0') or '0'}",), AS_TYPED), Form(whole, BEGINNING)]
        if said == "size" and len(self.tokens[at:end]) > 1:
            forms.insert(0, Form((*whole, self.tokens[end - 1].word), AS_TYPED))
        self.needles.append(Needle(typed, tuple(forms), is_weak=said != "number" and not is_alone))
        return end

    def read_name(self, place: int) -> int | None:
        """The longest name of several words that begins here."""
        rest = self.tokens[place : place + LONGEST_WINDOW]
        for length in range(len(rest), 1, -1):
            window = rest[:length]
            for key in self.keys_of(window):
                if self.add_name(window, key):
                    return place + length
        return self.read_french_in_arabic(place)

    def read_french_in_arabic(self, place: int) -> int | None:
        """A French name of several words in Arabic letters, one of them known to
        nobody.
        """
        for length in (3, 2):
            window = self.tokens[place : place + length]
            words = [token.word for token in window]
            if len(window) < length or not all(word and is_arabic(word) for word in words):
                continue
            if any(map(self.is_sure, words)):
                continue
            guess = french_in_arabic(words, self.vocabulary)
            if guess:
                reading = self.words.guessed(
                    Token(" ".join(t.typed for t in window), words[0]), guess
                )
                self.needles.append(Needle(" ".join(t.typed for t in window), reading.forms))
                return place + length
        return None

    def is_sure(self, word: str) -> bool:
        """Whether a word is known by itself, and no piece of a name."""
        return (
            self.tables.is_context(word)
            or self.vocabulary.holds(word)
            or any(name.is_sure for _concept, name in self.tables.by_name.get(word, ()))
        )

    def keys_of(self, window: list[Token]) -> list[str]:
        words = [token.word for token in window]
        keys = [" ".join(words)]
        silent = self.tables.groups["silent"]
        if words[0] not in silent and words[-1] not in silent:
            telling = self.tables.telling(words)
            if len(telling) > 1:
                keys += [" ".join(telling), " ".join(map(singular, telling))]
        if len(words) == 2 and len("".join(words)) >= 6:
            keys.append("".join(words))
        return keys

    def add_name(self, window: list[Token], key: str) -> bool:
        entries = [
            (concept, name)
            for concept, name in self.tables.by_name.get(key, ())
            if is_reachable(concept, self.vocabulary)
        ]
        group = self.groups.get(key, ())
        if not entries and not group:
            return False
        forms = Forms(self.vocabulary)
        words = [token.word for token in window]
        forms.add(self.tables.telling(words) or words, AS_TYPED)
        for concept, name in entries:
            forms.add_concept(concept, self.words.reached(concept, name, key))
            self.concepts.add(concept.key)
        for term in group:
            forms.add_held(tuple(term.split()), SAME)
        self.needles.append(Needle(" ".join(token.typed for token in window), forms.as_tuple()))
        return True

    def read_negation(self, place: int) -> int | None:
        """What a piece is without: untinned is a fact that records say; of another, the
        contrary of what was asked would be found, so the pair is left out.
        """
        if self.tokens[place].word not in self.tables.groups["denies"]:
            return None
        silent = self.tables.groups["silent"]
        denied = place + 1
        while denied < len(self.tokens) and self.tokens[denied].word in silent:
            denied += 1
        if denied == len(self.tokens) or is_figure(self.tokens[denied]):
            return None
        window = self.tokens[place : denied + 1]
        word = self.tokens[denied].word
        keys = {concept.key for concept, _name in self.tables.by_name.get(word, ())}
        keys |= {concept.key for concept in self.tables.by_derived.get(word, ())}
        if keys & TINNING:
            untinned = next(c for c in self.tables.concepts if c.key == UNTINNED)
            forms = Forms(self.vocabulary)
            forms.add(("non", *(token.word for token in window[1:])), AS_TYPED)
            forms.add_concept(untinned, SAME)
            self.needles.append(Needle(" ".join(token.typed for token in window), forms.as_tuple()))
        else:
            self.silent += window
        return denied + 1

    def read_word(self, place: int) -> int:
        token = self.tokens[place]
        if not token.word:
            return place + 1
        if self.is_silent(token):
            self.silent.append(token)
            return place + 1
        is_context = self.tables.is_context(token.word)
        reading = self.words.read(token)
        if is_context and not (reading.is_known and any(map(self.is_held, reading.forms))):
            self.silent.append(token)
            return place + 1
        self.needles.append(Needle(token.typed, reading.forms, is_context))
        self.asks_service = self.asks_service or reading.asks_service
        self.concepts |= {concept.key for concept, _name in self.tables.by_name.get(token.word, ())}
        if reading.meant:
            self.meant[place] = reading.meant
        return place + 1

    def is_silent(self, token: Token) -> bool:
        """Whether a word says nothing to search for. « The » is tea but in English."""
        if token.word == "the":
            return self.is_english and token.typed.lower() != "thé"
        return token.word in self.tables.groups["silent"]

    def is_held(self, form: Form) -> bool:
        return all(map(self.vocabulary.holds, form.words))


def singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word
