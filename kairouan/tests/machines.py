"""Machines of one portal, as processes of this one: web servers and workers that share
a database, a Redis and buckets, and nothing else.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import boto3
import requests
from django.conf import settings
from django.db import connection

from kairouan.accounts.models import User
from kairouan.tests.browser.signed_in import cookie_of
from kairouan.tests.sending import Forms

BUCKETS = {"KAIROUAN_S3_BUCKET": "photographs", "KAIROUAN_S3_PRIVATE_BUCKET": "papers"}


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for(port: int, within: float = 60):
    """Wait until somebody answers there. Raises TimeoutError."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers at {port}")


class Service:
    """A server that is started, stopped and started again at the same port."""

    def __init__(self, command: list[str], port: int, environment: dict | None = None):
        self.command, self.port, self.environment = command, port, environment
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.port)

    def stop(self):
        self.process.kill()
        self.process.wait()


def redis_server() -> Service:
    port = free_port()
    return Service(
        [shutil.which("redis-server"), "--port", f"{port}", "--bind", "127.0.0.1", "--save", ""],
        port,
    )


def bucket_server() -> Service:
    """Moto's server, in a process of its own, with the two buckets."""
    port = free_port()
    server = Service([sys.executable, "-m", "moto.server", "-p", f"{port}"], port)
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    for bucket in BUCKETS.values():
        client.create_bucket(Bucket=bucket)
    return server


class Machine:
    """One machine: a web server without workers, and workers without a web server, over
    the database of the test. `code` is the folder of its release.
    """

    def __init__(self, folder: Path, environment: dict, code: Path = settings.BASE_DIR):
        (folder / "media").mkdir(parents=True)
        self.folder, self.code, self.port = folder, code, free_port()
        self.running: list[subprocess.Popen] = []
        ours = {
            "DJANGO_SETTINGS_MODULE": "kairouan.tests.settings_of_machines",
            "KAIROUAN_TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "KAIROUAN_DATA": str(folder),
            "KAIROUAN_WORKERS": "0",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self.environment = os.environ | ours | environment

    def start(self, *command: str):
        self.running.append(
            subprocess.Popen([sys.executable, *command], env=self.environment, cwd=self.code)
        )

    def serve(self) -> "Machine":
        self.start("-m", "gunicorn", "--config", "kairouan/gunicorn.py")
        wait_for(self.port)
        return self

    def work(self) -> "Machine":
        self.start("manage.py", "work")
        return self

    def stop(self):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)

    def reader(self, account: User | None = None) -> "Reader":
        """A browser that speaks with this machine alone, signed in as this user."""
        return Reader(f"http://127.0.0.1:{self.port}", account)


class Reader(requests.Session):
    """A browser without scripts."""

    def __init__(self, address: str, account: User | None):
        super().__init__()
        self.trust_env = False  # no proxy
        self.address = address
        # one address for all, as behind a proxy
        self.headers.update({"Host": "localhost", "Accept-Language": "fr"})
        if account:
            cookie = cookie_of(account, address)
            self.cookies.set(cookie["name"], cookie["value"])

    def request(self, method, url, *args, **kwargs):
        return super().request(method, f"{self.address}{url}", *args, timeout=30, **kwargs)

    def fill(self, url: str, files=None, **typed) -> requests.Response:
        """Open a page, fill in the form that has these fields, and send it."""
        page = self.get(url)
        assert page.status_code == 200, (url, page.status_code)
        names = {*typed, *(files or {})}
        (form,) = (each for each in Forms(page.text, url).found if names <= set(each.controls))
        return self.post(
            form.action, data=form.hidden() | typed, files=files, allow_redirects=False
        )
