"""Names: the tables of the craft's words, read once a process, as the engine asks them.

The tables are written for people (`tables/`): a concept with its names by language, the
words of context, the broken plurals. Here every name is folded and found by its words.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .folding import fold

HERE = Path(__file__).parent / "tables"
LANGUAGES = ("aeb", "aeb-Latn", "ar", "ar-east", "fr", "fr-Arab", "en", "it")
FRENCH, LATIN_DERJA = "fr", "aeb-Latn"
DERJA = ("aeb", LATIN_DERJA, "ar", "fr-Arab")  # whose names a skeleton may reach
ARABIC = ("aeb", "ar")  # in its own letters, as said here
FOREIGN = (FRENCH, "en", "it")
LEAST_JOINED = 6  # letters of a name of several words that may be typed as one
# Services, which come first when one is asked for.
SERVICES = {
    "retamage",
    "polissage",
    "reparation",
    "gravure",
    "gravure-initiales",
    "soudure",
    "location",
}


@dataclass(frozen=True)
class Name:
    """One name of a concept. Its `words` are those that a record must hold."""

    written: str
    folded: str
    words: tuple[str, ...]
    language: str
    is_sure: bool = True


@dataclass(eq=False, repr=False)
class Concept:
    """One thing, with all its names, and the words derived from it: what is done
    (étamer, étameur) and the state it leaves (étamé).
    """

    key: str
    kind: str
    names: list[Name] = field(default_factory=list)
    kept_from: frozenset[str] = frozenset()  # words near in letters, of another meaning
    also_means: frozenset[str] = frozenset()
    of_the_house: set[str] = field(default_factory=set)  # names in derja, whatever else they mean
    plurals: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)


class Tables:
    """What the tables say, by folded word."""

    def __init__(self):
        self.by_name: dict[str, list[tuple[Concept, Name]]] = defaultdict(list)
        self.by_derived: dict[str, list[Concept]] = defaultdict(list)
        self.by_plural: dict[str, list[Concept]] = defaultdict(list)
        self.written: dict[str, str] = {}
        self.other_words: set[str] = set()  # of other meanings, near a name in letters
        self.groups: dict[str, set[str]] = defaultdict(set)  # words of context by key and role
        self.foreign: set[str] = set()  # words of French, English, Italian
        self.english: set[str] = set()
        self.everyday = everyday()
        self.read_words(read("words"))
        concepts = {row["key"]: self.concept(row) for row in read("concepts")["concept"]}
        self.read_derived(read("words"), concepts)
        self.read_plurals(read("plurals")["plural"])
        self.concepts = list(concepts.values())

    def concept(self, row: dict) -> Concept:
        concept = Concept(
            row["key"],
            row["kind"],
            kept_from=frozenset(map(fold, row.get("not", []))),
            also_means=frozenset(map(fold, row.get("also_means", []))),
        )
        seen = set()
        for written, language, is_sure in names_of(row):
            folded = fold(written)
            if not folded or (folded, language) in seen:
                continue
            seen.add((folded, language))
            name = Name(written, folded, self.without_context(folded), language, is_sure)
            concept.names.append(name)
            if is_sure and language.startswith("aeb"):
                concept.of_the_house.add(folded)
            self.know(concept, name)
        self.other_words |= concept.kept_from
        return concept

    def know(self, concept: Concept, name: Name):
        """Find a concept by the words of a name, with or without the small ones, and by
        the words joined (porteclé).
        """
        spaced = name.folded.split()
        ways = {name.folded, " ".join(name.words)}
        joined = "".join(spaced)
        if len(spaced) > 1 and len(joined) >= LEAST_JOINED:
            ways.add(joined)
        for way in ways:
            self.by_name[way].append((concept, name))
            if name.is_sure:  # the others are never shown
                self.written.setdefault(way, name.written)
        if name.language in FOREIGN:
            self.foreign.update(spaced)
        if name.language == "en":
            self.english.update(spaced)

    def without_context(self, folded: str) -> tuple[str, ...]:
        words = folded.split()
        return tuple(self.telling(words)) or tuple(words)

    def telling(self, words: list[str]) -> list[str]:
        """The words of a name that a record must hold, without the small ones."""
        silent, denying = self.groups["silent"], self.groups["denies"]
        return [word for word in words if word not in silent or word in denying]

    def read_words(self, table: dict):
        for group in table["group"]:
            for part, words in group.items():
                if not isinstance(words, list) or part in ("except", "unsure"):
                    continue
                folded = {word for each in words if " " not in (word := fold(each)) and word}
                if part not in LANGUAGES:  # units: by what they count
                    self.groups[part] |= folded
                self.groups[group["key"]] |= folded
                self.groups[group["role"]] |= folded
                if part in FOREIGN:
                    self.foreign |= folded
                if part == "en":
                    self.english |= folded

    def read_derived(self, table: dict, concepts: dict[str, Concept]):
        for row in table["derived"]:
            concept = concepts[row["to"]]
            for language in LANGUAGES:
                for written in row.get(language, []):
                    word = fold(written)
                    kind = concept.states if is_state(word, language) else concept.actions
                    kind.add(word)
                    self.by_derived[word].append(concept)
                    self.written.setdefault(word, written)
                    if language in FOREIGN:
                        self.foreign.add(word)

    def read_plurals(self, rows: list[dict]):
        for row in rows:
            pairs = [(row["one"], row["many"])]
            if latin := row.get("latin"):
                pairs.append((latin["one"], latin["many"]))
            for one, many in pairs:
                concepts = {concept for concept, _name in self.by_name.get(fold(one), [])}
                for concept in concepts:
                    concept.plurals.update(map(fold, many))
                    for each in many:
                        self.by_plural[fold(each)].append(concept)
                        if each not in row.get("unsure", ()):
                            self.written.setdefault(fold(each), each)

    def is_name(self, word: str) -> bool:
        return word in self.by_name or word in self.by_derived or word in self.by_plural

    def is_other(self, word: str) -> bool:
        """Whether a word is known with another meaning: it is never corrected."""
        return word in self.other_words or word in self.everyday

    def is_context(self, word: str) -> bool:
        return any(word in self.groups[role] for role in ("silent", "weak", "fact"))

    def spellings(self) -> Iterator[tuple[str, Concept, Name | None]]:
        """Words of one piece that a misspelling may stand for."""
        for word, entries in self.by_name.items():
            for concept, name in entries:
                if name.is_sure and " " not in word:
                    yield word, concept, name
        for word, concepts in self.by_derived.items():
            for concept in concepts:
                yield word, concept, None
        for word, concepts in self.by_plural.items():
            for concept in concepts:
                yield word, concept, None


def names_of(row: dict) -> Iterator[tuple[str, str, bool]]:
    for language in LANGUAGES:
        for name in row.get(language, []):
            yield name, language, True
    for name in row.get("unsure", []):
        yield name["name"], name["lang"], False


def is_state(word: str, language: str) -> bool:
    """Tell a participle (étamé, مقصدر, tinned, stagnato), which says how a piece is,
    from the verb, the noun and the trade, which ask for the work.
    """
    if language in ARABIC:
        return word.startswith("م")
    endings = {
        "fr": ("e", "ee", "es", "ees", "i", "ie", "is", "ies", "u", "ue", "us", "ues"),
        "en": ("ed", "en", "y"),
        "it": ("ato", "ata", "ito", "ita", "iso", "isa", "otto", "uto", "uta"),
    }
    if language == LATIN_DERJA:
        return word.startswith("m")
    return word.endswith(endings[language])


def everyday() -> frozenset[str]:
    """Words of every day, never taken for a misspelling."""
    files = sorted((HERE / "everyday").glob("*.txt"))
    return frozenset(word for file in files for word in file.read_text(encoding="utf-8").split())


def read(table: str) -> dict:
    return tomllib.loads((HERE / f"{table}.toml").read_text(encoding="utf-8"))


@cache
def tables() -> Tables:
    return Tables()
