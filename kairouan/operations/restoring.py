"""A backup brought back, into an empty place: the files, then the database that names
them, then whatever the portal works out from it.
"""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from kairouan.portal.management.commands.prepare import forget_what_was_done

from .archives import FILES, Manifest, each_member, identities_in, verified
from .databases import copier, engine, live_tables, row_counts, select_live
from .files import kept_storages, names_in
from .pipes import AT_ONCE
from .refusals import OperationRefused


def read_back(
    path: Path, identity: Path | None, is_other_secret_fine: bool
) -> tuple[Manifest, list]:
    """Read an archive to its end; give its manifest and the keys that opened it.

    Raises `OperationRefused` where it was altered, or cannot be opened.
    """
    identities = identities_in(identity) if identity else []
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return verified(path, identities, secrets, is_other_secret_fine), identities


def restore(path: Path, identity: Path | None = None, is_other_secret_fine=False) -> Manifest:
    """Bring an archive back into the empty place that the settings lead to.

    Everything is looked at before anything is written. Raises `OperationRefused`; the
    place is as empty as before, unless the rows that were written are not those of the
    archive.
    """
    manifest, identities = read_back(path, identity, is_other_secret_fine)
    refuse_other_versions(manifest)
    refuse_full_place()
    written: dict[tuple[Storage, str], None] = {}
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as folder:
            database = Path(folder) / copier().member
            write_files(path, identities, database, written)
            compare_files(manifest)
            copier().restore(database)
    except BaseException as error:
        for storage, name in written:
            storage.delete(name)
        if isinstance(error, OSError):
            raise OperationRefused(
                _("L’archive n’a pas pu être écrite à cet endroit : %(reason)s") % {"reason": error}
            ) from error
        raise
    compare_rows(manifest)
    bring_up_to_date()
    return manifest


def refuse_other_versions(manifest: Manifest):
    """Refuse the database of another engine, and one that this code is too old for."""
    if manifest.engine != engine():
        raise OperationRefused(
            _(
                "L’archive contient une base %(theirs)s, et l’installation utilise %(ours)s. "
                "Vérifiez DATABASE_URL."
            )
            % {"theirs": manifest.engine, "ours": engine()}
        )
    known = {".".join(name) for name in MigrationLoader(None).disk_migrations}
    if ahead := [name for name in manifest.migrations if name not in known]:
        raise OperationRefused(
            _(
                "L’archive vient d’une version plus récente du portail : celle-ci ne connaît pas %(names)s. "
                "Installez la version d’alors (%(release)s), puis recommencez."
            )
            % {"names": ", ".join(ahead), "release": manifest.release}
        )


def refuse_full_place():
    """Refuse a place that holds anything: a restoration never writes over data."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    try:
        tables = live_tables()
    except DatabaseError as error:
        raise OperationRefused(
            _("La base de données ne répond pas : %(reason)s") % {"reason": str(error).strip()}
        ) from error
    finally:
        connection.close()
    if tables:
        raise OperationRefused(
            _(
                "La base de données n’est pas vide (tables : %(count)s). La restauration n’écrit que dans une base "
                "vide : indiquez-en une autre par DATABASE_URL ou KAIROUAN_DATA."
            )
            % {"count": len(tables)}
        )
    for alias, storage in kept_storages().items():
        if first := next(names_in(storage), None):
            raise OperationRefused(
                _(
                    "Le dossier des fichiers « %(storage)s » n’est pas vide (%(name)s…). La restauration n’écrit que "
                    "dans un dossier vide : indiquez-en un autre par KAIROUAN_DATA."
                )
                % {"storage": alias, "name": first}
            )


def write_files(path: Path, identities: list, database: Path, written: dict):
    """Write each file into its storage, noting it in `written`; the database beside."""
    storages = kept_storages()

    def write(member: str, stream: IO[bytes]):
        if member == database.name:
            with open(database, "wb") as file:
                shutil.copyfileobj(stream, file)
        elif member.startswith(FILES):
            alias, _slash, name = member.removeprefix(FILES).partition("/")
            with tempfile.SpooledTemporaryFile(
                dir=str(settings.DATA_DIR), max_size=16 * AT_ONCE
            ) as held:
                shutil.copyfileobj(stream, held)
                held.seek(0)
                storage = storages[alias]
                if (storage, name) in written:  # taken twice: the later one is whole
                    storage.delete(name)
                written[storage, name] = None
                storage.save(name, File(held, name=name))

    each_member(path, identities, write)


def compare_files(manifest: Manifest):
    """Read every file back from where it was written.

    Raises `OperationRefused` where one is not what the archive has.
    """
    for member, said in manifest.members.items():
        if member.startswith(FILES):
            alias, _slash, name = member.removeprefix(FILES).partition("/")
            digest = hashlib.sha256()
            with kept_storages()[alias].open(name) as file:
                while part := file.read(AT_ONCE):
                    digest.update(part)
            if digest.hexdigest() != said["sha256"]:
                raise OperationRefused(
                    _("Le fichier %(name)s n’a pas été écrit tel qu’il est dans l’archive.")
                    % {"name": name}
                )


def compare_rows(manifest: Manifest):
    """Count the rows of every table.

    Raises `OperationRefused` where they are not those of the archive.
    """
    found = row_counts(select_live, live_tables())
    if found != manifest.tables:
        wrong = sorted(
            name
            for name in found.keys() | manifest.tables.keys()
            if found.get(name) != manifest.tables.get(name)
        )
        raise OperationRefused(
            _("La base restaurée n’a pas les lignes de l’archive : %(tables)s.")
            % {"tables": ", ".join(wrong)}
        )


def bring_up_to_date():
    """Bring the database to the migrations of this code.

    Migrating also draws a new publication stamp and has every index read anew: a page
    that a server kept before, under a stamp that has come back, is not shown again.
    What `prepare` had worked out from another database is worked out once more.
    """
    call_command("migrate", verbosity=0, interactive=False)
    forget_what_was_done()
