"""What a backup and a restoration say when they are done, a sentence a line."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kairouan.common.work.outbox import OutgoingMessage

from .archives import ENCRYPTED, FILES, Manifest
from .backing_up import BackupMade


def contents_text(manifest: Manifest) -> str:
    """Sum the contents of an archive up."""
    files = [name for name in manifest.members if name.startswith(FILES)]
    return _("Tables : %(tables)s. Lignes : %(rows)s. Fichiers : %(files)s.") % {
        "tables": len(manifest.tables),
        "rows": sum(manifest.tables.values()),
        "files": len(files),
    }


def made_at_text(manifest: Manifest) -> str:
    moment = parse_datetime(manifest.made_at)
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else manifest.made_at


def backup_lines(made: BackupMade) -> Iterator[str]:
    """Say what was backed up, and where."""
    yield _("Sauvegarde faite et relue : %(path)s") % {"path": made.path}
    yield contents_text(made.manifest)
    if made.path.suffix != ENCRYPTED:
        yield _(
            "Elle n’est pas chiffrée : elle contient des données personnelles. Donnez une clé publique par "
            "KAIROUAN_BACKUP_KEYS."
        )
    yield from missing_lines(made.manifest)


def missing_lines(manifest: Manifest) -> Iterator[str]:
    """Name the files that a row names and that no storage had."""
    if manifest.missing:
        names = ", ".join(name.removeprefix(FILES) for name in manifest.missing)
        yield _("Fichiers nommés dans la base et introuvables : %(names)s") % {"names": names}


def forgotten_lines(paths: list[Path]) -> Iterator[str]:
    """Name the archives that were deleted."""
    if paths:
        names = ", ".join(path.name for path in paths)
        yield _("Anciennes sauvegardes supprimées : %(names)s") % {"names": names}


def checked_lines(manifest: Manifest) -> Iterator[str]:
    """Say that an archive is whole, and what it holds."""
    yield _("Archive intacte, faite le %(day)s, version %(release)s.") % {
        "day": made_at_text(manifest),
        "release": manifest.release,
    }
    yield contents_text(manifest)
    yield from missing_lines(manifest)


def restored_lines(manifest: Manifest) -> Iterator[str]:
    """Say what was brought back, and what comes next."""
    yield _("Restauration terminée, et comparée à l’archive du %(day)s.") % {
        "day": made_at_text(manifest)
    }
    yield contents_text(manifest)
    yield from missing_lines(manifest)
    if waiting := OutgoingMessage.objects.waiting().exclude(to="").count():
        yield _(
            "Messages qui attendaient d’être envoyés : %(count)s. Ceux qui ne sont pas périmés partiront au démarrage."
        ) % {"count": waiting}
    yield _("Ensuite : manage.py prepare, puis démarrez le portail.")
