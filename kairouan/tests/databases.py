"""Test databases copied from a model: a database that nobody writes to, made once for
all the processes of a run.

On SQLite a model is a file of the run's own folder; on PostgreSQL a database of the
same server, made anew by each run, which is the template of its test databases. As with
Django's own test databases, two runs at once need a server each.
"""

import fcntl
import sqlite3
from collections.abc import Callable
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection


@contextmanager
def named_test_database():
    """Name the test database, still to be made, as the one that the connection leads
    to; take it away at the end.
    """
    real, test = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict[
        "NAME"
    ] = connection.settings_dict["TEST"]["NAME"] = test
    yield
    connection.creation.destroy_test_db(real, verbosity=0)


def migrate():
    """Make the test database anew by its migrations."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def become(model: str, folder: Path, make: Callable[[], None]):
    """Make the test database a copy of the model of that name, kept in `folder`.

    The first to ask for it runs `make`, which brings the test database to it.
    """
    # the file itself, or the sign that the database stands
    kept = folder / f"{connection.vendor}-{model}"
    with open(folder / "models.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made := not kept.exists():
            make()
        connection.close()
        here = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            copy_file(*((here, kept) if made else (kept, here)))
        else:
            there = f"model_{model}"
            copy_database(*((here, there) if made else (there, here)))
            kept.touch()
    ContentType.objects.clear_cache()  # the numbers it remembers are those of the database that was


def copy_file(source: Path, target: Path):
    """Copy a SQLite database over another, whoever has that one open."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def copy_database(source: str, target: str):
    """Copy a PostgreSQL database over another.

    Whoever is still connected to either, such as a server's thread, is sent away.
    """
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source]
        )
        source, target = connection.ops.quote_name(source), connection.ops.quote_name(target)
        cursor.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {target} TEMPLATE {source}")
