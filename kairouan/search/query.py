"""What a query asks for, as the index takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

LONGEST_QUERY = 200  # characters; what is past it is not read

# Certainty: how surely a form is what was typed, from 8 (those very words) through
# another name of the thing, what derives from it, its plural, what begins so, a
# misspelling and its consonants, to 1 (a name that no source attests).
AS_TYPED, SAME, DERIVED, INFLECTED, BEGINNING, MISSPELT, BY_SKELETON, UNSURE = range(8, 0, -1)
SURE = INFLECTED  # and above: the same thing, whichever way it is said


@dataclass(frozen=True)
class Form:
    """One way a record may say what was typed: all these folded words in one of its
    texts.
    """

    words: tuple[str, ...]
    certainty: int  # 1 to 8, as above
    goes_on: bool = False  # the last word may be the beginning of a longer one


@dataclass(frozen=True)
class Needle:
    """One thing asked for: a word or a group of words, and the forms that count as
    finding it.
    """

    typed: str  # to be shown in « sans : … »
    forms: tuple[Form, ...]
    is_weak: bool = False  # ranks, never empties


@dataclass(frozen=True)
class Query:
    needles: tuple[Needle, ...]
    silent: tuple[str, ...] = ()  # words of context left out, as typed
    meant: str = ""  # « voulez-vous dire », the whole query; "" when nothing was corrected
    asks_service: bool = False  # services first


class Vocabulary(Protocol):
    """The folded words that public records hold. Those that begin so may be of records
    that are public no more.
    """

    def holds(self, word: str) -> bool: ...
    def starting(self, beginning: str) -> Sequence[str]: ...
