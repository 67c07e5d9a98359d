"""Deliver the outbox: one message after the other, each handed over once.

What is certain of a worker killed at any moment stands in `decisions/0006-messages.md`.
"""

import logging
import time

from django.db import DatabaseError, close_old_connections, connection

from .outbox import OutgoingMessage, masked_address
from .transports import MessageRefused, NotTaken, reason, way_of

PAUSE = 0.5  # seconds between two looks at an empty outbox
TIDIES_EVERY = 10  # seconds
LONGEST_PAUSE = 5  # seconds between two tries of a database that does not answer

logger = logging.getLogger(__name__)


def deliver_next(name: str) -> bool:
    """Hand over the message that is due first. Return whether there was one."""
    message = OutgoingMessage.objects.due().first()
    if message is None:
        return False
    if patiently(message.take, name):
        deliver(message)
    return True


def deliver(message: OutgoingMessage):
    """Hand over a message that was taken, and write down what became of it."""
    way = way_of(message)
    try:
        with way.opened() as hand_over:
            if patiently(message.begin_handing_over, way.drops_duplicates):
                hand_over(message)
                patiently(message.note_sent)
    # beyond OSError, whatever a library makes of what it was answered: this message
    # alone
    except Exception as error:
        ended(message, error)


def ended(message: OutgoingMessage, error: Exception):
    """It has not left, or one cannot know.

    Logged without its text, nor the whole of whom it is for.
    """
    why = str(error) if isinstance(error, MessageRefused | NotTaken) else reason(error)
    may_have_left = message.handed_over_at is not None and not isinstance(
        error, MessageRefused | NotTaken
    )
    if isinstance(error, MessageRefused):
        patiently(message.note_failed, why)
    elif may_have_left and not message.drops_duplicates:
        patiently(message.note_doubt, why)
    else:
        patiently(message.put_off, why)
    if message.to:
        logger.error(
            "%s to %s: %s: %s", message.way, masked_address(message.to), message.state, why
        )


def patiently(step, *arguments):
    """Take a step in the database as soon as it lets us: what has been done outside
    must be written down.
    """
    pause = 0.1
    while True:
        try:
            return step(*arguments)
        except DatabaseError as error:
            if connection.in_atomic_block:
                raise
            logger.warning("the database does not answer (%s): tried again", type(error).__name__)
            connection.close()
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


class Delivery:
    """The loop of the worker.

    `stop` ends it once the message in hand has been seen to.
    """

    def __init__(self, name: str):
        self.name = name
        self.running = True
        self.tidied_at = 0.0

    def stop(self, *_signal):
        self.running = False

    def run(self):
        """No lock and no lost connection ends it: it waits, and goes on."""
        while self.running:
            try:
                close_old_connections()
                if not deliver_next(self.name):
                    self.rest()
            except DatabaseError as error:
                logger.warning(
                    "the database does not answer (%s): tried again", type(error).__name__
                )
                connection.close()
                time.sleep(1)

    def rest(self):
        if time.monotonic() - self.tidied_at > TIDIES_EVERY:
            OutgoingMessage.objects.tidy()
            self.tidied_at = time.monotonic()
        time.sleep(PAUSE)
