"""The publication stamp: drawn anew by every statement that writes to a public table,
in the transaction of that statement.
"""

import re
import secrets
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from kairouan.common.records import Record

WRITES = re.compile(
    r'\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b(?:\s+(?:OR\s+\w+|INTO|FROM|TABLE|ONLY))*\s+"?(\w+)',
    re.IGNORECASE,
)


class PublicationStamp(models.Model):
    """One row, whose value changes with every change of a public table.

    No row at all is a value like another.
    """

    value = models.CharField(max_length=16)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.value


def change_stamp(database):
    """Draw a new stamp, within the transaction in hand if there is one."""
    table, value = PublicationStamp._meta.db_table, secrets.token_hex(8)
    with database.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET value = %s", [value])
        if not cursor.rowcount:
            cursor.execute(f"INSERT INTO {table} (value) VALUES (%s)", [value])


@cache
def public_tables() -> frozenset[str]:
    """The tables whose rows a public page may show, with those that join them."""
    public = [
        model for model in apps.get_models() if issubclass(model, Record) and model.shows_on_pages
    ]
    joins = [field.m2m_db_table() for model in public for field in model._meta.local_many_to_many]
    return frozenset([*(model._meta.db_table for model in public), *joins])


@receiver(connection_created)
def watch_writes(sender, connection, **kwargs):
    """Have every statement of a new connection pass by `stamp_writes`."""
    if stamp_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(stamp_writes)


def stamp_writes(execute, sql, params, many, context):
    """Change the stamp as a public table is written, whichever way Django does it:
    save, update, bulk, raw.

    In a transaction, before the statement: both are seen at once, and writers wait for
    each other here, before they have locked a row of their own. Without one, after it:
    announced before, the row that is still there would be kept as the new one.
    """
    written = None if sql.startswith("SELECT") else WRITES.match(sql)
    database = context["connection"]
    if written is None or written[1] not in public_tables() or not stamp_is_there(database):
        return execute(sql, params, many, context)
    if database.in_atomic_block:
        change_stamp(database)
        return execute(sql, params, many, context)
    result = execute(sql, params, many, context)
    change_stamp(database)
    return result


@contextmanager
def public_write():
    """Transaction that takes the lock of the stamp before any row lock, to avoid a
    deadlock: two writers that met later, one at the stamp and one at a row, would wait
    for ever.
    """
    with transaction.atomic():
        change_stamp(connection)
        yield


def stamp_is_there(database) -> bool:
    """Return whether the stamp's table exists: migrations write before it does."""
    if not getattr(database, "has_publication_stamp", False):
        database.has_publication_stamp = (
            PublicationStamp._meta.db_table in database.introspection.table_names()
        )
    return database.has_publication_stamp
