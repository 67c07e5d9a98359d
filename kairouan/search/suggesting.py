"""Suggests names as a query is typed: of records, by the words they begin with."""

from collections.abc import Iterator
from dataclasses import dataclass

from kairouan.common.bilingual import Text, localized_texts
from kairouan.common.withheld import names_in_hand

from .finding import saying
from .folding import fold
from .index import Index, current_index
from .kinds import KINDS, NUMBER
from .reading import Form
from .synonyms import LONGEST_QUERY

MOST_OF_A_KIND = 3
MOST_READ = 60  # records of a kind, among which one name may stand many times


@dataclass(frozen=True)
class Suggestion:
    """A name, and the record that has it: its kind, what its kind calls the slug. Where
    several records of a kind have the name, `slug` is empty.
    """

    name: Text
    kind: str
    slug: str


def suggestions(typed: str, kinds: list[str]) -> Iterator[Suggestion]:
    """Give the names that hold every word typed, the last as it begins, kind by kind; a
    few of each, those that begin so first.

    No statement but those of the index.
    """
    text = typed[:LONGEST_QUERY]
    words = tuple(fold(text).split())
    if not words or names_in_hand.get().are_asked_in(text):
        return
    index = current_index()
    for kind in kinds:
        yield from suggestions_of(index, kind, words)


def suggestions_of(index: Index, kind: str, words: tuple[str, ...]) -> list[Suggestion]:
    table = index.tables[kind]
    found = saying(index, table, table.in_name, Form(words, 8, goes_on=True))
    if KINDS[kind].has_numbers and len(words) == 1:
        found |= table.holding(table.in_name, f"#{words[0]}")
    by_name: dict[str, Suggestion] = {}
    for record in table.page(found & table.alive, NUMBER, 0, MOST_READ):
        label = table.labels[table.position[record]]
        name = localized_texts(label.names)
        slug = "" if name in by_name else str(label.slug)
        by_name[name] = Suggestion(name, kind, slug)
    beginning = " ".join(words)
    first = sorted(by_name.values(), key=lambda each: not fold(each.name).startswith(beginning))
    return first[:MOST_OF_A_KIND]
