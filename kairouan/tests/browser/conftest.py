"""The portal with its demonstration data, served to a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

expect.set_options(timeout=15_000)  # milliseconds: a machine with other work is slow, not wrong


@pytest.fixture(scope="session")
def portal(django_db_setup, django_db_blocker):
    """The address of a portal that serves the demonstration data. One for the whole session: the browser's tests only read."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def watched(page, portal):
    """A page that remembers what went wrong on it: errors in the console (the content policy among them), failed and foreign requests."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    # What a page was still asking for when the test left it is given up by the browser, and is no fault.
    page.on(
        "requestfailed", lambda request: None if "ABORTED" in request.failure else page.complaints.append(f"failed: {request.url}")
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((portal, "data:")) else page.complaints.append(f"foreign: {request.url}"),
    )
    page.on(
        "response",
        lambda response: page.complaints.append(f"{response.status}: {response.url}") if response.status >= 400 else None,
    )
    return page


@pytest.fixture(scope="session")
def production_data(tmp_path_factory):
    """Where the portal of `production` keeps its database and its files."""
    return tmp_path_factory.mktemp("production")


@pytest.fixture(scope="session")
def production(production_data):
    """The address of a portal served as `make demo` serves it: joined and hashed files, compressed answers, photographs in every size."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("KAIROUAN_", "DJANGO_", "DATABASE_URL"))
    } | {
        "KAIROUAN_DATA": str(production_data),
        "KAIROUAN_DEMONSTRATION": "1",
        "KAIROUAN_SECRET_KEY": "for-tests-only",
        "PORT": str(port),
    }
    run = {"env": environment, "cwd": settings.BASE_DIR}
    subprocess.run([sys.executable, "manage.py", "prepare", "--demonstration"], check=True, capture_output=True, **run)
    command = [sys.executable, "-m", "gunicorn", "--config", "kairouan/gunicorn.py"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **run)
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/health/live")
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(timeout=30)
