"""The records of one kind in memory: the words each holds, the values it is narrowed
by, its place in each order.

A table never changes under its reader. A record that changed takes a new position at
the end of the next table and its former one leaves `alive`. The two share all that is
the same: lists that only grow, and sets that nobody changes in place.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from itertools import compress, islice

from django.utils import translation

from kairouan.common.languages import CODES

from .folding import fold
from .kinds import Kind, Order
from .postings import Postings, flags_of, positions_in, smallest, union, with_one_more
from .rows import Label, Row

NUMBERED = re.compile(r"#[0-9]{1,18}\Z")  # the word that a record's number is
LONGEST_NAME = 6  # words: a longer name counts as one of these
MOST_ABOVE = 1_000  # changes of a mapping before they are made part of it
FEW_VALUES = 64  # that are counted one by one
FEW = 1_000  # records that are put in order sooner than an order is walked


class Layers:
    """A mapping whose next state shares the large part that nobody changes, under a
    small one that is its own. What is None there is gone.
    """

    def __init__(self, below: dict, above: dict | None = None):
        self.below = below
        self.above = above or {}

    def get(self, key):
        return self.above[key] if key in self.above else self.below.get(key)

    def __setitem__(self, key, value):
        self.above[key] = value

    def __iter__(self) -> Iterator:
        return (key for key in self.below | self.above if self.get(key) is not None)

    def next_state(self) -> "Layers":
        if len(self.above) > MOST_ABOVE:
            return Layers(self.below | self.above)
        return Layers(self.below, self.above.copy())


class Keys:
    """What puts the records of a table in one order: a column for each part of the key,
    then the record's number.
    """

    def __init__(self, order: Order, records: array):
        self.records = records
        self.columns = [array("d") if part is float else [] for part in order.parts]

    def append(self, key: tuple):
        for column, part in zip(self.columns, key, strict=True):
            column.append(part)

    def of(self, position: int) -> tuple:
        return (*(column[position] for column in self.columns), self.records[position])

    def sort(self, positions: Iterable[int]) -> list[int]:
        """Put positions in order, part by part from the last."""
        found = sorted(positions, key=self.records.__getitem__)
        for column in reversed(self.columns):
            found.sort(key=column.__getitem__)
        return found


class Values:
    """The values of one facet: those of each record, the records of each, and how many
    these are.
    """

    def __init__(self):
        self.known: dict[tuple, int] = {}  # a number for the values that a record has together
        self.together: list[tuple] = []  # those values, by that number
        self.rows = array("I")  # the number, at each position
        self.postings: dict[object, Postings] = {}
        self.counts: dict[object, int] = {}

    def append(self, values: Sequence):
        together = tuple(values)
        number = self.known.setdefault(together, len(self.together))
        if number == len(self.together):
            self.together.append(together)
        self.rows.append(number)

    def gather(self):
        """Find the records of each value from the values of each record."""
        size = len(self.rows)
        found: dict[object, array] = defaultdict(lambda: array("I"))
        for position, number in enumerate(self.rows):
            for value in self.together[number]:
                found[value].append(position)
        self.postings = {value: smallest(positions, size) for value, positions in found.items()}
        self.counts = {value: len(positions) for value, positions in found.items()}

    def of(self, position: int) -> tuple:
        return self.together[self.rows[position]]

    def next_state(self) -> "Values":
        following = copy(self)
        following.postings, following.counts = self.postings.copy(), self.counts.copy()
        return following

    def forget(self, position: int):
        for value in self.of(position):
            self.counts[value] -= 1

    def add(self, position: int):
        for value in self.of(position):
            self.postings[value] = with_one_more(self.postings.get(value), position)
            self.counts[value] = self.counts.get(value, 0) + 1

    def count(self, found: int) -> dict:
        """How many of a set of records have each value."""
        size = len(self.rows)
        counts: dict = defaultdict(int)
        if len(self.postings) <= FEW_VALUES:
            for value, postings in self.postings.items():
                counts[value] = (found & union([postings], size)).bit_count()
        else:
            for number, rows in Counter(compress(self.rows, flags_of(found, size))).items():
                for value in self.together[number]:
                    counts[value] += rows
        return counts


class Table:
    """One state of the records of a kind."""

    def __init__(self, kind: Kind, rows: Iterable[Row]):
        self.kind = kind
        self.records = array("q")  # the number of the record at each position
        self.labels: list[Label | None] = []
        self.position = Layers({})
        self.record_of_slug: dict[str, int] = {}
        self.new_words: set[str] = set()  # that the state before did not hold
        self.keys = {name: Keys(order, self.records) for name, order in kind.all_orders.items()}
        self.values = {facet.parameter: Values() for facet in kind.all_facets}
        in_name: dict[str, array] = defaultdict(lambda: array("I"))
        in_text: dict[str, array] = defaultdict(lambda: array("I"))
        by_length: dict[int, array] = defaultdict(lambda: array("I"))
        for row in rows:
            if self.position.get(row.record) is not None:  # a join gave it twice
                continue
            position = self.append(row)
            for word in row.words_of_name:
                in_name[word].append(position)
            for word in row.words:
                in_text[word].append(position)
            by_length[length_of(row)].append(position)
        size = self.size
        self.alive = (1 << size) - 1
        texts = {word: smallest(found, size) for word, found in in_text.items()}
        # most words of names are in no other text: one set for both
        names = {
            word: texts[word] if len(found) == len(in_text[word]) else smallest(found, size)
            for word, found in in_name.items()
        }
        self.in_text, self.in_name = Layers(texts), Layers(names)
        self.position = Layers(self.position.above)
        self.by_length = {length: smallest(found, size) for length, found in by_length.items()}
        for values in self.values.values():
            values.gather()
        self.ordered = {
            name: array("I", keys.sort(range(size))) for name, keys in self.keys.items()
        }

    def append(self, row: Row) -> int:
        """Give a record the next position, in all that only grows."""
        position = self.size
        self.position[row.record] = position
        if row.label is not None:
            self.record_of_slug[row.label.slug] = row.record
        self.labels.append(row.label)
        for parameter, values in self.values.items():
            values.append(row.values[parameter])
        for name, keys in self.keys.items():
            keys.append(row.places[name])
        self.records.append(row.record)
        return position

    @property
    def size(self) -> int:
        """The positions there are, of records that are gone too."""
        return len(self.records)

    @property
    def is_worn(self) -> bool:
        """Whether most positions are of records that are gone."""
        return self.size > 2 * self.alive.bit_count() + FEW

    # -- the next state

    def with_changes(self, records: Iterable[int], rows: Iterable[Row]) -> "Table":
        """The table with the records of these numbers read anew: those of `rows` are
        still public.

        One thread at a time makes the next table of a kind.
        """
        table = copy(self)
        for name in ("position", "in_name", "in_text"):
            setattr(table, name, getattr(self, name).next_state())
        for name in ("record_of_slug", "by_length", "ordered"):
            setattr(table, name, getattr(self, name).copy())
        table.new_words = set()
        table.values = {parameter: values.next_state() for parameter, values in self.values.items()}
        for record in records:
            table.forget(record)
        for row in rows:
            table.add(row)
        return table

    def forget(self, record: int):
        position = self.position.get(record)
        if position is None:
            return
        self.position[record] = None
        self.alive &= ~(1 << position)
        label = self.labels[position]
        if label is not None and self.record_of_slug.get(label.slug) == record:
            del self.record_of_slug[label.slug]
        for values in self.values.values():
            values.forget(position)
        for name, keys in self.keys.items():
            ordered = self.ordered[name]
            place = bisect_left(ordered, keys.of(position), key=keys.of)
            self.ordered[name] = ordered[:place] + ordered[place + 1 :]

    def add(self, row: Row):
        position = self.append(row)
        self.alive |= 1 << position
        for word in row.words_of_name:
            self.in_name[word] = with_one_more(self.in_name.get(word), position)
        for word in row.words:
            held = self.in_text.get(word)
            if held is None:
                self.new_words.add(word)
            self.in_text[word] = with_one_more(held, position)
        length = length_of(row)
        self.by_length[length] = with_one_more(self.by_length.get(length), position)
        for values in self.values.values():
            values.add(position)
        for name, keys in self.keys.items():
            ordered = self.ordered[name]
            place = bisect_left(ordered, keys.of(position), key=keys.of)
            self.ordered[name] = ordered[:place] + array("I", [position]) + ordered[place:]

    # -- words

    def holding(self, postings: Layers, word: str) -> int:
        return self.holding_any(postings, [word])

    def holding_any(self, postings: Layers, words: Iterable[str]) -> int:
        """The records that hold one of the words; a number is the word `#49`."""
        found = [held for word in words if (held := postings.get(word)) is not None]
        if self.kind.has_numbers:
            places = (self.position.get(int(word[1:])) for word in words if NUMBERED.match(word))
            found += [1 << place for place in places if place is not None]
        return union(found, self.size) if found else 0

    def numbers_of(self, found: int) -> list[int]:
        return [self.records[position] for position in positions_in(found)]

    # -- values

    def having(self, parameter: str, values: Iterable) -> int:
        """The records that have one of the values of a facet."""
        postings = self.values[parameter].postings
        return union([postings[value] for value in values if value in postings], self.size)

    def counts(self, parameter: str, found: int) -> dict:
        """How many of a set have each value of a facet; one that none has may be left
        out.
        """
        values = self.values[parameter]
        return values.counts if found == self.alive else values.count(found)

    def shorter_than(self, length: int) -> int:
        """The records whose name has so many words at most."""
        return union(
            [postings for words, postings in self.by_length.items() if words <= length], self.size
        )

    def label(self, record: int | None) -> Label | None:
        """What a record is called; None when no visitor may see it."""
        position = self.position.get(record)
        return None if position is None else self.labels[position]

    # -- orders

    def page(self, found: int, order: str, start: int, stop: int) -> list[int]:
        """The numbers of the records of a set from one place of an order to another."""
        length = found.bit_count()
        stop = min(stop, length)
        if start >= stop:
            return []
        if found == self.alive:
            positions: Sequence[int] = self.ordered[order][start:stop]
        elif length <= FEW:
            positions = self.keys[order].sort(positions_in(found))[start:stop]
        else:
            positions = self.walk(found, order, length, start, stop)
        return [self.records[position] for position in positions]

    def walk(self, found: int, order: str, length: int, start: int, stop: int) -> list[int]:
        """Walk an order from its nearer end."""
        ordered = self.ordered[order]
        is_inside = flags_of(found, self.size).__getitem__
        if start > length - stop:
            ordered = ordered[::-1]
            inside = compress(ordered, map(is_inside, ordered))
            return list(islice(inside, length - stop, length - start))[::-1]
        return list(islice(compress(ordered, map(is_inside, ordered)), start, stop))


def length_of(row: Row) -> int:
    return min(len(row.name.split()), LONGEST_NAME)


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
