"""The portal asked by its public address: what stands in front of it must say by itself
how a page was asked for, and take away what a client says of it.
"""

import http.client
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .refusals import OperationRefused

PATIENCE = 15  # seconds
ASKED = "/robots.txt"  # as anybody may


class FrontAnswer(NamedTuple):
    """Answer to a request: its status, where it leads, if it is strict on HTTPS."""

    status: int
    location: str
    is_strict: bool


Ask = Callable[[str, dict[str, str]], FrontAnswer]  # a scheme and headers


def asks_at(address: str) -> Ask:
    """Ask at an address such as https://cuivre.example.tn, on the usual ports."""
    host = urlsplit(address).hostname or ""

    def ask(scheme: str, headers: dict[str, str]) -> FrontAnswer:
        kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
        connection = kinds[scheme](host, timeout=PATIENCE)
        try:
            connection.request("GET", ASKED, headers=headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        return FrontAnswer(
            answer.status,
            answer.headers.get("Location", ""),
            "Strict-Transport-Security" in answer.headers,
        )

    return ask


def problems_in_front(ask: Ask) -> Iterator[str]:
    """Say in a sentence each thing that is wrong with what stands in front.

    Raises `OperationRefused` where nothing answers.
    """
    try:
        usual = ask("https", {})
        forged = ask("https", {"X-Forwarded-Proto": "http"})
        plain = ask("http", {"X-Forwarded-Proto": "https"})
    except (OSError, http.client.HTTPException) as error:
        raise OperationRefused(
            _("Rien ne répond à cette adresse : %(reason)s") % {"reason": error}
        ) from error
    if usual.location:
        yield _(
            "L’adresse en https renvoie à %(location)s : le portail croit qu’on la demande en clair. Réglez "
            "KAIROUAN_PROXY=1, et X-Forwarded-Proto dans le serveur de devant."
        ) % {"location": usual.location}
    elif forged.location:
        yield _(
            "Le serveur de devant laisse passer le X-Forwarded-Proto du visiteur. Il doit le remplacer, comme dans "
            "deploy/nginx/kairouan.conf."
        )
    if not plain.location.startswith("https://"):
        yield _("L’adresse en clair (http) ne renvoie pas à l’adresse en https.")
    if not usual.is_strict and not usual.location:
        yield _("Strict-Transport-Security manque : le serveur de devant l’enlève.")
