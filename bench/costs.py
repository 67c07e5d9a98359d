"""Cost of a page against a bare Django view, in CPU, at several sizes of catalogue.
`make bench` runs it and prints the table.

Four costs of each page: **cold**, the first reader after an edit, when nothing is kept
and the index has that edit to read; **uncached**, a page nobody has asked for since,
its cards being kept; **repeated**, the same page again; **304**, to a reader who has
it. Every figure is a ratio: the median of rounds in which the page and the bare view
are timed one after the other, since these machines are noisy. Reads KAIROUAN_DATA or
DATABASE_URL, which it fills. Then what the index itself costs: its memory, reading it
whole, bringing it up to date.
"""

import gc
import math
import os
import statistics
import sys
import time
import tracemalloc
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kairouan.settings")

import django

django.setup()

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import is_valid_path

from kairouan.photos.base import every_photo_model
from kairouan.search.index import Kept, current_index
from products.generate import generate
from products.models import Product
from workshops.models import Workshop

ROUNDS = int(os.environ.get("ROUNDS", "15"))  # fewer, in a hurry
READER = {"HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT_ENCODING": "br, gzip"}
COLD_BAR = 15
BARS = {
    "list": 2,
    "list, after a workshop is renamed": 2,
    "list, deep page": 2,
    "list, last page": 2,
    "filtered list": 2.5,
    "facets, by price": 2.5,
    "list, searched": 2.5,
    "product": 4,
    "search": 2.5,
    "suggestion": 2.5,
    "home": 6,
}
SUGGESTIONS = "/fr/recherche/propositions/"
REPEATED_BAR = 0.2


def pages() -> dict[str, str]:
    last = -(-Product.objects.published().count() // 24)
    product = Product.objects.published().filter(slug="couscoussier-etame").get()
    facets = "technique=ondes&availability=ready&availability=order&lining=tin&sort=-price"
    found = {
        "home": "/fr/?",
        "list": "/fr/catalogue/?",
        "list, after a workshop is renamed": "/fr/catalogue/?",
        "list, deep page": f"/fr/catalogue/?technique=ondes&page={max(1, last // 12)}&",
        "list, last page": f"/fr/catalogue/?page={last}&",
        "filtered list": "/fr/catalogue/?technique=ondes&availability=ready&",
        "facets, by price": f"/fr/catalogue/?{facets}&",
        "list, searched": "/fr/catalogue/?q=plateau&",
        "product": f"{product.get_absolute_url()}?",
        "search": "/fr/recherche/?q=plateau+martele&",
    }
    if is_valid_path(SUGGESTIONS):
        found["suggestion"] = f"{SUGGESTIONS}?q=plat&"
    return found


def edit(page: str):
    """Save a record: the stamp moves, the log has a line, nothing kept is of use."""
    if page == "list, after a workshop is renamed":
        Workshop.objects.published().order_by("-pk").first().save()
    else:
        Product.objects.published().order_by("-pk").first().save()
    caches["pages"].clear()


def timed(action) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


class Bench:
    def __init__(self):
        self.reader = Client(**READER)
        self.number = 0

    def bare(self) -> float:
        with override_settings(ROOT_URLCONF="bench.raw", MIDDLEWARE=[]):
            client = Client(HTTP_HOST="127.0.0.1")
            client.get("/")
            return min(timed(lambda: client.get("/")) for _ in range(3))

    def ask(self, address: str, **headers):
        answer = self.reader.get(address, **headers)
        assert answer.status_code in (200, 304), (address, answer.status_code)
        return answer

    def fresh(self, address: str) -> str:
        """The same page under an address that nobody has asked for."""
        self.number += 1
        return f"{address}measured={self.number}"

    def costs(self, name: str, address: str) -> dict[str, float]:
        found = {"cold": [], "uncached": [], "repeated": [], "304": []}
        for _ in range(ROUNDS):
            bare = self.bare()
            # with other settings, the bare view had Django forget the addresses
            self.ask(self.fresh(address))
            edit(name)
            found["cold"].append(timed(lambda: self.ask(self.fresh(address))) / bare)
            found["uncached"].append(
                min(timed(lambda: self.ask(self.fresh(address))) for _ in range(3)) / bare
            )
            has_it = {"HTTP_IF_NONE_MATCH": self.ask(address).headers["ETag"]}
            found["repeated"].append(
                min(timed(partial(self.ask, address)) for _ in range(3)) / bare
            )
            found["304"].append(
                min(timed(partial(self.ask, address, **has_it)) for _ in range(3)) / bare
            )
        return {name: statistics.median(values) for name, values in found.items()}

    def statements(self, name: str, address: str) -> int:
        edit(name)
        with CaptureQueriesContext(connection) as captured:
            self.ask(self.fresh(address))
        return len(captured)


def say_photos_are_made():
    """Pages are measured with every smaller photograph in place: the markup is theirs,
    the files themselves cost nothing here.
    """
    for model in every_photo_model():
        for photo in model.objects.filter(variants={}):
            model.objects.filter(pk=photo.pk).update(variants=photo.wanted_variants)


def cost_of_index() -> str:
    """Say what the index of this catalogue costs a process."""
    Kept.forget()
    whole = timed(current_index)
    Kept.forget()
    gc.collect()
    tracemalloc.start()
    current_index()
    held, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    patches = []
    for _ in range(ROUNDS):
        edit("list")
        patches.append(timed(current_index))
    return (
        f"The index: read whole in {whole:.2f} s, brought up to date in "
        f"{statistics.median(patches) * 1000:.1f} ms, {held / 1e6:.0f} MB."
    )


def main(sizes: list[int]):
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    bench, missed = Bench(), []
    for size in sizes:
        generate(size)
        say_photos_are_made()
        with connection.cursor() as cursor:  # as the database, or a duty of the worker, does
            cursor.execute("ANALYZE")
        number = f"{size:,}".replace(",", " ")
        print(
            f"\n### {number} generated pieces, {database}: a bare view takes "
            f"{bench.bare() * 1000:.1f} ms\n"
        )
        print(
            "| page | cold | uncached | bar | repeated | 304 | statements, cold "
            "|\n|---|---|---|---|---|---|---|"
        )
        for name, address in pages().items():
            costs = bench.costs(name, address)
            print(
                f"| {name} | {costs['cold']:.1f} | {costs['uncached']:.2f} | ≤ {BARS[name]} | "
                f"{costs['repeated']:.2f} | {costs['304']:.2f} "
                f"| {bench.statements(name, address)} |",
                flush=True,
            )
            missed += [
                (size, name, cost)
                for cost, bar in (
                    ("cold", COLD_BAR if name != "product" else math.inf),
                    ("uncached", BARS[name]),
                    ("repeated", REPEATED_BAR),
                )
                if costs[cost] > bar
            ]
        print(f"\n{cost_of_index()}")
    print("\nEvery bar holds." if not missed else f"\nOver the bar: {missed}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [100, 1000, 10000]))
