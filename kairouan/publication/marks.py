"""The file of the public marks, under an address that carries its digest."""

from functools import lru_cache

import brotli
from csp.constants import HEADER
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from .edition import read_edition
from .page_cache import CODINGS, accepted_coding

FOR_GOOD = "public, max-age=31536000, immutable"
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"  # opened by itself, it only shows


@require_safe
def public_marks(request, digest):
    """The marks of the published records, as one file of symbols.

    Kept for good by whoever asked for them by their digest. A page of an older edition
    asks by another: it is given those of today, which nobody keeps. One statement.
    """
    marks, coding = read_edition().marks, accepted_coding(request)
    response = HttpResponse(
        compressed(marks.sprite, coding),
        content_type="image/svg+xml; charset=utf-8",
        headers={
            "Cache-Control": FOR_GOOD if digest == marks.digest else "no-store",
            HEADER: POLICY,
        },
    )
    if coding:
        response.headers["Content-Encoding"] = coding
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@lru_cache(maxsize=4)
def compressed(sprite: bytes, coding: str) -> bytes:
    if coding == "br":  # made once for all readers: as small as it can be
        return brotli.compress(sprite, mode=brotli.MODE_TEXT)
    return CODINGS[coding](sprite) if coding else sprite
