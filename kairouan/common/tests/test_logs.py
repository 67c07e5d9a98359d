"""Logs without the secrets that stand in addresses."""

import io
import logging
import re
import threading

import pytest
from django.conf import settings
from django.core import mail
from gunicorn.config import Config

from kairouan.common.logs import HidesSecrets, MailsErrors, without_secrets
from kairouan.gunicorn import logger_class

SECRET = "k3-Vq_9xTZ0aB7cD8eF1gH2i"


@pytest.fixture
def log():
    """A log as the portal prints it, and what it printed."""
    printed = io.StringIO()
    handler = logging.StreamHandler(printed)
    handler.addFilter(HidesSecrets())
    made = logging.Logger("kairouan.tests")
    made.addHandler(handler)
    return made, printed


@pytest.mark.parametrize(
    ("address", "left"),
    [
        (f"/fr/demande/{SECRET}/", "/fr/demande/…/"),
        (f"/ar/demande/{SECRET}/envoyee/?x=1", "/ar/demande/…/envoyee/?x=1"),
        (f"https://cuivre.tn/ar/reponse/{SECRET}/image/", "https://cuivre.tn/ar/reponse/…/image/"),
        (f"/fr/demande/{SECRET[:-9]}", "/fr/demande/…"),
        (f"?suite=%2Ffr%2Freponse%2F{SECRET}%2F", "?suite=%2Ffr%2Freponse%2F…%2F"),
        ("/fr/demande/?dit=added", "/fr/demande/?dit=added"),
        ("/fr/demande/ajouter/", "/fr/demande/ajouter/"),
        (
            "/fr/catalogue/lanterne-de-patio-en-cuivre/",
            "/fr/catalogue/lanterne-de-patio-en-cuivre/",
        ),
    ],
)
def test_address_keeps_its_page_and_loses_its_secret(address, left):
    assert without_secrets(f'"GET {address} HTTP/1.1" 404') == f'"GET {left} HTTP/1.1" 404'


def test_secret_is_in_no_part_of_a_line(log):
    log, printed = log
    try:
        raise LookupError(f"/fr/reponse/{SECRET}/")
    except LookupError:
        log.exception("Not Found: %s", f"/fr/reponse/{SECRET}/", stack_info=True)
    log.info('%(r)s "%(f)s"', {"r": f"GET /fr/demande/{SECRET}/", "f": f"/ar/demande/{SECRET}/"})
    assert SECRET not in printed.getvalue()
    assert printed.getvalue().count("…") >= 4


def test_every_line_of_the_portal_passes_there():
    handlers = settings.LOGGING["handlers"]
    assert all("secrets" in handler["filters"] for handler in handlers.values())


def test_lines_of_the_web_server_pass_there():
    server = logger_class(Config())
    for log in (server.error_log, server.access_log):
        assert [each for each in log.filters if isinstance(each, HidesSecrets)]


# Errors by e-mail


@pytest.fixture
def mailed():
    """A log whose errors are told by e-mail."""
    made = logging.Logger("kairouan.tests")
    made.addHandler(MailsErrors(["nuit@tests.example"]))
    return made


def sent() -> list:
    for thread in threading.enumerate():
        if thread.name == "mails-errors":
            thread.join(10)
    return mail.outbox


def fail(log: logging.Logger, telephone: str):
    try:
        raise ValueError(f"Key (phone)=({telephone}) already exists.")
    except ValueError:
        log.exception("Internal Server Error: /fr/demande/%s/ of %s", SECRET, telephone)


def test_error_is_told_by_its_place_and_by_nobody_s_data(mailed):
    fail(mailed, "+21698123456")
    (told,) = sent()
    assert (told.to, told.subject) == (["nuit@tests.example"], "[kairouan] kairouan.tests")
    assert "test_logs.py" in told.body and "in fail" in told.body and "ValueError" in told.body
    assert "98123456" not in told.body and SECRET not in told.body


def test_error_that_comes_again_is_told_once_an_hour(mailed):
    for _time in range(5):
        fail(mailed, "+21698123456")
    assert len(sent()) == 1
    mailed.error("another place")
    assert len(sent()) == 2
    (handler,) = mailed.handlers
    handler.told_at = {place: at - handler.QUIET_FOR for place, at in handler.told_at.items()}
    fail(mailed, "+21698123456")
    assert len(sent()) == 3


def test_warnings_and_strangers_are_told_to_nobody(mailed):
    mailed.warning("late")
    mailed.handlers[0].handle(
        logging.LogRecord("django.security.DisallowedHost", logging.ERROR, "x", 1, "x", (), None)
    )
    assert sent() == []


def test_moment_of_a_line_says_its_zone():
    line = settings.LOGGING["formatters"]["line"]
    formatter = logging.Formatter(line["format"], line["datefmt"], line["style"])
    record = logging.LogRecord("kairouan", logging.INFO, __file__, 1, "fait", (), None)
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO", formatter.format(record))
