"""The index of the public records, in the memory of each process: read whole once, then
brought up to date with what changed.

It is that of the edition in hand: no page is made from an older one. On a site of
several machines a search server can take its place behind `current_index`.
"""

import datetime
import gc
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from django.db import DatabaseError, connection
from django.utils import timezone

from kairouan.common.calendar import today_in_tunis
from kairouan.publication.edition import current_edition, edition_in_hand

from .changes import MOST_CHANGES, SYNONYM, Reading
from .guesses import known
from .inflection import SortedWords
from .kinds import KINDS
from .record_tables import Table, facts_of
from .rows import Label, labels_of, rows_of
from .synonyms import Synonym

FOLLOWS_FOR = datetime.timedelta(days=5)  # less than changes are kept for


@dataclass(frozen=True)
class Index:
    """One state of the public records: a table for each kind, and the words they hold.

    It never changes under its reader: `with_changes` makes the next.
    """

    edition: str
    day: datetime.date
    read_at: datetime.datetime
    reading: Reading
    tables: dict[str, Table]
    synonyms: list[list[str]]
    vocabulary: SortedWords

    @classmethod
    def of_now(cls, edition: str) -> "Index":
        """Read everything."""
        # before the records: what changes while they are read is read again
        reading, day, now = Reading.of_now(), today_in_tunis(), timezone.now()
        tables = {name: Table(kind, rows_of(kind)) for name, kind in KINDS.items()}
        words = SortedWords(set().union(*(table.in_text for table in tables.values())))
        return cls(edition, day, now, reading, tables, read_synonyms(), words)

    # -- what a query asks of the words

    def holds(self, word: str) -> bool:
        return any(
            table.holding(table.in_text, word) & table.alive for table in self.tables.values()
        )

    def starting(self, beginning: str) -> Sequence[str]:
        return self.vocabulary.starting(beginning)

    def labels(self, records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Label]:
        """What records are called, by their kind and number. One statement for each
        kind of which the names are not in memory.
        """
        found, numerous = {}, defaultdict(list)
        for kind, record in records:
            if KINDS[kind].is_numerous:
                numerous[kind].append(record)
            elif label := self.tables[kind].label(record):
                found[kind, record] = label
        for kind, wanted in numerous.items():
            for record, label in labels_of(KINDS[kind], wanted):
                found[kind, record] = label
        return found

    def count(self, kind: str) -> int:
        """How many records of a kind a visitor may see."""
        return self.tables[kind].alive.bit_count()

    # -- keeping up

    def with_changes(self, edition: str) -> "Index | None":
        """The index with what changed since read anew; None where everything should be.

        One statement, and for each kind that changed those of `rows_of`.
        """
        if timezone.now() - self.read_at > FOLLOWS_FOR:
            return None
        read = self.reading.read_on()
        if read is None:
            return None
        lines, reading = read
        day, now = today_in_tunis(), timezone.now()
        changed = defaultdict(set)
        for line in lines:
            changed[line.kind].add(line.record)
        if day != self.day:
            for name in KINDS:
                changed[name] |= self.changed_by_day(name, day)
        if max(map(len, changed.values()), default=0) > MOST_CHANGES:
            return None
        synonyms = read_synonyms() if changed.pop(SYNONYM, None) else self.synonyms
        following = {
            name: self.tables[name].with_changes(records, rows_of(KINDS[name], records))
            for name, records in changed.items()
            if records and name in KINDS
        }
        words = self.vocabulary
        new = set().union(*(table.new_words for table in following.values()))
        if new:
            words = SortedWords(new.union(words.words))
        for name, table in following.items():
            if table.is_worn:
                following[name] = Table(table.kind, rows_of(table.kind))
        tables = self.tables | following
        return Index(edition, day, now, reading, tables, synonyms, words)

    def changed_by_day(self, name: str, today: datetime.date) -> set[int]:
        """The records that read otherwise today, though nobody wrote them."""
        kind = KINDS[name]
        if kind.depends_on_day:
            return set(self.tables[name].position) | set(kind.rows().values_list("pk", flat=True))
        if not kind.lasts_until:
            return set()
        first, last = sorted((self.day, today))
        ended = {f"{kind.lasts_until}__gte": first, f"{kind.lasts_until}__lt": last}
        return set(kind.model.objects.filter(**ended).values_list("pk", flat=True))


def read_synonyms() -> list[list[str]]:
    return list(Synonym.objects.order_by("pk").values_list("folded_terms", flat=True))


class Kept:
    """The index of this process, and the one that a transaction of it reads: what is
    written there may never come to be.
    """

    index: Index | None = None
    of_transaction: Index | None = None
    lock = threading.Lock()

    @classmethod
    def forget(cls):
        cls.index = cls.of_transaction = None


def current_index() -> Index:
    """The index of the edition in hand, or of this moment where there is none.

    No statement when the process has it; else one, and those of each kind that changed.
    """
    edition = edition_in_hand.get() or current_edition()
    with Kept.lock:
        kept = Kept.index
        if kept and kept.edition == edition:
            return kept
        if connection.in_atomic_block:
            if not (Kept.of_transaction and Kept.of_transaction.edition == edition):
                Kept.of_transaction = brought_to(edition, kept)
            return Kept.of_transaction
        Kept.index, Kept.of_transaction = brought_to(edition, kept), None
        return Kept.index


def read_ahead():
    """Read the index and the tables of names before processes are forked from this one:
    they share its memory, and a new one reads what changed since, no more.

    Where the database does not answer or has no tables yet, the first reader reads it.
    """
    known()
    with suppress(DatabaseError):
        current_index()
    connection.close()
    gc.collect()
    gc.freeze()  # looked over by a process, what is shared would be copied


def brought_to(edition: str, kept: Index | None) -> Index:
    return (kept and kept.with_changes(edition)) or Index.of_now(edition)


@cache
def facts(name: str) -> dict:
    """`facts_of` a kind: its choices are those of the code."""
    return facts_of(KINDS[name])
