"""Duties: what the worker does again and again, whatever waits in its queue.

An app declares its own as it is made ready: `perform_every(A_DAY, forget_old_lines)`. A
duty may be done by several machines at once, and again after a restart: it must not
matter.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
LOOKS_EVERY = 10  # seconds
TIME_TO_END = 5  # seconds

DUTIES: dict[Callable[[], object], timedelta] = {}

logger = logging.getLogger(__name__)


def perform_every(period: timedelta, duty: Callable[[], object]):
    """Have the worker do this once in each period, and as it starts."""
    DUTIES[duty] = period


class Duties:
    """Does what is due, from a thread of its own: a task may take minutes.

    `with Duties(): …`
    """

    def __init__(self):
        self.done_at: dict[Callable[[], object], float] = {}
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.go_on, name="duties", daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.ending.set()
        self.thread.join(TIME_TO_END)

    def go_on(self):
        while not self.ending.is_set():
            self.do_those_due()
            connection.close()
            self.ending.wait(LOOKS_EVERY)

    def do_those_due(self):
        """Do each duty whose time has come. One that meets a locked database is tried
        again at the next look; one that fails, in its next period.
        """
        for duty, period in DUTIES.items():
            done_at = self.done_at.get(duty)
            if done_at is not None and time.monotonic() - done_at < period.total_seconds():
                continue
            try:
                duty()
            except DatabaseError as error:
                logger.warning(
                    "%s: the database does not answer (%s): tried again",
                    duty.__name__,
                    type(error).__name__,
                )
                continue
            except Exception:  # whatever it is, the other duties are done
                logger.exception("%s failed", duty.__name__)
            self.done_at[duty] = time.monotonic()
