"""Log of changes to searchable records, written by triggers of the database: whichever
path a change takes (form, list, command, another program), it is noted in the
transaction that makes it.

The index of each process reads what is new since it last looked. Triggers are put in
place after every migration and, on SQLite, taken away before: there, a migration makes
a table anew, which a trigger of another one stands in the way of.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from kairouan.publication.stamp import change_stamp

from .kinds import KINDS, Touch

PREFIX = "note_change_"
SIDES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

SYNONYM = "synonym"
EVERYTHING = ""  # the kind of a change that may have touched any record
KEPT_FOR = datetime.timedelta(days=7)


class Change(models.Model):
    """A record that was written, deleted, or touched by the change of another."""

    kind = models.CharField(max_length=20)
    record = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.kind} {self.record}"


def forget_old_changes():
    """Delete what every process has read long ago."""
    Change.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


@dataclass(frozen=True)
class Trigger:
    """One trigger: the event of a table it waits for, and the statements it runs."""

    name: str
    table: str
    event: str
    statements: str
    condition: str = ""


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
            statements=" ".join(noting(name, own, touch, side) for side in sides),
            condition=moved(touch.of) if touch.of and event == "UPDATE" else "",
        )
        for place, (name, own, touch) in enumerate(touches)
        for event, sides in SIDES.items()
    ]


def noting(name: str, own: str, touch: Touch, side: str) -> str:
    """Write the statement that notes the records of a kind, in its `own` table, which a
    row, OLD or NEW, changes.
    """
    if touch.through:
        records = f'"id", CURRENT_TIMESTAMP FROM "{own}" WHERE "{touch.through}" = {side}."id"'
    else:
        number = f'{side}."{touch.column}"'
        records = f"{number}, CURRENT_TIMESTAMP WHERE {number} IS NOT NULL"
    log = Change._meta.db_table
    return f"""INSERT INTO "{log}" ("kind", "record", "at") SELECT '{name}', {records};"""


def moved(columns: Sequence[str]) -> str:
    """Write the condition that one of the columns has another value than before."""
    differs = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}[connection.vendor]
    return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)


def put_in_place(**kwargs):
    """Replace the triggers by those declared today, and have every index read anew: a
    change made meanwhile was not noted.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        drop(cursor)
        for trigger in triggers():
            for statement in CREATE[connection.vendor](trigger):
                cursor.execute(statement)
        Change.objects.create(kind=EVERYTHING, record=0)
        change_stamp(connection)


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
    condition = f" WHEN {trigger.condition}" if trigger.condition else ""
    return [
        f'CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON "{trigger.table}" '
        f"FOR EACH ROW{condition} BEGIN {trigger.statements} END"
    ]


def create_on_postgresql(trigger: Trigger) -> list[str]:
    condition = f" WHEN ({trigger.condition})" if trigger.condition else ""
    return [
        f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$BEGIN {trigger.statements} RETURN NULL; END$$",
        f'CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON "{trigger.table}" '
        f"FOR EACH ROW{condition} EXECUTE FUNCTION {trigger.name}()",
    ]


CREATE = {"sqlite": create_on_sqlite, "postgresql": create_on_postgresql}
