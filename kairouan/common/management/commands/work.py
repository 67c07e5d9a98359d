"""The background work of one machine, without a web server."""

import signal
import threading

from django.core.management.base import BaseCommand

from kairouan.common.work.supervisor import LOOKS_EVERY, supervisor_of_workers


class Command(BaseCommand):
    help = (
        "Do the background work: hand messages over, make photographs smaller. Starts a worker "
        "for each and starts it again whenever "
        "it ends. gunicorn does this already (kairouan/gunicorn.py); for `make dev`, or a "
        "machine that serves no pages."
    )

    def handle(self, *args, **options):
        supervisor, stopping = supervisor_of_workers(), threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_signal: stopping.set())
        while not stopping.wait(LOOKS_EVERY):
            supervisor.look()
        supervisor.end()
