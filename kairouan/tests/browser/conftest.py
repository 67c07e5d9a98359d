"""The portal with its demonstration data, served to a real browser."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from playwright.sync_api import expect

expect.set_options(timeout=15_000)  # milliseconds: a machine with other work is slow, not wrong


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, worker_id):
    """A folder with the demonstration ready to serve.

    Of several processes of one run, the first makes it: it takes a minute or two.
    """
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    folder = shared / "prepared"
    with open(shared / "prepared.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            command = [sys.executable, "manage.py", "prepare", "--demonstration"]
            making = shared / "preparing"
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                env=served_with(making),
                cwd=settings.BASE_DIR,
            )
            making.rename(folder)
    return folder


def served_with(data) -> dict[str, str]:
    """The environment of a portal served as `make demo` serves it, and nothing of the
    tests' own.
    """
    ours = ("KAIROUAN_", "DJANGO_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "KAIROUAN_DATA": str(data),
        "KAIROUAN_DEMONSTRATION": "1",
        "KAIROUAN_SECRET_KEY": "for-tests-only",
    }


@pytest.fixture(scope="session")
def portal_data(prepared, tmp_path_factory):
    """Folder of the database and files of this process's portal."""
    return shutil.copytree(prepared, tmp_path_factory.mktemp("portal") / "data")


@pytest.fixture(scope="session")
def portal(portal_data):
    """The address of a portal served as `make demo` serves it: joined and hashed files,
    compressed answers, photographs in every size.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "kairouan/gunicorn.py"]
    environment = served_with(portal_data) | {"PORT": str(port)}
    server = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=settings.BASE_DIR,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/health/live")
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture
def watched(page, portal):
    """A page that remembers what went wrong on it: errors in the console (the content
    policy among them), failed and foreign requests.
    """
    page.complaints = []
    page.on(
        "console",
        lambda message: (
            page.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    # What a page was still asking for when the test left it is given up by the browser,
    # and is no fault.
    page.on(
        "requestfailed",
        lambda request: (
            None
            if "ABORTED" in request.failure
            else page.complaints.append(f"failed: {request.url}")
        ),
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((portal, "data:"))
            else page.complaints.append(f"foreign: {request.url}")
        ),
    )
    page.on(
        "response",
        lambda response: (
            page.complaints.append(f"{response.status}: {response.url}")
            if response.status >= 400
            else None
        ),
    )
    return page
