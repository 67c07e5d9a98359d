"""A database as one file, and back.

SQLite is copied by its own online backup, PostgreSQL by `pg_dump` and `pg_restore`,
which must be on the path. A snapshot shows one moment, whoever writes meanwhile, and
makes nobody wait.
"""

import gzip
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _
from psycopg2.extensions import make_dsn

from .refusals import OperationRefused

Select = Callable[[str], list[tuple]]  # a statement, its rows


@dataclass(frozen=True)
class Snapshot:
    """A database at one moment: its rows while it is open, and what writes it to one
    file, whose path it gives.
    """

    select: Select
    tables: list[str]
    write: Callable[[], Path]

    def row_counts(self) -> dict[str, int]:
        return row_counts(self.select, self.tables)


def row_counts(select: Select, tables: list[str]) -> dict[str, int]:
    """{table: how many rows it has}"""
    return {table: select(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in tables}


@dataclass(frozen=True)
class DatabaseCopier:
    """The two ways of one engine, and the name of its member in an archive."""

    member: str
    snapshot: Callable
    restore: Callable[[Path], None]


# SQLite


@contextmanager
def sqlite_snapshot(folder: Path) -> Iterator[Snapshot]:
    """Copy the database into the folder; what is read is the copy."""
    copy = folder / "snapshot.sqlite3"
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as live,
        closing(sqlite3.connect(copy)) as held,
    ):
        live.backup(held)
        # the copy is one file, without a journal beside it
        held.execute("PRAGMA journal_mode=DELETE")

        def select(statement: str) -> list[tuple]:
            return held.execute(statement).fetchall()

        def write() -> Path:
            ((found,),) = select("PRAGMA integrity_check(1)")
            if found != "ok":
                raise OperationRefused(
                    _(
                        "La base de données est abîmée : %(reason)s. Gardez la dernière sauvegarde "
                        "saine."
                    )
                    % {"reason": found}
                )
            packed = folder / "database.sqlite3.gz"
            with open(copy, "rb") as clear, gzip.open(packed, "wb", compresslevel=6) as file:
                shutil.copyfileobj(clear, file)
            return packed

        tables = select(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        yield Snapshot(select, [name for (name,) in tables], write)


def restore_sqlite(packed: Path):
    """Put the database where the settings say, whole at once."""
    place = Path(connection.settings_dict["NAME"])
    unpacked = packed.with_name("restored.sqlite3")
    with gzip.open(packed) as file, open(unpacked, "wb") as clear:
        shutil.copyfileobj(file, clear)
    connection.close()
    for ending in ("-wal", "-shm"):  # of the empty file that a first look made
        place.with_name(place.name + ending).unlink(missing_ok=True)
    unpacked.replace(place)


# PostgreSQL

# The parameters of a connection that say where it leads, and how it is kept private.
LEAD_THERE = {
    "dbname",
    "host",
    "hostaddr",
    "options",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
}


def run_postgresql_tool(name: str, *arguments: str):
    """Run a program of PostgreSQL on the database that the portal talks to.

    Raises `OperationRefused` where it is not installed, or with what it says when it
    fails. The password goes by the environment, where no list of processes shows it.
    """
    program = shutil.which(name)
    if not program:
        raise OperationRefused(
            _(
                "%(program)s est introuvable. Installez les outils de PostgreSQL, de la version du serveur au "
                "moins : apt-get install postgresql-client."
            )
            % {"program": name}
        )
    connection.ensure_connection()
    known = connection.connection.info
    # those that a tool of any version knows: the driver may be of a later one
    leads = {name: value for name, value in known.dsn_parameters.items() if name in LEAD_THERE}
    done = subprocess.run(
        [program, "--no-password", *arguments, f"--dbname={make_dsn(**leads)}"],
        env=os.environ | {"PGPASSWORD": known.password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise OperationRefused(
            _("%(program)s a échoué : %(reason)s")
            % {"program": name, "reason": done.stderr.strip()}
        )


@contextmanager
def postgresql_snapshot(folder: Path) -> Iterator[Snapshot]:
    """Hold a transaction open, and have `pg_dump` see what it sees: the rows that are
    counted are those of the file.
    """
    with closing(connection.copy()) as own, own.cursor() as cursor:

        def select(statement: str) -> list[tuple]:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

        select("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        ((moment,),) = select("SELECT pg_export_snapshot()")

        def write() -> Path:
            dumped = folder / "database.dump"
            run_postgresql_tool(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={moment}",
                f"--file={dumped}",
            )
            return dumped

        yield Snapshot(select, own.introspection.table_names(cursor), write)


def restore_postgresql(dumped: Path):
    """Write the database in one transaction: all of it, or nothing."""
    run_postgresql_tool(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        str(dumped),
    )


COPIERS = {
    "sqlite": DatabaseCopier("database.sqlite3.gz", sqlite_snapshot, restore_sqlite),
    "postgresql": DatabaseCopier("database.dump", postgresql_snapshot, restore_postgresql),
}


def copier() -> DatabaseCopier:
    """The copier of the engine that the settings name."""
    return COPIERS[connection.vendor]


def live_tables() -> list[str]:
    """Name the tables of the database that the settings lead to, but for those of the
    engine itself: what SQLite knows of its rows.

    A file of SQLite that is not there has none: looking would make it.
    """
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return []
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return [name for name in names if not name.startswith("sqlite_")]


def select_live(statement: str) -> list[tuple]:
    """The rows of a statement, read from the database that the settings lead to."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def engine() -> str:
    """Name the engine, as Django does: sqlite, postgresql."""
    return connection.vendor
