"""Workers killed, locked out and started again: real processes, real signals, a real
gateway.
"""

import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.conf import settings as portal
from django.core.cache.backends.filebased import FileBasedCache
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus

from kairouan.common import senders
from kairouan.common.work import supervisor, tasks
from kairouan.common.work.heartbeat import Heartbeat, take_up_from_the_silent
from kairouan.common.work.outbox import OutgoingMessage, OutgoingState
from kairouan.common.work.supervisor import MANAGE, Supervisor
from kairouan.common.work.tasks import ENDED_WITH_WORKER, MOST_STARTS, Work
from kairouan.common.work.workers import SILENT_AFTER, Worker
from kairouan.photos.base import make_variants
from kairouan.search.unfound import PLACES, Outcome, UnfoundQuery

pytestmark = pytest.mark.django_db(transaction=True)

State = OutgoingState
LONG_AGO = SILENT_AFTER + datetime.timedelta(seconds=1)

# Kills itself at a statement: "before 3" the third UPDATE of a message, or "after" it.
# They are: taken, handing over, sent.
KILLED_AT = """
import os, re, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db.backends.signals import connection_created
from kairouan.common.work.outbox import OutgoingMessage
moment, number = sys.argv[2], int(sys.argv[3])
step = re.compile(f'UPDATE "{OutgoingMessage._meta.db_table}" SET.* WHERE .*"id" = ')
seen = 0
def kill(execute, sql, *rest):
    global seen
    seen += bool(step.match(sql))
    if step.match(sql) and seen == number and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = execute(sql, *rest)
    if step.match(sql) and seen == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
def watch(connection, **_more):
    if kill not in connection.execute_wrappers:  # a connection that was closed keeps its own
        connection.execute_wrappers.append(kill)
connection_created.connect(watch)
call_command("deliver_messages", name=sys.argv[1])
"""


@pytest.fixture
def environment(gateway, post_office, tmp_path, settings):
    """Of a worker over this test's database, and over this test's gateway and mail
    server.
    """
    settings.TASKS = portal.TASKS | {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    (tmp_path / "media").mkdir()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "kairouan.tests.settings_of_workers",
        "KAIROUAN_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "KAIROUAN_DATA": str(tmp_path),
        "KAIROUAN_SMS": "http",
        "KAIROUAN_SMS_URL": gateway.address,
        "KAIROUAN_SMS_TOKEN": "secret",
        "KAIROUAN_EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}",
        "PYTHONWARNINGS": "ignore",
    }


@pytest.fixture
def starts(environment):
    """Start a worker: `starts("deliver_messages")`. Ended with the test."""
    running = []

    def start(*arguments, program=(str(MANAGE),)) -> subprocess.Popen:
        running.append(
            subprocess.Popen(
                [sys.executable, *program, *arguments], env=environment, cwd=portal.BASE_DIR
            )
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def soon(fact, within: float = 60):
    """Wait until something is so; what it was in the end."""
    end = time.monotonic() + within
    while not (found := fact()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def all_are(state: str) -> bool:
    return not OutgoingMessage.objects.exclude(state=state).exists()


# Killed


@pytest.mark.parametrize("moment", ["after 1", "after 2", "before 3", "after 3"])
def test_short_message_of_a_worker_killed_at_this_step_arrives_once(starts, gateway, moment):
    senders.send_sms("+21698123456", "Bonjour Najet")
    killed = starts("here", *moment.split(), program=("-c", KILLED_AT))
    assert killed.wait(60) == -signal.SIGKILL
    starts("deliver_messages", "--name", "here")
    assert soon(lambda: all_are(State.SENT))
    assert list(gateway.delivered.values()) == ["Bonjour Najet"]


@pytest.mark.parametrize(("moment", "arrived"), [("after 2", 0), ("before 3", 1)])
def test_letter_of_a_worker_killed_at_this_step_is_never_sent_twice_and_never_lost_unseen(
    starts, post_office, moment, arrived
):
    senders.send_email("najet@example.tn", "Bonjour", "Bonjour Najet")
    killed = starts("here", *moment.split(), program=("-c", KILLED_AT))
    assert killed.wait(60) == -signal.SIGKILL
    starts("deliver_messages", "--name", "here")
    assert soon(lambda: all_are(State.IN_DOUBT)), "an officer sees it, and decides"
    assert len(post_office.letters) == arrived


def test_worker_killed_while_it_speaks_to_the_gateway_again_and_again_loses_and_doubles_nothing(
    starts, gateway
):
    texts = [f"Message {number}" for number in range(40)]
    for text in texts:
        senders.send_sms("+21698123456", text)
    gateway.slowness, due_to_die, workers = 0.05, [3, 11, 19, 27], []

    def kill():
        if due_to_die and len(gateway.received) >= due_to_die[0]:
            due_to_die.pop(0)
            workers[-1].kill()

    gateway.on_receipt = kill
    while not all_are(State.SENT):
        workers.append(starts("deliver_messages", "--name", "here"))
        assert soon(lambda: all_are(State.SENT) or workers[-1].poll() is not None)
    assert len(workers) == 5
    assert sorted(gateway.delivered.values()) == sorted(texts)
    assert len(gateway.received) > len(texts), "posted again, under a key that the gateway knows"


def test_two_workers_hand_nothing_over_twice(starts, gateway):
    texts = [f"Message {number}" for number in range(60)]
    for text in texts:
        senders.send_sms("+21698123456", text)
    for name in ("here", "there"):
        starts("deliver_messages", "--name", name)
    assert soon(lambda: all_are(State.SENT))
    assert sorted(body["text"] for _headers, body in gateway.received) == sorted(texts)


def test_worker_told_to_end_finishes_the_message_in_hand_and_says_goodbye(starts, gateway):
    gateway.slowness = 1
    for text in ("Premier", "Deuxième"):
        senders.send_sms("+21698123456", text)
    worker = starts("deliver_messages", "--name", "here")
    assert soon(lambda: gateway.received)
    worker.terminate()
    assert worker.wait(10) == 0
    assert sorted(OutgoingMessage.objects.values_list("state", flat=True)) == [
        State.SENT,
        State.WAITING,
    ]
    assert not Worker.objects.exists()


def test_worker_ends_with_its_supervisor(starts, environment):
    between = (
        "import subprocess, sys, os, time; subprocess.Popen([*sys.argv[1:], '--parent', "
        "str(os.getpid())]); time.sleep(60)"
    )
    parent = starts(
        sys.executable, str(MANAGE), "deliver_messages", "--name", "here", program=("-c", between)
    )
    assert soon(Worker.objects.exists)
    parent.kill()
    assert soon(lambda: not Worker.objects.exists())


# Locked out


@contextmanager
def database_shut(environment, spared=()):
    """Longer than a worker has patience: the file is locked, or every connection is
    broken but those of the test.
    """
    if connection.vendor == "sqlite":
        holder = sqlite3.connect(
            environment["KAIROUAN_TEST_DATABASE"], isolation_level=None, check_same_thread=False
        )
        holder.execute("BEGIN IMMEDIATE")
        time.sleep(2.5)
        yield
        holder.execute("ROLLBACK")
        holder.close()
    else:
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            "current_database() AND NOT pid = ANY(%s)"
        )
        for _ in range(5):
            with connection.cursor() as cursor:
                cursor.execute(others, [[*spared, connection.connection.info.backend_pid]])
            time.sleep(0.5)
        yield


@pytest.mark.parametrize("command", ["deliver_messages", "run_tasks"])
def test_worker_outlives_a_database_that_does_not_answer(starts, environment, gateway, command):
    worker = starts(command, "--name", "here")
    assert soon(Worker.objects.exists)
    with database_shut(environment):
        assert worker.poll() is None
    senders.send_sms("+21698123456", "Bonjour")
    make_variants.enqueue("products.ProductPhoto", 1)
    if command == "deliver_messages":
        assert soon(lambda: gateway.delivered)
    else:
        assert soon(Work.objects.successful().exists)
    assert worker.poll() is None


def test_message_that_left_while_the_database_was_locked_is_not_sent_again(
    starts, environment, gateway
):
    senders.send_sms("+21698123456", "Bonjour")
    connection.ensure_connection()
    spared = [connection.connection.info.backend_pid] if connection.vendor == "postgresql" else []
    locks = []

    def lock():
        locks.append(database_shut(environment, spared))
        locks[0].__enter__()
        connection.close()

    gateway.on_receipt = lock
    starts("deliver_messages", "--name", "here")
    assert soon(lambda: gateway.delivered)
    time.sleep(2.5)  # longer than it has patience for "sent"
    locks[0].__exit__(None, None, None)
    assert soon(lambda: all_are(State.SENT))
    assert len(gateway.received) == 1


# Started again


def test_supervisor_starts_what_ended_again_each_time_later(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.1)
    command = [sys.executable, "-c", "pass"]
    kept = Supervisor([command])
    starts_at = []
    (child,) = kept.children
    while len(starts_at) < 4:
        kept.look()
        if child.process and child.started_at not in starts_at:
            starts_at.append(child.started_at)
        time.sleep(0.01)
    kept.end()
    pauses = [later - earlier for earlier, later in pairwise(starts_at)]
    assert pauses == sorted(pauses) and pauses[2] >= 0.4


def test_supervisor_starts_a_worker_that_ran_well_again_soon(monkeypatch):
    monkeypatch.setattr(supervisor, "RAN_WELL", 0)
    kept = Supervisor([[sys.executable, "-c", "import time; time.sleep(60)"]])
    (child,) = kept.children
    child.delay = 30
    kept.look()
    child.process.kill()
    assert soon(lambda: child.look(time.monotonic()) or child.process is None)
    assert (round(child.start_at - time.monotonic()), child.delay) == (1, 2)
    kept.end()


def test_gunicorn_starts_killed_workers_again_and_ends_them_with_itself(
    starts, gateway, environment
):
    environment |= {"PORT": "0", "WEB_CONCURRENCY": "1"}
    server = starts("-m", "gunicorn", "--config", "kairouan/gunicorn.py", program=())
    assert soon(lambda: Worker.objects.count() == 2)
    for pid in children_of(server.pid, "--name"):
        os.kill(pid, signal.SIGKILL)
    senders.send_sms("+21698123456", "Bonjour")
    make_variants.enqueue("products.ProductPhoto", 1)
    assert soon(lambda: gateway.delivered and Work.objects.successful().exists())
    server.kill()
    assert soon(lambda: not Worker.objects.exists())


def children_of(parent: int, word: str) -> list[int]:
    """The processes started by another one whose command has this word."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(parent)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if word in line.split()]


# Taken up


def begun_by(name: str, starts: int = 1) -> Work:
    make_variants.enqueue("products.ProductPhoto", 1)
    task = Work.objects.latest("enqueued_at")
    task.worker_ids = [name] * (starts - 1)
    task.claim(name)
    return task


def test_task_of_a_killed_worker_is_done_by_its_successor(starts):
    task = begun_by("here")
    starts("run_tasks", "--name", "here")
    assert soon(Work.objects.successful().filter(pk=task.pk).exists)


@pytest.mark.parametrize(
    ("seen", "state"), [(True, TaskResultStatus.RUNNING), (False, TaskResultStatus.READY)]
)
def test_work_of_another_machine_is_taken_up_only_once_its_worker_is_silent(
    environment, seen, state
):
    task = begun_by("elsewhere")
    senders.send_sms("+21698123456", "Bonjour")
    message = OutgoingMessage.objects.get()
    message.take("elsewhere")
    long_ago = timezone.now() - LONG_AGO
    Work.objects.update(started_at=long_ago)
    OutgoingMessage.objects.update(taken_at=long_ago)
    Worker.objects.create(name="elsewhere", seen_at=timezone.now() if seen else long_ago)
    take_up_from_the_silent()
    task.refresh_from_db()
    message.refresh_from_db()
    assert (task.status, message.state) == (state, State.TAKEN if seen else State.WAITING)
    assert Worker.objects.exists() == seen


def test_task_that_ends_its_worker_each_time_is_left_to_an_officer(environment):
    task = begun_by("here", starts=MOST_STARTS)
    tasks.take_up_own("here")
    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == (TaskResultStatus.FAILED, ENDED_WITH_WORKER)
    assert Work.objects.stopped().try_again() == 1
    task.refresh_from_db()
    assert (task.status, task.worker_ids) == (TaskResultStatus.READY, [])


def test_message_taken_by_another_meanwhile_is_let_go():
    senders.send_sms("+21698123456", "Bonjour")
    mine, theirs = OutgoingMessage.objects.get(), OutgoingMessage.objects.get()
    assert mine.take("here") and not theirs.take("there")
    OutgoingMessage.objects.all().put_back()
    assert theirs.take("there")
    assert not mine.begin_handing_over(drops_duplicates=True) and not mine.note_sent()


def test_heartbeat_is_heard_and_ends():
    with Heartbeat("here"):
        assert soon(Worker.objects.alive().exists)
    assert not Worker.objects.exists()


# Duties


def test_worker_of_tasks_writes_down_what_the_pages_of_its_machine_put_aside(starts, tmp_path):
    put_aside = FileBasedCache(str(tmp_path / "unfound"), {})
    put_aside.set(PLACES[0], ("2026-03-10", "zazoua", Outcome.NOTHING.value, "zazoua"))
    starts("run_tasks", "--name", "here")
    assert soon(UnfoundQuery.objects.exists)
    assert soon(lambda: put_aside.get(PLACES[0]) is None)
