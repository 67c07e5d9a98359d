"""A database of before the migrations began anew: a demonstration is put aside and made
again, anything else is left as it is, with a sentence.
"""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kairouan.common.management.former_database import OF_BEFORE, put_aside

MADE = (
    "CREATE TABLE django_migrations "
    "(id integer PRIMARY KEY, app varchar, name varchar, applied datetime)"
)
DONE = "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-11-01')"


@pytest.fixture
def former(tmp_path):
    """The folder of an installation whose database is a former one."""
    with sqlite3.connect(tmp_path / "kairouan.sqlite3") as database:
        database.execute(MADE)
        database.execute(DONE, OF_BEFORE)
    return tmp_path


def migrate(folder, **variables) -> subprocess.CompletedProcess:
    environment = {
        "PATH": os.environ["PATH"],
        "KAIROUAN_DATA": str(folder),
        "KAIROUAN_SECRET_KEY": "x",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "migrate", "auth", "--verbosity", "0"],
        env=environment | variables,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def applied(file) -> set[str]:
    with sqlite3.connect(file) as database:
        return {app for (app,) in database.execute("SELECT app FROM django_migrations")}


def test_former_demonstration_is_put_aside_and_a_new_database_made(former):
    answer = migrate(former, KAIROUAN_DEMONSTRATION="1")
    (aside,) = former.glob("kairouan-before-*.sqlite3")
    assert answer.returncode == 0, answer.stderr
    assert str(aside) in answer.stdout
    assert (applied(aside), applied(former / "kairouan.sqlite3")) == (
        {"artisans"},
        {"auth", "contenttypes"},
    )


def test_former_installation_is_refused_and_left_as_it_is(former):
    answer = migrate(former)
    assert answer.returncode == 1
    assert "was left as it is" in answer.stderr
    assert [path.name for path in former.glob("*.sqlite3*")] == ["kairouan.sqlite3"]
    assert applied(former / "kairouan.sqlite3") == {"artisans"}


@pytest.mark.django_db
def test_former_database_that_has_no_file_to_rename_is_refused(settings):
    """A server's database is its administrator's to drop, a demonstration or not."""
    settings.DEMONSTRATION = connection.vendor == "postgresql"
    MigrationRecorder(connection).record_applied(*OF_BEFORE)
    with pytest.raises(CommandError, match="was left as it is"):
        put_aside("default")


@pytest.mark.django_db
def test_database_of_now_is_used():
    assert put_aside("default") is None
