"""Public pages kept whole beside their edition, compressed, and answered 304 to a
reader who has them.

`public_page` makes a page and names its edition; `PageCacheMiddleware` alone keeps it
and answers it.
"""

import gzip
from functools import wraps

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from kairouan.common.marks import of_marks
from kairouan.common.states import of_states
from kairouan.common.withheld import withholding

from .addresses import Moved
from .edition import (
    KEPT_FOR,
    Edition,
    cache_key,
    edition_before_the_outage,
    of_edition,
    page_cache,
    read_edition,
)

LARGEST_KEPT = 200_000  # bytes of one page, compressed
SAFE = ("GET", "HEAD")
# A page may stand in a shared cache, which asks each time: a change shows at once.
SHARED = "public, max-age=0, must-revalidate"
CODINGS = {
    # 7: against 5, Arabic pages lose a twentieth for 0.2 ms; 9 takes 9 ms for no more
    "br": lambda content: brotli.compress(content, mode=brotli.MODE_TEXT, quality=7),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}


class PageCacheMiddleware:
    """Answer a page that is kept, and a reader who has it, before anything is asked
    about the reader; keep a public page as it leaves, with all its headers.

    A page is kept under its address, beside its edition: the edition is read only for
    an address of which a page is kept, or for a reader who may have one. A response
    that sets a cookie is not kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in SAFE or settings.DEBUG:  # an engineer edits templates
            return self.get_response(request)
        try:
            address = request.build_absolute_uri()
        except DisallowedHost:  # refused further on, in the reader's language
            return self.get_response(request)
        coding = accepted_coding(request)
        name = cache_key("page", address, coding)
        return self.answer_at_hand(request, name, address) or self.make(
            request, name, address, coding
        )

    def answer_at_hand(self, request, name: str, address: str) -> HttpResponse | None:
        """At most one statement, which the view will not make again."""
        page, they_have = page_cache.get(name), request.META.get("HTTP_IF_NONE_MATCH", "")
        if page is None and not they_have:
            return None
        try:
            edition = edition_of(request).code
        except (OperationalError, InterfaceError):
            if page is None or page[0] != edition_before_the_outage():
                raise
            return stale(page)
        if they_have and (etag := etag_of(edition, address)).removeprefix("W/") in they_have:
            return HttpResponseNotModified(
                headers={"ETag": etag, "Cache-Control": SHARED, "Vary": "Accept-Encoding"}
            )
        if page is None or page[0] != edition:
            return None
        _edition, content, headers = page
        return HttpResponse(content, headers=headers)

    def make(self, request, name: str, address: str, coding: str) -> HttpResponse:
        response = self.get_response(request)
        edition = getattr(response, "edition", "")
        if not edition or response.cookies:
            return response
        if coding:
            response.content = CODINGS[coding](response.content)
            response.headers["Content-Encoding"] = coding
            response.headers["Content-Length"] = str(len(response.content))
        response.headers["ETag"] = etag_of(edition, address)
        response.headers["Cache-Control"] = SHARED
        patch_vary_headers(response, ["Accept-Encoding"])
        # a reader who takes no coding is a machine, and waits
        if coding and len(response.content) <= LARGEST_KEPT:
            page_cache.set(name, (edition, response.content, dict(response.items())), KEPT_FOR)
        return response


def public_page(view):
    """A page that is the same for every reader: read only, kept whole beside its
    edition (`PageCacheMiddleware`), answered 304 without being made when the reader
    has it.

    The view must not read the session nor set a cookie. Nothing but a 200 is kept.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in SAFE:
            refusal = render(request, "405.html", status=405)
            refusal.headers["Allow"] = ", ".join(SAFE)
            return refusal
        if getattr(request, "back_from_preview", ""):  # shown to one reader, and taken back
            with withholding(read_edition().names):
                return made_by(view, request, *args, **kwargs)
        edition = edition_of(request)
        request.announcement = edition.announced
        with (
            of_edition(edition.code),
            withholding(edition.names),
            of_marks(edition.marks),
            of_states(edition.states),
        ):
            response = made_by(view, request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming:
            response.edition = edition.code
        return response

    answer.is_public_page = True  # type: ignore[attr-defined] # a function takes any
    return answer


def withholds_names(view):
    """A page for everyone that is not kept, the form of what a visitor writes: the
    names that may not show are not on it either, nor the marks of drafts. One
    statement.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        edition = edition_of(request)
        with (
            withholding(edition.names),
            of_marks(edition.marks),
            of_states(edition.states),
        ):
            return made_by(view, request, *args, **kwargs)

    return answer


def made_by(view, request, *args, **kwargs):
    """The view's whole response, or the way to where the record now is."""
    try:
        response = view(request, *args, **kwargs)
    except Moved as moved:
        response = redirect(moved.address, permanent=True)
        response.headers["Cache-Control"] = "no-cache"  # an address may be given back
        return response
    return (
        response.render() if hasattr(response, "render") and not response.is_rendered else response
    )


def edition_of(request) -> Edition:
    """`read_edition()`, once in a request."""
    if not hasattr(request, "edition_read"):
        request.edition_read = read_edition()
    return request.edition_read


def stale(page) -> HttpResponse:
    """Answer with a page kept before the database went away, and say so (RFC 9211);
    nobody keeps it.
    """
    _edition, content, headers = page
    said = {"Cache-Control": "no-store", "Cache-Status": "kairouan; hit; detail=database-away"}
    return HttpResponse(content, headers=headers | said)


def etag_of(edition: str, address: str) -> str:
    return f'W/"{cache_key("", edition, address)[1:]}"'


def accepted_coding(request) -> str:
    """The best coding this reader takes, "" for none."""
    accepted = {}
    for part in request.META.get("HTTP_ACCEPT_ENCODING", "").lower().split(","):
        coding, _, quality = part.partition(";")
        accepted[coding.strip()] = quality.replace(" ", "") not in (
            "q=0",
            "q=0.0",
            "q=0.00",
            "q=0.000",
        )
    return next((coding for coding in CODINGS if accepted.get(coding)), "")
