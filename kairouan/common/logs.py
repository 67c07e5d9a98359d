"""What never reaches a log: the secrets that stand in addresses.

Whoever knows such an address may do all that its page does. A line of a log says which
page was asked for, with `…` in the place of its secret.
"""

import logging
import re

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
