"""Faults, tried on a portal of real processes over SQLite: what its readers and its
writers met, and what was lost. Run by `make drill`; its last result is in
`docs/RELIABILITY.md`.
"""

import os
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing, contextmanager, suppress

import pytest
import requests
from django.db import connection

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.photos.tests import photo_files
from kairouan.review.proposals import ProposedPhoto
from kairouan.tests.machines import Machine, wait_for
from kairouan.tests.sending import Forms
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = [pytest.mark.drill, pytest.mark.usefixtures("demonstration")]

ADD = "/fr/admin/publication/announcement/add/"


@pytest.fixture(scope="module")
def officer(demonstration):
    return User.objects.create_superuser(email="officer@tests.example", password="x")


@pytest.fixture(scope="module")
def member(demonstration):
    """Someone who keeps a workshop, and the address of its photographs."""
    workshop = WorkshopFactory(published=True)
    person = ArtisanFactory(account=User.objects.create_user(email="salem@tests.example"))
    Membership.objects.create(workshop=workshop, artisan=person, role="owner")
    return person.account, f"/fr/espace/atelier/{workshop.pk}/photos/"


@pytest.fixture
def machine(officer, member, tmp_path):
    """A portal with its workers."""
    machine = Machine(tmp_path / "data", {"KAIROUAN_WORKERS": "1"})
    yield machine.serve()
    machine.stop()


def announcement(text: str) -> dict:
    day = f"{today_in_tunis():%d/%m/%Y}"
    return {"text_fr": text, "text_ar": "إعلان", "starts_on": day, "ends_on": day}


class Writers:
    """Officers who write announcements one after the other, and remember those of which
    they were told that they are saved.
    """

    def __init__(self, machine: Machine, officer: User, number: int = 3):
        self.machine, self.officer = machine, officer
        self.saved: list[str] = []
        self.refused: list[int] = []
        self.ending = threading.Event()
        # sessions are made before: each is a line of the database
        self.readers = [machine.reader(officer) for _ in range(number)]
        self.threads = [
            threading.Thread(target=self.go_on, args=(reader, name))
            for name, reader in enumerate(self.readers)
        ]
        for thread in self.threads:
            thread.start()

    def go_on(self, reader, name: int):
        number = 0
        while not self.ending.is_set():
            number += 1
            text = f"Annonce {name}-{number}"
            with suppress(requests.RequestException, AssertionError):
                answer = reader.fill(ADD, **announcement(text))
                if answer.status_code == 302:
                    self.saved.append(text)
                else:
                    self.refused.append(answer.status_code)

    def end(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()


class Readers(Writers):
    """Visitors who read one page after another, and count what is not a page."""

    def go_on(self, reader, name: int):
        while not self.ending.is_set():
            try:
                status = reader.get("/fr/catalogue/").status_code
            except requests.RequestException:
                status = 0
            (self.saved if status == 200 else self.refused).append(status)


def announced(machine: Machine) -> set[str]:
    with closing(sqlite3.connect(machine.environment["KAIROUAN_TEST_DATABASE"])) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {
            text for (text,) in database.execute("SELECT text_fr FROM publication_announcement")
        }


def kill_everything(machine: Machine):
    """As a power cut does: the master, its web processes and its workers at once."""
    for process in machine.running:
        children = subprocess.run(
            ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in (process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
    machine.running.clear()


def test_nothing_that_was_said_to_be_saved_is_lost_when_everything_is_killed(machine, officer):
    said: list[str] = []
    for _ in range(3):
        writers = Writers(machine, officer)
        time.sleep(4)
        kill_everything(machine)
        writers.end()
        said += writers.saved
        assert writers.saved
        assert set(said) <= announced(machine)
        machine.serve()
    assert machine.reader().get("/fr/").status_code == 200


def test_web_process_killed_in_the_middle_of_an_upload_leaves_nothing_half_done(machine, member):
    account, address = member
    reader = machine.reader(account)
    (form,) = (
        each for each in Forms(reader.get(address).text, address).found if "photos" in each.controls
    )
    (master,) = machine.running
    before = ProposedPhoto.objects.count()

    def killed(chunk: bytes):
        """The body of the upload, during which the process that reads it is killed."""
        yield chunk[:20_000]
        time.sleep(0.5)
        children = subprocess.run(
            ["pgrep", "-P", str(master.pid), "-f", "gunicorn"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for pid in map(int, children):
            os.kill(pid, signal.SIGKILL)
        yield chunk[20_000:]

    request = requests.Request(
        "POST",
        f"{reader.address}{form.action}",
        data=form.hidden(),
        files={"photos": ("photo.jpg", photo_files.jpeg().read() + b"\0" * 200_000, "image/jpeg")},
    )
    ready = reader.prepare_request(request)
    ready.body = killed(ready.body)
    with pytest.raises(requests.RequestException):
        reader.send(ready, timeout=30)
    wait_for(machine.port)
    answer = reader.fill(
        address, files={"photos": ("photo.jpg", photo_files.jpeg().read(), "image/jpeg")}
    )
    assert answer.status_code in (200, 302)
    with closing(sqlite3.connect(machine.environment["KAIROUAN_TEST_DATABASE"])) as database:
        (count,) = database.execute("SELECT count(*) FROM review_proposedphoto").fetchone()
    assert count == before + 1


def test_no_read_fails_and_no_write_is_lost_while_the_server_is_restarted(machine, officer):
    readers, writers = Readers(machine, officer, 4), Writers(machine, officer, 2)
    (master,) = machine.running
    for _ in range(3):
        time.sleep(2)
        master.send_signal(signal.SIGHUP)  # as `systemctl reload` does
    time.sleep(4)
    readers.end()
    writers.end()
    assert len(readers.saved) > 50 and not readers.refused
    assert writers.saved and set(writers.saved) <= announced(machine)


# A disk that fills up


@contextmanager
def small_disk(folder, megabytes: int):
    """A disk of its own at this folder; mounting needs root."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={megabytes}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(folder):
    """While no byte is left on the disk of this folder."""
    ballast = folder / "ballast"
    with open(ballast, "wb") as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65_536)
            file.flush()
    try:
        yield
    finally:
        ballast.unlink()


def test_disk_of_photographs_is_full(machine, member):
    """Pages are read; who sends a photograph is told, and sends it again."""
    account, address = member
    folder = machine.folder / "media"
    photo = {"photos": ("photo.jpg", photo_files.jpeg().read(), "image/jpeg")}
    with small_disk(folder, 8), filled(folder):
        assert machine.reader().get("/fr/catalogue/").status_code == 200
        answer = machine.reader(account).fill(address, files=photo)
        assert answer.status_code == 503
        assert machine.reader().get("/health/ready").json()["photographs"] is False
    assert machine.reader(account).fill(address, files=photo).status_code in (200, 302)


def test_disk_of_the_database_is_full(officer, member, tmp_path):
    """Pages are read; who writes keeps the text, and sends it when there is room."""
    with small_disk(tmp_path / "disk", 60) as folder:
        database = folder / "kairouan.sqlite3"
        machine = Machine(folder, {"KAIROUAN_TEST_DATABASE": str(database)})
        reader = machine.reader(officer)  # a session, which the copy holds
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as read,
            closing(sqlite3.connect(database)) as written,
        ):
            read.backup(written)
        machine.serve()
        try:
            (form,) = (
                each
                for each in Forms(reader.get(ADD).text, ADD).found
                if "text_fr" in each.controls
            )
            typed = form.hidden() | announcement("Écrite sur un disque plein " + "x" * 100)
            here = {"Origin": "http://localhost"}

            def write():
                return reader.post(form.action, data=typed, headers=here, allow_redirects=False)

            with filled(folder):
                assert machine.reader().get("/fr/catalogue/").status_code == 200
                answer = write()
                assert answer.status_code == 503
            typed = Forms(answer.text, ADD).found[0].hidden()
            assert write().status_code == 302
            assert any("disque plein" in text for text in announced(machine))
        finally:
            machine.stop()
