"""The archive of a backup: one tar, which any tool reads, encrypted by age when public
keys are given.

    files/<storage>/<name>      each file of each storage
    database.sqlite3.gz         or database.dump, in the custom format of pg_dump
    manifest.json               what the archive holds, and the SHA-256 of each member
    seal                        digest of the manifest, keyed by the portal's secret

It is written and read as one stream: what is encrypted never stands on the disk in
clear.
"""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, Protocol, Self

import pyrage
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from .pipes import AT_ONCE, read_through, written_through
from .refusals import OperationRefused

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "seal"
FILES = "files/"
ENCRYPTED = ".age"
MOST_IN_MEMORY = 16 * 1024 * 1024  # bytes of one file, before it waits on the disk


@dataclass
class Manifest:
    """What an archive holds, and what it was made by.

    `tables` has the number of rows of each table, `migrations` those applied, as
    "app.name"; `members` the SHA-256 and the bytes of each member, `missing` the files
    that rows named and that were gone.
    """

    made_at: str  # in UTC
    release: str
    engine: str  # as Django calls it: sqlite, postgresql
    secret: str  # fingerprint of the secret that the archive is sealed with
    demonstration: bool
    migrations: list[str]
    tables: dict[str, int]
    members: dict[str, dict] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        return json.dumps(vars(self), indent=1, sort_keys=True, ensure_ascii=False).encode()

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Read a manifest; raises `OperationRefused` for one of a later format."""
        said = json.loads(content)
        if said["format"] > FORMAT:
            raise OperationRefused(
                _("Cette archive a été faite par une version plus récente du portail.")
            )
        return cls(**said)


def fingerprint_of(secret: str) -> str:
    """Digest that tells one secret from another, and does not give it away."""
    return salted_hmac(
        "kairouan.operations.fingerprint", "", secret, algorithm="sha256"
    ).hexdigest()[:16]


def seal_of(manifest: bytes, secret: str) -> str:
    return salted_hmac("kairouan.operations.seal", manifest, secret, algorithm="sha256").hexdigest()


# Keys


def recipient_of(public_key: str) -> pyrage.x25519.Recipient:
    """Read a public key, as `age-keygen` prints it: age1…"""
    try:
        return pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError as error:
        raise OperationRefused(
            _("« %(key)s » n’est pas une clé publique d’age (age1…).") % {"key": public_key}
        ) from error


def identities_in(file: Path) -> list[pyrage.x25519.Identity]:
    """Read the private keys of a file that `age-keygen` made."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        return [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise OperationRefused(
            _("%(file)s n’est pas un fichier de clés privées d’age (AGE-SECRET-KEY-…).")
            % {"file": file}
        ) from error


# Writing


class Readable(Protocol):
    """Bytes that are read part by part: a file, or one of a storage."""

    def read(self, size: int = ..., /) -> bytes: ...


class ArchiveWriter:
    """Members one after another, with the digest of each; the manifest comes last."""

    def __init__(self, stream: BinaryIO):
        # a stream is never closed by a block: a half of an archive has no end
        self.tar = tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.members: dict[str, dict] = {}

    def add(self, name: str, content: Readable, modified_at: float):
        """Write what the stream holds from its beginning.

        It is read whole before its size is written: a file that grows meanwhile does
        not break the archive.
        """
        digest = hashlib.sha256()
        with tempfile.SpooledTemporaryFile(MOST_IN_MEMORY, dir=str(settings.DATA_DIR)) as held:
            while part := content.read(AT_ONCE):
                digest.update(part)
                held.write(part)
            member = self.member(name, held.tell(), modified_at)
            held.seek(0)
            self.tar.addfile(member, held)
        self.members[name] = {"sha256": digest.hexdigest(), "bytes": member.size}

    def close(self, manifest: Manifest):
        """Write the manifest, its seal, and the end of the archive."""
        manifest.members = self.members
        content = manifest.as_bytes()
        for name, said in (
            (MANIFEST, content),
            (SEAL, seal_of(content, settings.SECRET_KEY).encode()),
        ):
            with tempfile.SpooledTemporaryFile(MOST_IN_MEMORY) as held:
                held.write(said)
                held.seek(0)
                self.tar.addfile(self.member(name, len(said), 0), held)
        self.tar.close()

    def member(self, name: str, size: int, modified_at: float) -> tarfile.TarInfo:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(modified_at), 0o600
        return member


def open_private(path, flags) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def new_archive(path: Path, recipients: list) -> Iterator[ArchiveWriter]:
    """Write an archive at a path where nothing stands, for its owner alone to read."""
    with open(path, "xb", opener=open_private) as file:
        if recipients:
            with written_through(
                lambda clear: pyrage.encrypt_io(clear, file, recipients)
            ) as stream:
                yield ArchiveWriter(stream)
        else:
            yield ArchiveWriter(file)
        file.flush()
        os.fsync(file.fileno())


# Reading


@contextmanager
def opened(path: Path, identities: list) -> Iterator[tarfile.TarFile]:
    """Open an archive as a stream of members, in the order in which they were written.

    Raises `OperationRefused` where it cannot be read, or was cut short or altered.
    """
    try:
        with open(path, "rb") as file:
            if path.suffix != ENCRYPTED:
                with tarfile.open(fileobj=file, mode="r|") as tar:
                    yield tar
                return
            if not identities:
                raise OperationRefused(
                    _(
                        "Cette archive est chiffrée. Indiquez le fichier de la clé privée : --identity."
                    )
                )
            with (
                read_through(lambda clear: pyrage.decrypt_io(file, clear, identities)) as stream,
                tarfile.open(fileobj=stream, mode="r|") as tar,
            ):
                yield tar
    except pyrage.DecryptError as error:
        raise OperationRefused(_("Cette clé n’ouvre pas cette archive.")) from error
    except FileNotFoundError as error:
        raise OperationRefused(
            _("Il n’y a pas d’archive à cet endroit : %(path)s") % {"path": path}
        ) from error
    except (tarfile.TarError, OSError, EOFError) as error:
        raise OperationRefused(altered_text(path)) from error


def altered_text(path: Path) -> str:
    return _(
        "L’archive %(path)s est incomplète ou a été modifiée depuis qu’elle a été faite. Rien n’en a été repris."
    ) % {"path": path}


def verified(
    path: Path, identities: list, secrets: list[str], is_other_secret_fine: bool = False
) -> Manifest:
    """Read an archive to its end, and give its manifest.

    Raises `OperationRefused` unless each member is the one that the manifest names, and
    the manifest the one that was sealed by one of the secrets. With another secret
    nothing proves it: it passes where that is said to be fine.
    """
    found: dict[str, dict] = {}
    said: dict[str, bytes] = {}

    def read(name: str, stream: IO[bytes]):
        if name in (MANIFEST, SEAL):
            said[name] = stream.read()
            return
        digest, size = hashlib.sha256(), 0
        while part := stream.read(AT_ONCE):
            digest.update(part)
            size += len(part)
        found[name] = {"sha256": digest.hexdigest(), "bytes": size}

    each_member(path, identities, read)
    if said.keys() != {MANIFEST, SEAL}:
        raise OperationRefused(altered_text(path))
    try:
        manifest = Manifest.of(said[MANIFEST])
    except (ValueError, KeyError, TypeError) as error:
        raise OperationRefused(altered_text(path)) from error
    if manifest.members != found:
        raise OperationRefused(altered_text(path))
    known = [secret for secret in secrets if fingerprint_of(secret) == manifest.secret]
    if not known and not is_other_secret_fine:
        raise OperationRefused(
            _(
                "Cette archive a été faite avec un autre KAIROUAN_SECRET_KEY : rien ne prouve qu’elle est intacte, et "
                "les seconds facteurs des agents ne s’ouvriraient pas. Donnez le secret d’alors, ou, s’il est perdu, "
                "ajoutez --other-secret."
            )
        )
    if known and not constant_time_compare(
        seal_of(said[MANIFEST], known[0]), said[SEAL].decode("ascii", "replace")
    ):
        raise OperationRefused(altered_text(path))
    return manifest


def each_member(path: Path, identities: list, read: Callable[[str, IO[bytes]], object]):
    """Give each member to `read`, by its name and as a stream."""
    with opened(path, identities) as tar:
        for member in tar:
            if stream := tar.extractfile(member):
                read(member.name, stream)
