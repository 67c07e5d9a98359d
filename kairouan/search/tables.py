"""The records of one kind in memory: the words each holds, the values it is narrowed
by, its place in each order.

A record has a position. One that changed takes a new position at the end and its former
one leaves `alive`: what a reader holds stays true while the table is patched.
"""

from array import array
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from django.utils import translation

from kairouan.common.languages import CODES

from .folding import fold
from .kinds import Kind
from .postings import Postings, positions_in
from .rows import Label, Row

LONGEST_NAME = 6  # words: a longer name counts as one of these
FEW = 1_000  # records that are put in order sooner than an order is walked


class Table:
    def __init__(self, kind: Kind, rows: Iterable[Row]):
        self.kind = kind
        self.records = array("q")  # the number of the record at each position
        self.labels: list[Label] = []
        self.alive = 0
        self.position: dict[int, int] = {}
        self.in_name: dict[str, Postings] = defaultdict(Postings)
        self.in_text: dict[str, Postings] = defaultdict(Postings)
        self.name_lengths: dict[int, Postings] = defaultdict(Postings)
        self.values: dict[str, dict] = {
            facet.parameter: defaultdict(Postings) for facet in kind.all_facets
        }
        self.places: dict[str, list[tuple]] = {name: [] for name in kind.all_orders}
        self.new_words: list[str] = []  # since the index last took them
        for row in rows:
            self.append(row)
        self.alive = (1 << len(self.records)) - 1
        self.ordered = {
            name: array("I", sorted(range(len(keys)), key=keys.__getitem__))
            for name, keys in self.places.items()
        }

    @property
    def size(self) -> int:
        """The positions there are, of records that are gone too."""
        return len(self.records)

    @property
    def is_worn(self) -> bool:
        """Whether most positions are of records that are gone."""
        return self.size > 2 * self.alive.bit_count() + FEW

    def append(self, row: Row) -> int:
        position = self.size
        self.records.append(row.record)
        self.labels.append(row.label)
        self.position[row.record] = position
        words = row.name.split()
        name, text = set(words), set(row.text.split())
        if self.kind.has_numbers:
            name.add(f"#{row.record}")
        for word in name:
            self.in_name[word].add(position)
        for word in text | name:
            if word not in self.in_text:
                self.new_words.append(word)
            self.in_text[word].add(position)
        self.name_lengths[min(len(words), LONGEST_NAME)].add(position)
        for parameter, values in row.values.items():
            for value in values:
                self.values[parameter][value].add(position)
        for name_of_order, keys in self.places.items():
            keys.append((*row.places[name_of_order], row.record))
        return position

    def forget(self, record: int):
        position = self.position.pop(record, None)
        if position is not None:
            self.alive &= ~(1 << position)

    def replace(self, records: Iterable[int], rows: Iterable[Row]):
        """Read anew the records of these numbers: those of `rows` are still public."""
        for record in records:
            self.forget(record)
        for row in rows:
            position = self.append(row)
            for name, keys in self.places.items():
                insort(self.ordered[name], position, key=keys.__getitem__)
            self.alive |= 1 << position

    # -- words

    def holding(self, postings: dict[str, Postings], word: str) -> int:
        found = postings.get(word)
        return found.bitmap(self.size) if found else 0

    def holding_any(self, postings: dict[str, Postings], words: Sequence[str]) -> int:
        found = 0
        for word in words:
            found |= self.holding(postings, word)
        return found

    def numbers_of(self, found: int) -> list[int]:
        return [self.records[position] for position in positions_in(found)]

    # -- values

    def having(self, parameter: str, values: Iterable) -> int:
        """The records that have one of the values of a facet."""
        found = 0
        for value in values:
            if postings := self.values[parameter].get(value):
                found |= postings.bitmap(self.size)
        return found

    def shorter_than(self, length: int) -> int:
        """The records whose name has so many words at most."""
        found = 0
        for words, postings in self.name_lengths.items():
            if words <= length:
                found |= postings.bitmap(self.size)
        return found

    # -- orders

    def page(self, found: int, order: str, start: int, stop: int) -> list[int]:
        """The numbers of the records of a set from one place of an order to another."""
        count = found.bit_count()
        stop = min(stop, count)
        if start >= stop:
            return []
        if count <= FEW:
            keys = self.places[order]
            ordered = sorted(positions_in(found), key=keys.__getitem__)[start:stop]
        else:
            flags = found.to_bytes(self.size // 8 + 1, "little")
            ordered = self.walk(flags, order, count, start, stop)
        return [self.records[position] for position in ordered]

    def walk(self, flags: bytes, order: str, count: int, start: int, stop: int) -> list[int]:
        """Walk an order from its nearer end."""
        positions = self.ordered[order]
        is_near_the_end = start > count - stop
        walked = reversed(positions) if is_near_the_end else iter(positions)
        inside = (each for each in walked if flags[each >> 3] >> (each & 7) & 1)
        if is_near_the_end:
            return list(islice(inside, count - stop, count - start))[::-1]
        return list(islice(inside, start, stop))


def facts_of(kind: Kind) -> dict[str, list[tuple[str, object]]]:
    """The words of the fixed choices of a kind's facets, in every language, each with
    the facet and the value it is a word of.
    """
    found: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for facet in kind.all_facets:
        if facet.choices is None:
            continue
        for code in CODES:
            with translation.override(code):
                for value, label in facet.choices.choices:
                    for word in set(fold(str(label)).split()):
                        found[word].append((facet.parameter, value))
    return found
