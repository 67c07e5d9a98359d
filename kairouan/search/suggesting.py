"""Suggests names of records: as a query is typed, and where nothing answers it.

One statement at most beside those of the index: the names of numerous records are not
in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kairouan.common.bilingual import Text, localized_texts
from kairouan.common.withheld import names_in_hand

from .finding import saying, search_index
from .folding import fold
from .index import Index, current_index
from .kinds import NUMBER
from .marking import Marks
from .query import AS_TYPED, LONGEST_QUERY, Form
from .reading import MOST_NEEDLES
from .rows import Label

MOST_OF_A_KIND = 3
MOST_READ = 60  # records of a kind, among which one name may stand many times
LEAST_LETTERS = 3  # of a word that another may be near to
NEAR = 60  # of 100: letters that two words share, in their order; any less is chance
MOST_NEAR = 30  # words of names that are looked at


@dataclass(frozen=True)
class Suggestion:
    """A name, and the record that has it: its kind, what its kind calls the slug. Where
    several records of the kind have the name, `slug` is empty.
    """

    name: Text
    kind: str
    slug: str


def suggestions(typed: str, kinds: Sequence[str], most: int) -> list[Suggestion]:
    """Names for what is typed so far: those that hold every word, the last as it
    begins, kind by kind; then those that a search by it finds, where the name has in
    some language what was found.
    """
    text = typed[:LONGEST_QUERY]
    words = tuple(fold(text).split())
    if not words or names_in_hand.get().are_asked_in(text):
        return []
    index = current_index()
    begun = {kind: beginning_so(index, kind, words) for kind in kinds}
    answer = search_index(text, kinds)
    answering = answer.page(0, most)
    records = [(kind, record) for kind, found in begun.items() for record in found]
    labels = index.labels([*records, *answering])
    named = [
        each
        for kind, found in begun.items()
        for each in best_named(kind, found, labels, " ".join(words))
    ]
    marks = Marks(answer.query.needles)
    named += [
        suggestion_of(kind, label)
        for kind, record in answering
        if (label := labels.get((kind, record))) and any(map(marks.are_in, label.names))
    ]
    return each_once(named)[:most]


def beginning_so(index: Index, kind: str, words: tuple[str, ...]) -> list[int]:
    """The records of a kind whose name holds the words, the last as it begins; or the
    record of that number.
    """
    table = index.tables[kind]
    found = saying(index, table, table.in_name, Form(words, AS_TYPED, goes_on=True))
    if table.kind.has_numbers and len(words) == 1:
        found |= table.holding(table.in_name, f"#{words[0]}")
    return table.page(found & table.alive, NUMBER, 0, MOST_READ)


def best_named(kind: str, records: list[int], labels: dict, beginning: str) -> list[Suggestion]:
    """Some names of records of a kind, those that begin so first; one that several
    have stands once, and leads to none of them.
    """
    by_name: dict[str, Suggestion] = {}
    for record in records:
        if label := labels.get((kind, record)):
            each = suggestion_of(kind, label)
            slug = "" if each.name in by_name else each.slug
            by_name[each.name] = Suggestion(each.name, kind, slug)
    named = sorted(by_name.values(), key=lambda each: not fold(each.name).startswith(beginning))
    return named[:MOST_OF_A_KIND]


def suggestion_of(kind: str, label: Label) -> Suggestion:
    return Suggestion(localized_texts(label.names), kind, str(label.slug))


def nearest(typed: str, kinds: Sequence[str], most: int) -> list[Suggestion]:
    """Names that hold a word near one that was typed, by its letters; the nearest
    first, and none where nothing is.
    """
    text = typed[:LONGEST_QUERY]
    if names_in_hand.get().are_asked_in(text):
        return []
    index = current_index()
    known = {word for kind in kinds for word in index.tables[kind].in_name if len(word) > 2}
    words = [word for word in fold(text).split() if len(word) >= LEAST_LETTERS]
    near = [
        (score, word)
        for asked in words[:MOST_NEEDLES]
        for word, score, _place in process.extract(
            asked, sorted(known), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST_NEAR
        )
    ]
    near.sort(key=lambda pair: (-pair[0], pair[1]))
    records = [
        (kind, record)
        for _score, word in near[:MOST_NEAR]
        for kind in kinds
        for record in beginning_so(index, kind, (word,))[:1]
    ]
    labels = index.labels(records)
    return each_once(
        suggestion_of(kind, labels[kind, record])
        for kind, record in records
        if (kind, record) in labels
    )[:most]


def each_once(suggested: Iterable[Suggestion]) -> list[Suggestion]:
    """The first suggestion of each name of a kind."""
    found: dict[tuple[str, str], Suggestion] = {}
    for each in suggested:
        found.setdefault((each.kind, each.name), each)
    return list(found.values())
