"""Logs without the secrets that stand in addresses."""

import io
import logging

import pytest
from django.conf import settings
from gunicorn.config import Config

from kairouan.common.logs import HidesSecrets, without_secrets
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
