"""Heartbeat: a worker says every few seconds that it lives; what a silent one had in
hand is taken up by another.
"""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.utils import timezone

from . import tasks
from .outbox import OutgoingMessage
from .workers import SILENT_AFTER, Worker

BEATS_EVERY = 5  # seconds

logger = logging.getLogger(__name__)


def take_up_from_the_silent():
    """Take up what workers not heard for long have in hand, wherever they ran."""
    OutgoingMessage.objects.take_up_from_the_silent()
    tasks.take_up_from_the_silent()
    Worker.objects.filter(seen_at__lt=timezone.now() - SILENT_AFTER).delete()


class Heartbeat:
    """Says that this worker lives, from a thread of its own: a task may take minutes.

    `with Heartbeat(name): …`
    """

    def __init__(self, name: str):
        self.name = name
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.beat_on, name="heartbeat", daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.ending.set()
        self.thread.join(BEATS_EVERY)

    def beat_on(self):
        last = None
        while not self.ending.is_set():
            try:
                Worker.objects.update_or_create(
                    name=self.name, defaults={"seen_at": timezone.now()}
                )
                # Where the database was shut to everyone for a while, everyone has been
                # silent: let them speak first.
                on_time = last is not None and time.monotonic() - last < 2 * BEATS_EVERY
                last = time.monotonic()
                if on_time:
                    take_up_from_the_silent()
            except DatabaseError as error:
                logger.warning("heartbeat: the database does not answer (%s)", type(error).__name__)
                connection.close()
            self.ending.wait(BEATS_EVERY)
        self.say_goodbye()

    def say_goodbye(self):
        try:
            Worker.objects.filter(name=self.name).delete()
        except DatabaseError:  # it will be found silent
            logger.warning("heartbeat: the end could not be written down")
        finally:
            connection.close()
