"""The words that the demonstration's records hold, for the tests of reading."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from kairouan.search.folding import fold
from kairouan.search.inflection import SortedWords

ROOT = Path(__file__).resolve().parents[3]
NOT_TEXTS = {"key", "kind", "status", "slug", "category", "technique", "workshop", "family", "mark"}


class Words:
    """A vocabulary of given words."""

    def __init__(self, words: Iterable[str]):
        self.known = frozenset(words)
        self.sorted = SortedWords(self.known)

    def holds(self, word: str) -> bool:
        return word in self.known

    def starting(self, beginning: str) -> Sequence[str]:
        return self.sorted.starting(beginning)


def texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if not NOT_TEXTS & set(name.split("_")):
                yield from texts(each)


@cache
def demonstration() -> Words:
    files = [path for path in ROOT.glob("*/**/demo/**/*.toml") if "/." not in str(path)]
    words: set[str] = set()
    for file in files:
        for text in texts(tomllib.loads(file.read_text(encoding="utf-8"))):
            words.update(fold(text).split())
    return Words(words)
