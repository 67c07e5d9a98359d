"""Archives that are whole and archives that are not, what a restoration refuses, and
which backups are kept.
"""

import datetime
import io
import json
import os
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from django.conf import settings as portal
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from kairouan.operations import restoring
from kairouan.operations.archives import MANIFEST, SEAL, seal_of
from kairouan.operations.backing_up import back_up
from kairouan.operations.databases import live_tables, run_postgresql_tool
from kairouan.operations.files import file_columns, names_in
from kairouan.operations.refusals import OperationRefused, operator_language
from kairouan.operations.restoring import (
    compare_files,
    read_back,
    refuse_full_place,
    restore,
    write_files,
)
from kairouan.operations.retention import Retention, archive_name, archives_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(settings, tmp_path, media):
    """An installation with two files of its own, over the test's database."""
    settings.DATA_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        }
    }
    storages["default"].save("photos/théière.jpg", ContentFile(b"a photograph" * 1000))
    storages["private"].save("labels/papier.pdf", ContentFile(b"a paper"))
    return tmp_path


@pytest.fixture
def archive(data, tmp_path) -> Path:
    return back_up(tmp_path / "backups", []).path


@pytest.fixture
def key(tmp_path):
    """A private key, in its file; `key.public` opens nothing."""
    identity = pyrage.x25519.Identity.generate()

    class Key:
        public, file = str(identity.to_public()), tmp_path / "key.txt"

    Key.file.write_text(f"# made by a test\n{identity}\n")
    return Key


def refusal_of(call, *args) -> str:
    with pytest.raises(OperationRefused) as refused:
        call(*args)
    return str(refused.value)


def rewritten(archive: Path, change) -> Path:
    """The archive with other members: `change` is given {name: content}."""
    with tarfile.open(archive) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    change(members)
    other = archive.with_name(f"other-{archive.name}")
    with tarfile.open(other, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return other


def test_archive_holds_the_files_and_counts_the_rows(archive):
    manifest, _identities = read_back(archive, None, False)
    files = {name for name in manifest.members if name.startswith("files/")}
    assert files == {"files/default/photos/théière.jpg", "files/private/labels/papier.pdf"}
    assert manifest.members["files/private/labels/papier.pdf"]["bytes"] == 7
    assert manifest.tables.keys() == set(live_tables())
    assert manifest.tables["django_migrations"] == len(manifest.migrations) > 50
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


@pytest.mark.any_database
def test_storage_that_has_no_folder_is_backed_up_and_brought_back(data, settings, tmp_path):
    """Files are reached by Django's storages alone, as an object store is."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    kept = {"photos/a.jpg": b"first", "photos/b.jpg": b"second", "sounds/c.webm": b"third"}
    for name, content in kept.items():
        storages["default"].save(name, ContentFile(content))
    made = back_up(tmp_path / "backups", [])
    files = {name for name in made.manifest.members if name.startswith("files/default/")}
    assert files == {f"files/default/{name}" for name in kept}
    for name in kept:
        storages["default"].delete(name)
    for name in list(names_in(storages["private"])):
        storages["private"].delete(name)
    written = {}
    write_files(made.path, [], tmp_path / "database", written)
    compare_files(made.manifest)
    assert {name: storages["default"].open(name).read() for name in kept} == kept
    assert len(written) == len(kept) + 1
    storages["default"].delete("photos/b.jpg")
    storages["default"].save("photos/b.jpg", ContentFile(b"altered"))
    assert "photos/b.jpg" in refusal_of(compare_files, made.manifest)


@pytest.mark.any_database
def test_each_column_of_files_is_looked_for_in_its_own_storage(data):
    named = {(field.model._meta.label, field.name): alias for alias, field in file_columns()}
    assert named["products.ProductPhoto", "image"] == "default"
    assert named["programme.Partner", "logo"] == "default"
    assert named["openings.Application", "document"] == "private"
    assert named["quotes.QuoteRequest", "photo"] == "private"


@pytest.mark.any_database
@pytest.mark.parametrize(
    "change",
    [
        lambda members: members.update({"files/private/labels/papier.pdf": b"A paper"}),
        lambda members: members.pop("files/private/labels/papier.pdf"),
        lambda members: members.update({"files/private/labels/autre.pdf": b"more"}),
        lambda members: members.pop(MANIFEST),
        lambda members: members.update({MANIFEST: b"{}"}),
        lambda members: members.update({SEAL: b"0" * 64}),
        # a member and its digest: the seal is of the portal's own secret
        lambda members: alter_with_its_digest(members),
    ],
    ids=["altered", "taken away", "added", "no manifest", "empty manifest", "seal", "digest too"],
)
def test_altered_archive_is_refused(archive, change):
    assert "a été modifiée" in refusal_of(read_back, rewritten(archive, change), None, False)


def alter_with_its_digest(members: dict):
    said = json.loads(members[MANIFEST])
    said["tables"]["products_product"] += 1
    members[MANIFEST] = json.dumps(said).encode()
    members[SEAL] = seal_of(members[MANIFEST], "another secret").encode()


@pytest.mark.any_database
@pytest.mark.parametrize("cut", [0.1, 0.5, 0.999])
def test_archive_cut_short_is_refused(archive, cut):
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * cut)])
    # the end of a tar is nothing but zeros: without them it is whole
    if cut < 0.99:
        assert "incomplète" in refusal_of(read_back, archive, None, False)


@pytest.mark.any_database
def test_every_byte_of_an_encrypted_archive_counts(data, key, tmp_path):
    made = back_up(tmp_path / "backups", [key.public])
    assert made.path.suffix == ".age"
    assert b"a photograph" not in made.path.read_bytes()
    manifest, _identities = read_back(made.path, key.file, False)
    assert manifest == made.manifest
    content = bytearray(made.path.read_bytes())
    for place in (len(content) // 2, len(content) - 1):
        altered = made.path.with_name("altered.tar.age")
        altered.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert "a été modifiée" in refusal_of(read_back, altered, key.file, False)
    assert "est chiffrée" in refusal_of(read_back, made.path, None, False)
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    assert "n’ouvre pas" in refusal_of(read_back, made.path, other, False)
    other.write_text("not a key")
    assert "clés privées" in refusal_of(read_back, made.path, other, False)


@pytest.mark.any_database
def test_failure_leaves_nothing_behind(data, tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    assert "age1" in refusal_of(back_up, folder, ["age1wrong"])
    folder.write_text("a file stands where the folder would be")
    assert "n’a pas pu être écrite" in refusal_of(back_up, folder, [])
    folder.unlink()
    monkeypatch.setattr(
        "kairouan.operations.backing_up.release", lambda: (_ for _ in ()).throw(OSError("full"))
    )
    assert "full" in refusal_of(back_up, folder, [])
    assert list(folder.iterdir()) == []
    assert list(tmp_path.glob(".backup-*")) == []


@pytest.mark.any_database
def test_other_secret_is_refused_until_it_is_said_to_be_lost(archive, settings):
    secret = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert "KAIROUAN_SECRET_KEY" in refusal_of(read_back, archive, None, False)
    assert read_back(archive, None, True)[0].members
    settings.SECRET_KEY_FALLBACKS = [secret]
    assert read_back(archive, None, False)[0].members


@pytest.mark.any_database
def test_full_place_is_refused(archive, monkeypatch):
    assert "n’est pas vide" in refusal_of(restore, archive)
    monkeypatch.setattr(restoring, "live_tables", list)
    assert "photos/théière.jpg" in refusal_of(refuse_full_place)


@pytest.mark.any_database
def test_later_version_and_other_engine_are_refused(archive, settings):
    def later(members):
        said = json.loads(members[MANIFEST])
        said["migrations"].append("products.9999_later")
        members[MANIFEST] = json.dumps(said).encode()
        members[SEAL] = seal_of(members[MANIFEST], settings.SECRET_KEY).encode()

    refusal = refusal_of(restore, rewritten(archive, later))
    assert "products.9999_later" in refusal and "plus récente" in refusal

    def of_another_engine(members):
        said = json.loads(members[MANIFEST])
        said["engine"] = "oracle"
        members[MANIFEST] = json.dumps(said).encode()
        members[SEAL] = seal_of(members[MANIFEST], settings.SECRET_KEY).encode()

    assert "DATABASE_URL" in refusal_of(restore, rewritten(archive, of_another_engine))


@pytest.mark.any_database
def test_missing_tool_of_postgresql_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    refusal = refusal_of(run_postgresql_tool, "pg_dump")
    assert "pg_dump" in refusal and "postgresql-client" in refusal


@pytest.mark.any_database
def test_restoration_that_fails_leaves_the_place_empty(archive, tmp_path):
    """The database of the archive is no database: found while it is put in place."""

    def break_database(members):
        (name,) = (name for name in members if name.startswith("database."))
        members[name] = b"no database"
        said = json.loads(members[MANIFEST])
        said["members"][name] = {"sha256": sha256(b"no database").hexdigest(), "bytes": 11}
        members[MANIFEST] = json.dumps(said).encode()
        members[SEAL] = seal_of(members[MANIFEST], portal.SECRET_KEY).encode()

    place = tmp_path / "place"
    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(rewritten(archive, break_database))],
        env=os.environ
        | {
            "KAIROUAN_DATA": str(place),
            "LC_ALL": "ar_TN.UTF-8",
            "DJANGO_SETTINGS_MODULE": "kairouan.settings",
        },
        cwd=portal.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "CommandError" in done.stderr and "Traceback" not in done.stderr
    assert not [path for path in place.rglob("*") if path.is_file()]


# The language of the terminal


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "fr"),
        ({"LANG": "ar_TN.UTF-8"}, "ar"),
        ({"LANG": "ar_TN.UTF-8", "LC_ALL": "fr_FR"}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LC_MESSAGES": "ar", "LANG": "fr_FR"}, "ar"),
    ],
)
def test_command_answers_in_the_language_of_the_terminal(monkeypatch, variables, code):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert operator_language() == code


@pytest.mark.any_database
def test_refusal_of_a_command_is_one_sentence_in_arabic(monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "ar_TN.UTF-8")
    with pytest.raises(CommandError) as refused:
        call_command("restore", tmp_path / "absent.tar", check=True)
    assert "absent.tar" in str(refused.value)
    assert "archive" not in str(refused.value) and "الأرشيف" in str(refused.value)


# Which backups are kept


def moments(first: str, count: int, hours: int) -> list[datetime.datetime]:
    start = datetime.datetime.fromisoformat(first).replace(tzinfo=datetime.UTC)
    return [start + datetime.timedelta(hours=hours * number) for number in range(count)]


@pytest.mark.any_database
def test_latest_of_each_day_week_and_month_is_kept():
    made = moments("2025-01-01T02:00", 400, 24)  # to 4 February 2026, a Wednesday
    kept = sorted(f"{moment:%Y-%m-%d}" for moment in Retention(7, 5, 12).kept(made))
    days = [f"2026-01-{day}" for day in (29, 30, 31)] + [f"2026-02-0{day}" for day in range(1, 5)]
    weeks = ["2026-01-11", "2026-01-18", "2026-01-25"]  # Sundays; the two later are days kept
    months = [
        *(f"2025-{month}" for month in ("03-31", "04-30", "05-31", "06-30", "07-31", "08-31")),
        *("2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31"),
    ]
    assert kept == sorted([*days, *weeks, *months])


@pytest.mark.any_database
def test_latest_of_a_day_is_its_last_and_the_latest_always_stays():
    made = moments("2026-03-01T02:00", 6, 6)  # 2, 8, 14, 20 h, then 2, 8 h of the day after
    assert {f"{moment:%d %H}" for moment in Retention(2, 0, 0).kept(made)} == {"01 20", "02 08"}
    assert Retention(0, 0, 0).kept(made) == {made[-1]}
    assert Retention(7, 5, 12).kept([]) == set()


@pytest.mark.any_database
def test_days_without_a_backup_do_not_count():
    made = [*moments("2026-01-05T02:00", 3, 24), *moments("2026-03-01T02:00", 1, 24)]
    assert Retention(3, 0, 0).kept(made) == {*made[1:]}


@pytest.mark.any_database
def test_command_deletes_its_own_old_archives_alone(data, tmp_path, capsys):
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / archive_name(moment) for moment in moments("2026-01-01T02:00", 3, 24)]
    others = [folder / "kairouan-notes.tar", folder / "kairouan-20260101T020000Z.tar.bak"]
    for path in [*old, *others]:
        path.write_bytes(b"")
    call_command("backup", to=folder, keys=[])
    assert all(path.exists() for path in old)
    call_command("backup", to=folder, keys=[], keep_daily=2)
    assert [path.exists() for path in old] == [False, False, True]
    assert all(path.exists() for path in others)
    assert len(archives_in(folder)) in (2, 3)  # two of one day: the former is deleted
    assert old[0].name in capsys.readouterr().out
