"""The drill: the demonstration is backed up while somebody writes, and brought back
into an empty place. Every row, every file, and the pages that are read from them.
"""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
import uuid
from contextlib import closing, contextmanager

import pyrage
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection, transaction
from django.test import Client

from kairouan.common.statistics import refresh_statistics
from kairouan.operations.backing_up import back_up
from kairouan.operations.databases import live_tables, row_counts
from kairouan.operations.files import names_in
from kairouan.review.moderation import Status
from kairouan.search.models import Synonym
from products.models import Product, ProductPhoto

# Written while the backup is taken, or drawn anew by the restoration
WRITTEN = {"search_synonym", "products_productphoto", "search_change"}
KEPT_FOR = 2  # seconds
DRAWN_ANEW = {"publication_publicationstamp", "search_change"}


class Writer:
    """Writes without a pause: two rows together, and a photograph, which is deleted
    some seconds later, as by a member who thinks again.
    """

    def __init__(self):
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self.write)
        self.names = []

    def write(self):
        try:
            draft = Product.objects.exclude(status=Status.PUBLISHED).order_by("pk").first()
            photos = []
            while not self.ends.wait(0.002):
                name = uuid.uuid4().hex
                with transaction.atomic():
                    for side in ("a", "b"):
                        Synonym.objects.create(terms=f"{name} {side}")
                self.names.append(name)
                content = hashlib.sha256(name.encode()).hexdigest() * 2000
                kept = default_storage.save(f"photos/{name}.jpg", ContentFile(content.encode()))
                photo = ProductPhoto(product=draft, width=4, height=5, image=kept)
                ProductPhoto.objects.bulk_create([photo])
                photos.append((time.monotonic(), kept))
                while photos[0][0] < time.monotonic() - KEPT_FOR:
                    self.delete(photos.pop(0)[1])
            for _moment, kept in photos:
                self.delete(kept)
            for name in self.names:
                Synonym.objects.filter(terms__startswith=name).delete()
        finally:
            connection.close()

    def delete(self, image: str):
        ProductPhoto.objects.filter(image=image).delete()
        default_storage.delete(image)

    @contextmanager
    def at_work(self):
        self.thread.start()
        try:
            while len(self.names) < 3:
                self.ends.wait(0.01)
            yield self
        finally:
            self.ends.set()
            self.thread.join()


@contextmanager
def empty_database(folder):
    """The variables that lead to a database where nothing is, and what opens it."""
    if connection.vendor == "sqlite":
        yield {}, folder / "kairouan.sqlite3"
        return
    name = f"drill_{uuid.uuid4().hex}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        url = os.environ["DATABASE_URL"].rpartition("/")[0]
        yield {"DATABASE_URL": f"{url}/{name}"}, name
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(arguments: list[str], folder, **variables) -> str:
    """Run Python in the restored installation; what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ
        | {"KAIROUAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "kairouan.tests.settings"}
        | variables,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Drill:
    """What was backed up, and where it was brought back."""


@pytest.fixture(scope="module")
def drill(demonstration, django_db_blocker, tmp_path_factory):
    drill = Drill()
    key = pyrage.x25519.Identity.generate()
    folder = tmp_path_factory.mktemp("drill")
    drill.identity = folder / "key.txt"
    drill.identity.write_text(f"# a key\n{key}\n")
    drill.folder = folder / "restored"
    with django_db_blocker.unblock(), empty_database(drill.folder) as (variables, database):
        drill.variables = variables
        refresh_statistics()  # as the worker does each day: SQLite keeps a table of them
        with Writer().at_work() as writer:
            drill.made = back_up(folder, [str(key.to_public())])
        drill.written = writer.names
        drill.said = run(
            ["manage.py", "restore", str(drill.made.path), "--identity", str(drill.identity)],
            drill.folder,
            **variables,
        )
        other = connection.copy()
        other.settings_dict = {**connection.settings_dict, "NAME": str(database)}
        with closing(other):
            drill.restored = other
            yield drill


def rows_of(database, table: str) -> list:
    with database.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return sorted(repr(row) for row in cursor.fetchall())


def restored_file(drill, alias: str, name: str) -> bytes:
    return (drill.folder / {"default": "media", "private": "private"}[alias] / name).read_bytes()


@pytest.mark.django_db
def test_every_row_is_brought_back(drill):
    tables = set(live_tables())
    assert drill.made.manifest.tables.keys() == tables
    different = {
        table for table in tables if rows_of(connection, table) != rows_of(drill.restored, table)
    }
    assert different - WRITTEN == DRAWN_ANEW - WRITTEN
    assert len(rows_of(drill.restored, "products_product")) > 30
    with drill.restored.cursor() as cursor:

        def select(statement):
            cursor.execute(statement)
            return cursor.fetchall()

        counts = row_counts(select, sorted(tables - DRAWN_ANEW))
    assert counts == {
        table: count for table, count in drill.made.manifest.tables.items() if table in counts
    }


@pytest.mark.django_db
def test_rows_written_together_are_brought_back_together(drill):
    terms = "".join(rows_of(drill.restored, "search_synonym"))
    found = [(f"{name} a" in terms, f"{name} b" in terms) for name in drill.written]
    assert set(found) <= {(True, True), (False, False)}
    assert (True, True) in found, "nothing was written before the snapshot"
    assert (False, False) in found, "nothing was written after it"


@pytest.mark.django_db
def test_every_file_is_brought_back(drill):
    with drill.made.path.open("rb") as archive:
        clear = pyrage.decrypt(
            archive.read(),
            [pyrage.x25519.Identity.from_str(drill.identity.read_text().split()[-1])],
        )
    assert clear[257:262] == b"ustar"
    there = {
        alias: {
            str(path.relative_to(root))
            for root in [drill.folder / {"default": "media", "private": "private"}[alias]]
            for path in root.rglob("*")
            if path.is_file()
        }
        for alias in ("default", "private")
    }
    said = {
        alias: {
            name.removeprefix(f"files/{alias}/")
            for name in drill.made.manifest.members
            if name.startswith(f"files/{alias}/")
        }
        for alias in there
    }
    assert there == said
    assert len(there["default"]) > 50 and there["private"]
    alike = 0
    for alias, names in there.items():
        for name in names & set(names_in(storages[alias])):
            with storages[alias].open(name) as file:
                assert file.read() == restored_file(drill, alias, name), name
            alike += 1
    assert alike > 50


@pytest.mark.django_db
def test_every_file_that_a_row_names_is_there_and_whole(drill):
    """The photographs that came, and those that went, while the files were read."""
    assert drill.made.manifest.missing == []
    with drill.restored.cursor() as cursor:
        cursor.execute("SELECT image FROM products_productphoto")
        named = [image for (image,) in cursor.fetchall()]
    during = [image for image in named if any(name in image for name in drill.written)]
    assert during, "no photograph was there at the moment of the snapshot"
    for image in named:
        content = restored_file(drill, "default", image)
        if image in during:
            name = image.removeprefix("photos/").removesuffix(".jpg")
            assert content.decode() == hashlib.sha256(name.encode()).hexdigest() * 2000


PAGES = """
import django, hashlib, json, sys
django.setup()
from django.test import Client
client, found = Client(SERVER_NAME="localhost"), {}
for address in json.load(sys.stdin):
    answer = client.get(address)
    found[address] = answer.status_code, hashlib.sha256(answer.getvalue()).hexdigest()
print(json.dumps(found))
"""


@pytest.mark.django_db
def test_pages_are_those_of_before(drill):
    photo = ProductPhoto.objects.filter(product__in=Product.objects.published()).first()
    product = photo.product
    addresses = [
        photo.image.url,
        *(
            f"/{language}/{path}"
            for language in ("fr", "ar")
            for path in (
                "",
                "catalogue/",
                f"catalogue/{product.slug}/",
                "ateliers/",
                "familles/",
                "martelages/",
                "programme/resultats/",
                "recherche/?q=keskes",
            )
        ),
    ]
    client, before = Client(SERVER_NAME="localhost"), {}
    for address in addresses:
        answer = client.get(address)
        before[address] = [answer.status_code, hashlib.sha256(answer.getvalue()).hexdigest()]
    done = subprocess.run(
        [sys.executable, "-c", PAGES],
        input=json.dumps(addresses),
        env=os.environ
        | {"KAIROUAN_DATA": str(drill.folder), "DJANGO_SETTINGS_MODULE": "kairouan.tests.settings"}
        | drill.variables,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {status for status, _digest in before.values()} == {200}
    assert json.loads(done.stdout.splitlines()[-1]) == before


@pytest.mark.django_db
def test_restoration_says_what_it_did(drill):
    assert "Restauration terminée" in drill.said
    assert "manage.py prepare" in drill.said
    assert not list(drill.folder.glob(".restore-*"))
    assert not tarfile.is_tarfile(drill.made.path)  # it is encrypted
