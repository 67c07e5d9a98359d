"""Logs: the secrets that stand in addresses, which reach none, and errors that are told
by e-mail.

Whoever knows such an address may do all that its page does. A line of a log says which
page was asked for, with `…` in the place of its secret.
"""

import logging
import re
import threading
import time
import traceback
from collections.abc import Hashable

from django.core.mail import send_mail

HIDDEN = "…"
# The folders, under a language, whose next part opens a page without an account: a walk
# over the routes holds to the list.
FOLDERS = ("demande", "reponse", "reservation", "invitation", "essai")
# as an address is written, and as it is quoted within another
SLASH = r"(?:/|%2F)"
SECRET = re.compile(
    rf"({SLASH}(?:{'|'.join(FOLDERS)}){SLASH})(?!ajouter\b)[^\s/?#%\"'<>,)\]}}]+", re.IGNORECASE
)


def without_secrets(text: str) -> str:
    return SECRET.sub(rf"\1{HIDDEN}", text)


class HidesSecrets(logging.Filter):
    """Takes the secrets off a record, its traceback included, whoever prints it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_secrets(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_secrets(record.exc_text)
        if record.stack_info:
            record.stack_info = without_secrets(record.stack_info)
        return True


class MailsErrors(logging.Handler):
    """Tells the operators of an error by e-mail, once an hour for each place that it
    comes from: which line of the code, and which kind of error.

    What the error says of itself stays in the log of the machine: a database names the
    telephone that stands there twice.
    """

    QUIET_FOR = 60 * 60  # seconds

    def __init__(self, to: list[str]):
        super().__init__(logging.ERROR)
        self.to = to
        self.told_at: dict[Hashable, float] = {}

    def emit(self, record: logging.LogRecord):
        """Send from a thread of its own: whoever waits for the page waits no longer."""
        if record.name.startswith("django.security"):  # what a stranger typed
            return
        place, now = place_of(record), time.monotonic()
        if now - self.told_at.get(place, float("-inf")) < self.QUIET_FOR:
            return
        self.told_at[place] = now
        subject, text = f"[kairouan] {record.name}", without_secrets(error_text(record))
        thread = threading.Thread(target=self.send, args=(subject, text), name="mails-errors")
        thread.start()

    def send(self, subject: str, text: str):
        send_mail(subject, text, None, self.to, fail_silently=True)


def frames_of(record: logging.LogRecord) -> list[traceback.FrameSummary]:
    """The frames of the error that a record tells of, the last one deepest."""
    error = record.exc_info[1] if record.exc_info else None
    return list(traceback.extract_tb(error.__traceback__)) if error else []


def place_of(record: logging.LogRecord) -> Hashable:
    """Line of the code that an error comes from."""
    frames = frames_of(record)
    return (frames[-1].filename, frames[-1].lineno) if frames else (record.pathname, record.lineno)


def error_text(record: logging.LogRecord) -> str:
    """Lines of the code that led to an error, and its kind; without an error, where it
    was logged.
    """
    if not (record.exc_info and record.exc_info[0]):
        return f"{record.pathname}, line {record.lineno}\n"
    return "".join([*traceback.format_list(frames_of(record)), record.exc_info[0].__name__, "\n"])
