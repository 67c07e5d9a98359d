"""Fixtures of every test."""

import datetime
import gc
import os
from collections import defaultdict

import pytest
from _pytest import runner
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.dispatch import receiver
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from kairouan.accounts.models import User
from kairouan.common import calendar, catalogues
from kairouan.frames import with_room
from kairouan.search.index import Kept
from kairouan.tests import databases


def pytest_sessionstart(session):
    # of several processes, the one that starts the others, before it does
    if not hasattr(session.config, "workerinput"):
        catalogues.compile()
    # Django may have read the catalogues before they were compiled: make it read them
    # again, as its reloader does.
    translation_file_changed(None, catalogues.path_of("ar").with_suffix(".mo"))


def pytest_collection_finish(session):
    # What the collection made, some millions of objects, stays to the end: the garbage
    # collector need not look through it again and again (6 % of the suite's time).
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


ASKING_FOR_A_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def asks_for_a_database(item) -> bool:
    return bool(item.get_closest_marker("django_db")) or not ASKING_FOR_A_DATABASE.isdisjoint(
        item.fixturenames
    )


def pytest_collection_modifyitems(config, items):
    """Refuse a module that mixes; on SQLite, leave out what needs PostgreSQL; there,
    what SQLite has proved already: what asks for no database, and what two marks say
    (pytest.ini).
    """
    refuse_mixed_modules(items)
    if "drill" not in config.getoption("markexpr"):
        keep(config, items, [item for item in items if not item.get_closest_marker("drill")])
    if connection.vendor == "sqlite":
        keep(config, items, [item for item in items if not item.get_closest_marker("postgresql")])
        return
    kept, alike = [], defaultdict(list)
    for item in items:
        if not asks_for_a_database(item) or item.get_closest_marker("any_database"):
            continue
        if words := item.get_closest_marker("words"):
            others = tuple(
                (name, repr(value))
                for name, value in item.callspec.params.items()
                if name not in words.args
            )
            alike[item.nodeid.partition("[")[0], others].append(item)
        else:
            kept.append(item)
    keep(config, items, [*kept, *(group[len(group) // 2] for group in alike.values())])


def keep(config, items: list, chosen: list):
    """Leave these tests alone in `items`, and tell pytest of the others."""
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def refuse_mixed_modules(items):
    """Refuse a module where one test asks for the demonstration and another for an
    empty database: processes share out tests in any order, and the module's data stay
    to its last test.
    """
    asked = defaultdict(set)
    for item in items:
        if asks_for_a_database(item):
            asked[item.path].add("demonstration" in item.fixturenames)
    if mixed := [path.name for path, found in asked.items() if len(found) > 1]:
        raise pytest.UsageError(f"The demonstration and an empty database in one: {mixed}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Run the test as pytest does, where it finds the room that a page finds in the
    server.
    """
    return with_room(runner.pytest_runtest_protocol)(item, nextitem)


@pytest.fixture(autouse=True)
def same_language_for_every_test():
    """A request to /ar/ leaves Arabic active: the next test would read it."""
    translation.activate("fr")
    yield
    translation.activate("fr")


@receiver(user_logged_in)
def whole_sign_in(sender, request, user, **kwargs):
    """`client.force_login` stands for having come in whole: an officer has shown their
    second factor, too. A real request has a method.
    """
    if request.method is None:
        record_authentication(request, user, "mfa")


@pytest.fixture(autouse=True)
def nothing_kept_from_the_test_before():
    """Rolled back with its test, the publication stamp comes back to what it was: so
    must what was kept under it.
    """
    caches["pages"].clear()
    Kept.forget()
    caches["unfound"].clear()


@pytest.fixture
def in_tunis(monkeypatch):
    """Makes it a day, or a moment, in Tunis: `in_tunis(datetime.date(2026, 2, 18))`."""

    def is_now(moment: datetime.date):
        if not isinstance(moment, datetime.datetime):
            moment = datetime.datetime.combine(moment, datetime.time(12), calendar.TUNIS)
        monkeypatch.setattr(calendar, "now_in_tunis", lambda: moment)

    return is_now


@pytest.fixture
def media(settings, tmp_path):
    """Uploaded files in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def officer(client, db):
    """A client signed in as an officer with every right."""
    client.force_login(User.objects.create_superuser(email="officer@tests.example", password="x"))
    return client


@pytest.fixture(scope="session")
def models_of_databases(tmp_path_factory, worker_id):
    """The folder, shared by the processes of one run, where the models of databases are
    kept.
    """
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker, models_of_databases
):
    """The test database of this process.

    One process runs the migrations, the others copy what came of them.
    """
    with django_db_blocker.unblock(), databases.named_test_database():
        databases.become("migrated", models_of_databases, databases.migrate)
        # by a statement, once: migrations ask it, and a process that copies runs none
        bool(connection.features.supports_json_field)
        with django_db_blocker.block():
            yield


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, models_of_databases):
    """The demonstration data, for a module: loaded once in a run, which takes most of a
    minute, then copied. Taken away after the module's last test.
    """
    with django_db_blocker.unblock():
        # whatever the tests before have left
        databases.become("migrated", models_of_databases, databases.migrate)
        databases.become(
            "demonstration", models_of_databases, lambda: call_command("load_demo", verbosity=0)
        )
        yield
        databases.become("migrated", models_of_databases, databases.migrate)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium; the flags keep it from looking for other hosts."""
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("KAIROUAN_CHROMIUM", "/usr/bin/chromium"),
        "args": quiet,
    }
