"""Tables of the search: everyday queries that must find something, and words that must
be kept apart (`kairouan/search/tests/proof`), asked of the demonstration.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kairouan.search.finding import answers_of, search_index
from kairouan.search.folding import fold
from kairouan.search.index import Index, current_index
from kairouan.search.kinds import KINDS, NUMBER
from kairouan.search.reading import read_query
from kairouan.search.record_tables import Table
from kairouan.search.rows import Row

TABLES = Path(__file__).parents[1] / "search" / "tests" / "proof"
FIRST, SECOND, THIRD, FOURTH = "", "-second", "-third", "-fourth"
READ = 10  # results that somebody looks at


@dataclass(frozen=True)
class Miss:
    """A line of a table that the search does not answer as it says."""

    kind: str
    query: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]

    def __str__(self):
        return f"[{self.kind}] {self.query}: {', '.join(self.wanted)}; found {list(self.found)}"


@cache
def table(name: str) -> dict:
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def answers() -> dict[str, list[str]]:
    return {each["key"]: each["records"] for each in table("answers")["concept"]}


def keys_of_records() -> dict[tuple[str, int], str]:
    """The key of each record of the demonstration, by its kind and number."""
    return {
        (name, record): f"{name}:{key}"
        for name, kind in KINDS.items()
        for record, key in kind.rows().values_list("pk", "demonstration_key")
    }


class OneRecord:
    """An index of one record, which has a name and nothing else, among the words that
    the public records hold.
    """

    def __init__(self, index: Index, name: str):
        self.index = index
        self.name = fold(name).split()
        row = Row(1, " ".join(self.name), " ".join(self.name), None, {}, {NUMBER: ()})
        self.tables = {"page": Table(KINDS["page"], [row])}

    def holds(self, word: str) -> bool:
        return word in self.name or self.index.holds(word)

    def starting(self, beginning: str) -> list[str]:
        return sorted(
            {
                *(word for word in self.name if word.startswith(beginning)),
                *self.index.starting(beginning),
            }
        )

    def is_found(self, text: str) -> bool:
        """Whether every needle of a query finds the record."""
        table = self.tables["page"]
        needles = [
            each for each in read_query(text, self, self.index.synonyms).needles if not each.is_weak
        ]
        return bool(needles) and all(answers_of(self, table, needle).found for needle in needles)


class Proof:
    """Asks the tables of the public search of the database in hand."""

    def __init__(self):
        self.keys = keys_of_records()
        self.concepts = answers()

    def results(self, query: str, count: int = READ) -> tuple[str, ...]:
        found = search_index(query).page(0, count)
        return tuple(self.keys.get(each, f"{each[0]}:?") for each in found)

    def references(self, expected: list[str]) -> set[str]:
        found = set()
        for each in expected:
            kind, key = each.split(":", 1)
            found |= set(self.concepts[key]) if kind == "concept" else {each}
        return found

    def meeting(self, part: str) -> tuple[int, list[Miss]]:
        """The lines that must meet: how many there are, and those that do not."""
        lines = table(f"meet{part}")["meet"]
        misses = []
        for line in lines:
            results = self.results(line["query"])
            wanted = self.references(line["expect"])
            first = self.references(line.get("first", []))
            if not wanted & set(results) or (first and results[0] not in first):
                misses.append(Miss(line["kind"], line["query"], tuple(line["expect"]), results[:4]))
        return len(lines), misses

    def apart(self, part: str) -> tuple[int, list[Miss]]:
        """The lines that must keep apart: how many there are, and those that do not."""
        lines = table(f"apart{part}")["apart"]
        index = current_index()
        misses = []
        for line in lines:
            never = set(line.get("never", []))
            found = search_index(line["query"])
            total = sum(found.counts.values())
            results = {self.keys.get(each, "") for each in found.page(0, total)}
            other = line.get("other", "")
            if never & results or (other and OneRecord(index, other).is_found(line["query"])):
                misses.append(
                    Miss(line["kind"], line["query"], tuple(never) or (other,), tuple(results)[:3])
                )
        return len(lines), misses
