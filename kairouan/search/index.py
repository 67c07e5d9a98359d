"""The index of the public records, in the memory of each process: read whole once, then
patched for what changed.

It is that of the edition in hand: no page is made from an older one. On a site of
several machines a search server can take its place behind `current_index`.
"""

import datetime
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from django.db import connection
from django.utils import timezone

from kairouan.common.calendar import today_in_tunis
from kairouan.publication.edition import current_edition, edition_in_hand

from .changes import EVERYTHING, SYNONYM, Change
from .kinds import KINDS
from .rows import rows_of
from .synonyms import Synonym
from .tables import Table, facts_of

# A change that was numbered before another may be seen after it: the last ones are read
# again.
READ_AGAIN = 50
MOST_CHANGES = 3_000  # past these, reading everything costs less
FOLLOWS_FOR = datetime.timedelta(days=5)  # less than changes are kept for
MOST_ENDINGS = 300  # words that a beginning stands for


class Index:
    """Tables of the public records by kind, and the words they hold."""

    def __init__(self):
        self.edition = ""
        self.day = today_in_tunis()
        self.read_at = timezone.now()
        self.turn = last_change()
        # what is read in a transaction may never come to be
        self.is_of_transaction = connection.in_atomic_block
        self.tables = {name: Table(kind, rows_of(kind)) for name, kind in KINDS.items()}
        self.synonyms = list(Synonym.objects.values_list("folded_terms", flat=True))
        self.vocabulary = sorted({word for table in self.tables.values() for word in table.in_text})
        for table in self.tables.values():
            table.new_words.clear()

    # -- what a query asks of the words

    def holds(self, word: str) -> bool:
        return any(
            table.holding(table.in_text, word) & table.alive for table in self.tables.values()
        )

    def starting(self, beginning: str) -> Sequence[str]:
        first = bisect_left(self.vocabulary, beginning)
        some = self.vocabulary[first : first + MOST_ENDINGS]
        return list(takewhile(lambda word: word.startswith(beginning), some))

    def words(self) -> Sequence[str]:
        return self.vocabulary

    @property
    def length(self) -> int:
        return sum(table.alive.bit_count() for table in self.tables.values())

    # -- keeping up

    def can_be_patched(self) -> bool:
        return not (self.is_of_transaction or connection.in_atomic_block) and (
            timezone.now() - self.read_at < FOLLOWS_FOR
        )

    def patch(self) -> bool:
        """Read what changed since; False when that is so much that everything should be
        read.
        """
        today, now = today_in_tunis(), timezone.now()
        changes = list(
            Change.objects.filter(pk__gt=self.turn - READ_AGAIN)
            .order_by("pk")
            .values_list("pk", "kind", "record")[: MOST_CHANGES + 1]
        )
        if len(changes) > MOST_CHANGES or any(
            kind == EVERYTHING and turn > self.turn for turn, kind, _record in changes
        ):
            return False
        changed = defaultdict(set)
        for _turn, kind, record in changes:
            changed[kind].add(record)
        if today != self.day:
            for name in KINDS:
                changed[name] |= self.changed_by_day(name, today)
        for name, records in changed.items():
            if records and name in self.tables:
                self.replace(name, records)
        if SYNONYM in changed:
            self.synonyms = list(Synonym.objects.values_list("folded_terms", flat=True))
        self.turn = max([self.turn, *(turn for turn, _kind, _record in changes)])
        self.day, self.read_at = today, now
        return True

    def replace(self, name: str, records: set[int]):
        table = self.tables[name]
        table.replace(records, rows_of(table.kind, records))
        for word in table.new_words:
            place = bisect_left(self.vocabulary, word)
            if self.vocabulary[place : place + 1] != [word]:
                self.vocabulary.insert(place, word)
        table.new_words.clear()
        if table.is_worn:
            self.tables[name] = Table(table.kind, rows_of(table.kind))

    def changed_by_day(self, name: str, today: datetime.date) -> set[int]:
        """The records that read otherwise today, though nobody wrote them."""
        kind = KINDS[name]
        if kind.depends_on_day:
            return set(self.tables[name].position) | set(kind.rows().values_list("pk", flat=True))
        if not kind.lasts_until:
            return set()
        ended = {
            f"{kind.lasts_until}__gte": self.day,
            f"{kind.lasts_until}__lt": today,
        }
        return set(kind.model.objects.filter(**ended).values_list("pk", flat=True))


def last_change() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


class Kept:
    """The index of this process."""

    index: Index | None = None
    lock = threading.Lock()


def current_index() -> Index:
    """The index of the edition in hand, or of this moment where there is none.

    No statement when the process has it; else one, and one for each kind that changed.
    """
    edition = edition_in_hand.get() or current_edition()
    with Kept.lock:
        index = Kept.index
        if index is None or index.edition != edition:
            if index is None or not index.can_be_patched() or not index.patch():
                index = Index()
            index.edition = edition
            Kept.index = index
    return index


@cache
def facts(name: str) -> dict:
    """`facts_of` a kind: its choices are those of the code."""
    return facts_of(KINDS[name])
