"""Cost of a page against a bare Django view, in CPU, at several sizes of catalogue.
`make bench` runs it and prints the table.

Four costs of each page: **cold**, right after a publication, when nothing is kept;
**uncached**, a page nobody has asked for since, its counts and cards being kept;
**repeated**, the same page again; **304**, to a reader who has it. Every figure is a
ratio: the median of rounds in which the page and the bare view are timed one after the
other, since these machines are noisy. Reads KAIROUAN_DATA or DATABASE_URL, which it
fills.
"""

import os
import statistics
import sys
import time
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

from kairouan.photos.base import every_photo_model
from products.generate import generate
from products.models import Product

ROUNDS = 15
READER = {"HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT_ENCODING": "br, gzip"}
BARS = {
    "list": 2,
    "list, last page": 2,
    "filtered list": 2.5,
    "list, searched": 2.5,
    "product": 4,
    "search": 2.5,
    "home": 6,
}
REPEATED_BAR = 0.2


def pages(size: int) -> dict[str, str]:
    last = -(-Product.objects.published().count() // 24)
    product = Product.objects.published().filter(slug="couscoussier-etame").get()
    return {
        "home": "/fr/?",
        "list": "/fr/catalogue/?",
        "list, last page": f"/fr/catalogue/?page={last}&",
        "filtered list": "/fr/catalogue/?technique=ondes&availability=ready&",
        "list, searched": "/fr/catalogue/?q=plateau&",
        "product": f"{product.get_absolute_url()}?",
        "search": "/fr/recherche/?q=plateau+martele&",
    }


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

    def costs(self, address: str) -> dict[str, float]:
        found = {"cold": [], "uncached": [], "repeated": [], "304": []}
        for _ in range(ROUNDS):
            bare = self.bare()
            caches["pages"].clear()
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

    def statements(self, address: str) -> int:
        caches["pages"].clear()
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


def main(sizes: list[int]):
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    bench, missed = Bench(), []
    for size in sizes:
        generate(size)
        say_photos_are_made()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
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
        for name, address in pages(size).items():
            costs = bench.costs(address)
            print(
                f"| {name} | {costs['cold']:.1f} | {costs['uncached']:.2f} | ≤ {BARS[name]} | "
                f"{costs['repeated']:.2f} | {costs['304']:.2f} "
                f"| {bench.statements(address)} |",
                flush=True,
            )
            missed += [
                (size, name, cost)
                for cost, bar in (("uncached", BARS[name]), ("repeated", REPEATED_BAR))
                if costs[cost] > bar
            ]
    print("\nEvery bar holds." if not missed else f"\nOver the bar: {missed}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [100, 1000, 10000]))
