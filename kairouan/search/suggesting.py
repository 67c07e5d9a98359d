"""Suggests names of records: as a query is typed, and where nothing answers it.

No statement but those of the index.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process

from kairouan.common.bilingual import Text, localized_texts
from kairouan.common.withheld import names_in_hand

from .finding import saying, search_index
from .folding import fold
from .index import Index, current_index
from .kinds import NUMBER
from .marking import Marks
from .reading import Form
from .synonyms import LONGEST_QUERY

MOST_OF_A_KIND = 3
MOST_READ = 60  # records of a kind, among which one name may stand many times
LEAST_LETTERS = 3  # of a word that another may be near to
NEAR = 40  # of 100: letters that two words share, in their order
MOST_NEAR = 30  # words


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
    begins, kind by kind; then those that a search by it finds.
    """
    text = typed[:LONGEST_QUERY]
    words = tuple(fold(text).split())
    if not words or names_in_hand.get().are_asked_in(text):
        return []
    index = current_index()
    beginning = (each for kind in kinds for each in beginning_so(index, kind, words))
    return list(islice(each_once(then(beginning, lambda: found_first(text, kinds, most))), most))


def beginning_so(index: Index, kind: str, words: tuple[str, ...]) -> list[Suggestion]:
    """The names of a kind that hold the words, those that begin with them first; or the
    record of that number.
    """
    table = index.tables[kind]
    found = saying(index, table, table.in_name, Form(words, 8, goes_on=True))
    if table.kind.has_numbers and len(words) == 1:
        found |= table.holding(table.in_name, f"#{words[0]}")
    named = in_one(suggested(index, kind, table.page(found & table.alive, NUMBER, 0, MOST_READ)))
    beginning = " ".join(words)
    named.sort(key=lambda each: not fold(each.name).startswith(beginning))
    return named[:MOST_OF_A_KIND]


def found_first(text: str, kinds: Sequence[str], most: int) -> Iterator[Suggestion]:
    """The best results of a search that have in their name, in some language, what was
    found.
    """
    found = search_index(text, kinds)
    marks = Marks(found.query.needles)
    for kind, record in found.page(0, most):
        table = found.index.tables[kind]
        if any(map(marks.are_in, table.labels[table.position[record]].names)):
            yield from suggested(found.index, kind, [record])


def nearest(typed: str, kinds: Sequence[str], most: int) -> list[Suggestion]:
    """Names that hold a word near one that was typed, by its letters; the nearest
    first.
    """
    text = typed[:LONGEST_QUERY]
    if names_in_hand.get().are_asked_in(text):
        return []
    index = current_index()
    known = {word for kind in kinds for word in index.tables[kind].in_name if len(word) > 2}
    near = [
        (score, word)
        for asked in fold(text).split()
        if len(asked) >= LEAST_LETTERS
        for word, score, _place in process.extract(
            asked, sorted(known), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST_NEAR
        )
    ]
    near.sort(key=lambda pair: (-pair[0], pair[1]))
    named = (
        each
        for _score, word in near
        for kind in kinds
        for each in beginning_so(index, kind, (word,))[:1]
    )
    return list(islice(each_once(named), most))


def suggested(index: Index, kind: str, records: Iterable[int]) -> Iterator[Suggestion]:
    table = index.tables[kind]
    for record in records:
        label = table.labels[table.position[record]]
        yield Suggestion(localized_texts(label.names), kind, str(label.slug))


def in_one(suggested: Iterable[Suggestion]) -> list[Suggestion]:
    """One suggestion for each name."""
    by_name: dict[str, Suggestion] = {}
    for each in suggested:
        slug = "" if each.name in by_name else each.slug
        by_name[each.name] = Suggestion(each.name, each.kind, slug)
    return list(by_name.values())


def then(first: Iterator[Suggestion], others) -> Iterator[Suggestion]:
    """The first ones, and what `others` gives once they are asked past their end."""
    yield from first
    yield from others()


def each_once(suggested: Iterable[Suggestion]) -> Iterator[Suggestion]:
    seen = set()
    for each in suggested:
        if (each.kind, each.name) not in seen:
            seen.add((each.kind, each.name))
            yield each
