"""A database of before November 2026, when the migrations began anew.

Nothing was installed then but demonstrations. Such a database cannot be brought up to
date: a demonstration is put aside and made again, anything else is refused.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

OF_BEFORE = ("artisans", "0002_slug_help")  # every such database has it, none will again


def is_former(connection) -> bool:
    """Tell whether the migrations of before were applied to this database."""
    app, name = OF_BEFORE
    recorder = MigrationRecorder(connection)
    return recorder.has_table() and recorder.migration_qs.filter(app=app, name=name).exists()


def put_aside(alias: str) -> Path | None:
    """Rename the SQLite file of a former demonstration; give its new path, or None
    where the database is not a former one.

    Raises `CommandError` for any other former database: nothing of it is touched.
    """
    connection = connections[alias]
    if not is_former(connection):
        return None
    if not (settings.DEMONSTRATION and connection.vendor == "sqlite"):
        raise CommandError(
            "This database was made by a version of before November 2026, whose migrations "
            "are no more. It was left as it is. Give an empty database (DATABASE_URL or "
            "KAIROUAN_DATA), or serve this one with the version that made it."
        )
    file = Path(connection.settings_dict["NAME"])
    aside = file.with_name(f"{file.stem}-before-{datetime.now():%Y%m%d-%H%M%S}{file.suffix}")
    connection.close()
    for ending in ("", "-wal", "-shm"):
        if (part := file.with_name(file.name + ending)).exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside
