"""Log of changes to searchable records, written by triggers of the database: whichever
path a change takes (form, list, command, another program), it is noted in the
transaction that makes it.

The index of each process reads what is new since it last looked. Triggers are put in
place after every migration and, on SQLite, taken away before: there, a migration makes
a table anew, which a trigger of another one stands in the way of.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from kairouan.publication.stamp import PublicationStamp, change_stamp

from .kinds import KINDS, Touch

PREFIX = "note_change_"
EVENTS = ("INSERT", "UPDATE", "DELETE")

SYNONYM = "synonym"
EVERYTHING = ""  # the kind of a change that may have touched any record
KEPT_FOR = datetime.timedelta(days=7)
MOST_CHANGES = 3_000  # past these, reading everything costs less
# A number that was drawn may be seen after a later one, when its transaction ends after
# the other's; one that so many followed was taken back with its transaction.
OPEN_FOR = 20_000
MOST_GAPS = 100


class Change(models.Model):
    """A record that was written, deleted, or touched by the change of another."""

    kind = models.CharField(max_length=20, editable=False)
    record = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.kind} {self.record}"


def forget_old_changes():
    """Delete what every process has read long ago.

    The last one stays: by it a process knows the log for the one that it has read.
    """
    last = Change.objects.order_by("-pk").values("pk")[:1]
    Change.objects.filter(at__lt=timezone.now() - KEPT_FOR, pk__lt=last).delete()


class Line(NamedTuple):
    number: int
    kind: str
    record: int
    at: datetime.datetime

    @classmethod
    def of(cls, changes: models.QuerySet) -> "list[Line]":
        return [cls(*row) for row in changes.values_list("pk", "kind", "record", "at")]


@dataclass(frozen=True)
class Reading:
    """How far the log was read: its last line, and the numbers before it that were not
    there, the first and the last of each row of them.
    """

    last: Line | None = None
    gaps: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of_now(cls) -> "Reading":
        """Begin at the end of the log."""
        lines = Line.of(Change.objects.order_by("-pk")[:MOST_CHANGES])[::-1]
        if not lines:
            return cls()
        first, last = lines[0], lines[-1]
        return cls(last, missing([(first.number, last.number)], [line.number for line in lines]))

    def read_on(self) -> "tuple[list[Line], Reading] | None":
        """What was noted since, and how far that leads; None when it is more than a
        reading in all, or when this is not the log that was read. One statement.
        """
        known = self.last.number if self.last else 0
        wanted = models.Q(pk__gte=known)
        for gap in self.gaps:
            wanted |= models.Q(pk__range=gap)
        lines = Line.of(Change.objects.filter(wanted).order_by("pk")[: MOST_CHANGES + 1])
        if len(lines) > MOST_CHANGES or (self.last and self.last not in lines):
            return None
        new = [line for line in lines if line != self.last]
        if any(line.kind == EVERYTHING for line in new):
            return None
        if not new:
            return new, self
        last = lines[-1]
        asked = [*self.gaps, (known + 1, last.number)] if self.last else []
        left = missing(asked, [line.number for line in new])
        return new, Reading(
            last, tuple(gap for gap in left if gap[1] > last.number - OPEN_FOR)[-MOST_GAPS:]
        )


def missing(ranges: Iterable[tuple[int, int]], numbers: Sequence[int]) -> tuple:
    """What the ranges hold beside these numbers, in rows. Both go up."""
    found = []
    for first, last in ranges:
        for number in numbers:
            if first <= number <= last:
                if first < number:
                    found.append((first, number - 1))
                first = number + 1
        if first <= last:
            found.append((first, last))
    return tuple(found)


@dataclass(frozen=True)
class Trigger:
    """One trigger: the event of a table it waits for, and the statements it runs."""

    name: str
    table: str
    event: str
    statements: str
    reads: str = ""  # another table

    @property
    def tables(self) -> set[str]:
        return {self.table, self.reads} - {""}


def triggers() -> list[Trigger]:
    """Every trigger of every kind."""
    touches = [(SYNONYM, "", Touch("search_synonym", column="id"))]
    for kind in KINDS.values():
        own = kind.model._meta.db_table
        touches += [
            (kind.name, own, touch) for touch in (Touch(own, column="id"), *kind.touched_by)
        ]
    return [
        Trigger(
            name=f"{PREFIX}{place}_{event}".lower(),
            table=touch.table,
            event=event,
            statements=noting(name, own, touch, event),
            reads=own if touch.through else "",
        )
        for place, (name, own, touch) in enumerate(touches)
        for event in EVENTS
    ]


def noting(name: str, own: str, touch: Touch, event: str) -> str:
    """Write the statements that note the records of a kind, in its `own` table, which a
    row, OLD or NEW, changes.
    """
    log = f'INSERT INTO "{Change._meta.db_table}" ("kind", "record", "at")'
    row = "OLD" if event == "DELETE" else "NEW"
    has_moved = f" AND ({differ(touch.of)})" if touch.of and event == "UPDATE" else ""
    if touch.through:
        table, number = touch.among if any(touch.among) else (own, "id")
        select = (
            f'{log} SELECT \'{name}\', "{number}", CURRENT_TIMESTAMP FROM "{table}" '
            f'WHERE "{touch.through}" = {{row}}."{touch.column or "id"}"'
        )
        noted = f"{select.format(row=row)}{has_moved};"
        if event == "UPDATE" and touch.column:
            # those that what the row leaves belongs to change too
            noted += f" {select.format(row='OLD')} AND ({differ([touch.column])});"
        return noted
    number = f'"{touch.column}"'
    select = f"{log} SELECT '{name}', {{row}}.{number}, CURRENT_TIMESTAMP WHERE {{row}}.{number}"
    noted = f"{select.format(row=row)} IS NOT NULL{has_moved};"
    if event == "UPDATE":
        # the record that the row leaves changes too
        left = differ([touch.column])
        noted += f" {select.format(row='OLD')} IS NOT NULL AND {left};"
    return noted


def differ(columns: Sequence[str]) -> str:
    """Write the condition that one of the columns has another value than before."""
    differs = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}[connection.vendor]
    return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)


def put_in_place(**kwargs):
    """Replace the triggers by those declared today, and have every index read anew: a
    change made meanwhile was not noted.

    When some apps alone were migrated, where the tables are.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        is_ready = {Change._meta.db_table, PublicationStamp._meta.db_table} <= there
        if is_ready:
            change_stamp(connection)  # its lock before those of tables, as every writer does
        drop(cursor)
        if not is_ready:
            return
        for trigger in triggers():
            if trigger.tables <= there:
                for statement in CREATE[connection.vendor](trigger):
                    cursor.execute(statement)
        Change.objects.create(kind=EVERYTHING, record=0)


def take_away(plan=(), **kwargs):
    """Drop the triggers before migrations run, on SQLite; where none is to run, nothing
    moves.
    """
    if plan and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            drop(cursor)


def drop(cursor):
    for statement in DROP[connection.vendor]:
        cursor.execute(statement, [f"{PREFIX}%"])
        for (wanted,) in cursor.fetchall():
            cursor.execute(wanted)


# Statements that list what drops each trigger in place, and what it ran.
DROP = {
    "sqlite": [
        """SELECT 'DROP TRIGGER "' || name || '"' FROM sqlite_master
        WHERE type = 'trigger' AND name LIKE %s"""
    ],
    "postgresql": [
        """SELECT 'DROP FUNCTION ' || oid::regprocedure || ' CASCADE' FROM pg_proc
        WHERE proname LIKE %s AND pronamespace = current_schema()::regnamespace"""
    ],
}


def create_on_sqlite(trigger: Trigger) -> list[str]:
    return [
        f'CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON "{trigger.table}" '
        f"FOR EACH ROW BEGIN {trigger.statements} END"
    ]


def create_on_postgresql(trigger: Trigger) -> list[str]:
    return [
        f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$BEGIN {trigger.statements} RETURN NULL; END$$",
        f'CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON "{trigger.table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()",
    ]


CREATE = {"sqlite": create_on_sqlite, "postgresql": create_on_postgresql}
