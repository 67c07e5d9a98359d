"""What a query asks for: the words it is made of, and what counts as finding each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .folding import fold, stem


@dataclass(frozen=True)
class Form:
    words: tuple[str, ...]
    certainty: int
    goes_on: bool = False


@dataclass(frozen=True)
class Needle:
    typed: str
    forms: tuple[Form, ...]
    is_weak: bool = False


@dataclass(frozen=True)
class Query:
    needles: tuple[Needle, ...]
    silent: tuple[str, ...] = ()
    meant: str = ""
    asks_service: bool = False


class Vocabulary(Protocol):
    def holds(self, word: str) -> bool: ...
    def starting(self, beginning: str) -> Sequence[str]: ...
    def words(self) -> Sequence[str]: ...


def read_query(text, vocabulary, synonyms=()) -> Query:
    return Query(
        tuple(
            Needle(word, (Form((word,), 8, True), Form((stem(word),), 6, True)))
            for word in fold(text).split()[:8]
        )
    )
