"""A backup: files, database, and the files that came meanwhile.

The portal goes on serving. A file never changes under its name, and is written before
the row that names it is seen. Hence the order: every file, which takes long; once more
those that came meanwhile; the database at one moment; at once, the files that came
since. A file that a row of that moment names was there at that moment, and was taken
before or is taken after. The database first would lose the files that are deleted while
the others are copied; the database last, those that come. What is left is a file that
comes and goes within the moment itself: the manifest names it (`missing`).
"""

import datetime
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.translation import gettext as _

from kairouan.publication.release import release

from .archives import (
    ENCRYPTED,
    FILES,
    ArchiveWriter,
    Manifest,
    fingerprint_of,
    new_archive,
    recipient_of,
    verified,
)
from .databases import Select, Snapshot, copier, engine
from .files import file_columns, kept_storages, names_in
from .refusals import OperationRefused
from .retention import archive_name

SETTLED = datetime.timedelta(minutes=1)  # since a file was last written: it is whole
UNFINISHED = ".partial"


@dataclass(frozen=True)
class BackupMade:
    """A backup that was made and read back."""

    path: Path
    manifest: Manifest


def back_up(folder: Path, public_keys: list[str]) -> BackupMade:
    """Make a backup in a folder, read it back, and give it its name.

    With public keys it is encrypted: their owners alone can open it. To be read back,
    it is encrypted to one more key, which is forgotten with this process.

    Raises `OperationRefused`; nothing is left behind.
    """
    recipients = [recipient_of(key) for key in public_keys]
    passing = pyrage.x25519.Identity.generate()
    moment = timezone.now()
    name = archive_name(moment) + (ENCRYPTED if recipients else "")
    path = folder / name
    # with its ending last: it says how to open the file
    unfinished = folder / f"{UNFINISHED}-{name}"
    if recipients:
        recipients.append(passing.to_public())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with new_archive(unfinished, recipients) as archive:
                write_all(archive, moment)
            manifest = verified(unfinished, [passing], [settings.SECRET_KEY])
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise OperationRefused(
            _("La sauvegarde n’a pas pu être écrite dans %(folder)s : %(reason)s")
            % {"folder": folder, "reason": error}
        ) from error
    return BackupMade(path, manifest)


def write_all(archive: ArchiveWriter, moment: datetime.datetime):
    """Write every member of an archive, in the order that the module says."""
    copies, files = copier(), FilesTaken(archive, moment)
    files.take()
    files.take()
    with (
        tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA_DIR) as folder,
        copies.snapshot(Path(folder)) as snapshot,
    ):
        files.take()
        with open(snapshot.write(), "rb") as file:
            archive.add(copies.member, file, moment.timestamp())
        manifest = Manifest(
            made_at=moment.isoformat(timespec="seconds"),
            release=release(),
            engine=engine(),
            secret=fingerprint_of(settings.SECRET_KEY),
            demonstration=settings.DEMONSTRATION,
            migrations=applied_migrations(snapshot.select),
            tables=snapshot.row_counts(),
            missing=sorted(set(files_named(snapshot)) - files.taken.keys()),
        )
    archive.close(manifest)


class FilesTaken:
    """The files that an archive has, each with the moment of its last change; one that
    may have been in the middle of being written is taken again when it has changed.
    """

    def __init__(self, archive: ArchiveWriter, moment: datetime.datetime):
        self.archive = archive
        self.settled_before = moment - SETTLED
        self.taken: dict[str, datetime.datetime] = {}

    def take(self):
        """Take every file that is not yet taken as it is."""
        for alias, storage in kept_storages().items():
            for name in names_in(storage):
                with suppress(FileNotFoundError):  # deleted meanwhile
                    self.take_file(f"{FILES}{alias}/{name}", storage, name)

    def take_file(self, member: str, storage: Storage, name: str):
        known = self.taken.get(member)
        if known and known < self.settled_before:
            return
        changed_at = storage.get_modified_time(name)
        if changed_at != known:
            with storage.open(name) as file:
                self.archive.add(member, file, changed_at.timestamp())
            self.taken[member] = changed_at


def applied_migrations(select: Select) -> list[str]:
    """Name the migrations of a database: "app.name"."""
    rows = select("SELECT app, name FROM django_migrations")
    return sorted(f"{app}.{name}" for app, name in rows)


def files_named(snapshot: Snapshot) -> Iterator[str]:
    """Name the members whose files the rows of a snapshot name."""
    for alias, field in file_columns():
        table = field.model._meta.db_table
        if table in snapshot.tables:
            rows = snapshot.select(f'SELECT DISTINCT "{field.column}" FROM "{table}"')
            yield from (f"{FILES}{alias}/{name}" for (name,) in rows if name)
