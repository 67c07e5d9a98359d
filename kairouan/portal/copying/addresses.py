"""Addresses of the site, and where the file of each stands in a copy."""

import posixpath
import re
from functools import cache
from mimetypes import guess_extension
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from django.urls import reverse
from django.utils.translation import override

from kairouan.common.languages import CODES

HTML = "text/html"
FILE = re.compile(r"\.[a-z0-9]{2,5}$")
# Pages that answer what a reader asks of them: a copy cannot.
ANSWERING = ("artisans:key",)
# Lists whose choices have no end: a month after another.
ENDLESS = ("programme:calendar",)


@cache
def paths_of(names: tuple[str, ...]) -> set[str]:
    """The paths of these pages in every language."""
    paths = set()
    for code in CODES:
        with override(code):
            paths |= {reverse(name) for name in names}
    return paths


def address_of(link: str, page: str, origin: str) -> str | None:
    """Return the address, from its path on, to which a link of a page leads, without
    its fragment; None where it leads out of the site, or within the page.

    `page` is the address of the page, `origin` the site's scheme and host.
    """
    if not link or link.startswith(("#", "data:")):
        return None
    parts = urlsplit(urljoin(f"{origin}{page}", link))
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def may_be_copied(address: str) -> bool:
    """Tell whether an address is asked for at all: of a list, its pages, and one choice
    at a time. All the ways to combine choices would be without end.
    """
    parts = urlsplit(address)
    asked = [name for name, _value in parse_qsl(parts.query) if name != "page"]
    if parts.path in paths_of(ANSWERING) or (parts.query and parts.path in paths_of(ENDLESS)):
        return False
    return len(asked) <= 1 and "q" not in asked


def file_of(address: str, kind: str) -> str:
    """Return the path of its file in the copy, from the copy's folder; `kind` is its
    media type.
    """
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    if parts.query:
        path = f"{path}{quote(parts.query, safe='=')}/"
    if FILE.search(path):
        return path
    suffix = ".html" if kind == HTML else guess_extension(kind) or ".bin"
    return posixpath.join(path, f"index{suffix}")


def relative_link(target: str, page: str) -> str:
    """Return the link that leads from the file of a page to the file of another."""
    return quote(posixpath.relpath(target, posixpath.dirname(page) or "."))
