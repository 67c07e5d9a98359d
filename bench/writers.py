"""Writers per second on PostgreSQL, where each takes the row of the publication stamp:
`bench/writers.py`, by `scripts/with-postgres`, over 200 generated products.

Each writer is a process that changes the availability of its own product as the space
does, with its version, one transaction after another, for ten seconds. The same without
the stamp says what waiting for one row costs. The log of PostgreSQL is forced to the
disk, as in production.
"""

import multiprocessing
import os
import sys
import time

import django

SECONDS = 10
WRITERS = (1, 2, 8, 32)
PATHS = ("with the stamp", "without it")


def set_up():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kairouan.settings")
    django.setup()


def write(number: int, path: str, begin, wrote):
    """Change one product until the time is over; put how often, and the slowest
    transaction in milliseconds.
    """
    set_up()
    from django.db import connection

    from kairouan.publication.stamp import public_write, stamp_writes
    from kairouan.review.history import revision
    from products.models import Product

    product = Product.objects.order_by("pk")[number]
    if path == PATHS[1]:
        connection.execute_wrappers.remove(stamp_writes)
    states = [Product.Availability.READY, Product.Availability.SOLD]
    begin.wait()
    end, times = time.monotonic() + SECONDS, []
    while (started := time.monotonic()) < end:
        product.availability = states[len(times) % 2]
        if path == PATHS[0]:
            with revision(), public_write():
                product.save()
        else:
            with revision():
                product.save()
        times.append(time.monotonic() - started)
    wrote.put((len(times), max(times) * 1000))


def measure(writers: int, path: str) -> tuple[float, float]:
    """Return the writers per second of all, and the slowest transaction in
    milliseconds.
    """
    begin, wrote = multiprocessing.Barrier(writers), multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=write, args=(number, path, begin, wrote))
        for number in range(writers)
    ]
    for process in processes:
        process.start()
    told = [wrote.get() for _ in processes]
    for process in processes:
        process.join()
    return sum(count for count, _ in told) / SECONDS, max(slowest for _, slowest in told)


def main():
    set_up()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "postgresql":
        sys.exit("bench/writers.py needs PostgreSQL: scripts/with-postgres …")
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    call_command("generate_products", "200", apply=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET fsync = on")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    print("writers  path             a second  slowest (ms)")
    for writers in WRITERS:
        for path in PATHS:
            rate, slowest = measure(writers, path)
            print(f"{writers:7}  {path:15}  {rate:8.0f}  {slowest:12.0f}", flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    main()
