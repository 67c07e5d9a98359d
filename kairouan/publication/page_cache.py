"""Public pages kept whole for their edition, compressed, and answered 304 to a reader
who has them.
"""

import gzip
from functools import wraps

import brotli
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_vary_headers

from kairouan.common.withheld import withholding

from .addresses import Moved
from .edition import KEPT_FOR, kept, key_of, of_edition, read_edition

LARGEST_KEPT = 200_000  # bytes of one page, compressed
CODINGS = {
    "br": lambda content: brotli.compress(content, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}


def public_page(view):
    """A page that is the same for every reader: read only, kept whole for its edition,
    answered 304 without being made when the reader has it.

    It may stand in a shared cache, which asks each time: a change shows at once. The
    view must not read the session nor set a cookie; a response that sets one, or is
    anything but a 200, is not kept.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            refusal = render(request, "405.html", status=405)
            refusal.headers["Allow"] = "GET, HEAD"
            return refusal
        if getattr(request, "back_from_preview", ""):  # shown to one reader, and taken back
            with withholding(read_edition()[2]):
                return made_by(view, request, *args, **kwargs)
        edition, request.announcement, names = read_edition()
        if settings.DEBUG:  # an engineer edits templates
            with withholding(names):
                return made_by(view, request, *args, **kwargs)
        with of_edition(edition), withholding(names):
            address = request.build_absolute_uri()
            etag = f'W/"{key_of("", address)[1:]}"'
            response = get_conditional_response(request, etag=etag)
            if response is None:
                coding = accepted_coding(request)
                name = key_of("page", address, coding)
                # a reader who takes no coding is a machine, and waits
                page = kept.get(name) if coding else None
                if page is None:
                    made = made_by(view, request, *args, **kwargs)
                    if made.status_code != 200 or made.cookies or made.streaming:
                        return made
                    page = (
                        CODINGS[coding](made.content) if coding else made.content,
                        made.headers["Content-Type"],
                    )
                    if coding and len(page[0]) <= LARGEST_KEPT:
                        kept.set(name, page, KEPT_FOR)
                response = response_of(*page, coding)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    answer.is_public_page = True
    return answer


def withholds_names(view):
    """A page for everyone that is not kept, the form of what a visitor writes: the
    names that may not show are not on it either. One statement.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        with withholding(read_edition()[2]):
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


def response_of(content: bytes, content_type: str, coding: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def accepted_coding(request) -> str:
    """The best coding this reader takes, "" for none."""
    accepted = {}
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, quality = part.partition(";")
        accepted[coding.strip()] = quality.replace(" ", "") not in (
            "q=0",
            "q=0.0",
            "q=0.00",
            "q=0.000",
        )
    return next((coding for coding in CODINGS if accepted.get(coding)), "")
