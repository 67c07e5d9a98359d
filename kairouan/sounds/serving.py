"""Recordings as readers fetch them: a file is given while the page it belongs to may
play it, and not a moment longer. It is asked for again each time it is heard: that is
seldom, and what a family takes back is silent at once.

A part may be asked for (`Range`): Safari plays nothing from a server that cannot give
one.
"""

import re
from http import HTTPStatus

from csp.decorators import csp_exempt
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from kairouan.publication.edition import cached_for_edition, current_edition, of_edition

from .base import TYPES, WEBM, every_sound_model

# One part, from a place or of so many bytes at the end; several at once are answered by
# the whole, which is allowed.
PART = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


# a policy says nothing of a sound
@csp_exempt()  # type: ignore[arg-type] # it takes a view with arguments, too
@require_safe
def serve_sound(request, stem, suffix):
    """One file of a recording: `stem` is its name, `suffix` says which of the two."""
    with of_edition(current_edition()):
        is_public = cached_for_edition("sound", (stem,), lambda: is_shown(stem), nothing_too=False)
    name = f"sounds/{stem}{suffix}"
    if not (is_public or prepares(request.user, stem)) or not default_storage.exists(name):
        raise Http404
    written_at = int(default_storage.get_modified_time(name).timestamp())
    if was_modified_since(request.headers.get("If-Modified-Since"), written_at):
        with default_storage.open(name) as file:
            response = part_of(file.read(), request.headers.get("Range", ""))
        response.headers["Content-Type"] = TYPES[suffix].partition(";")[0]
    else:
        response = HttpResponseNotModified()
    response.headers["Last-Modified"] = http_date(written_at)
    response.headers["Cache-Control"] = "private, no-cache"
    # Compressed already; and a part of it is counted in the bytes of the file.
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    return response


def part_of(content: bytes, asked: str) -> HttpResponse:
    """Answer with the part that a `Range` header asks for, or with the whole."""
    whole, part = len(content), PART.fullmatch(asked)
    first, last = (part[1], part[2]) if part else ("", "")
    if not (first or last):
        response = HttpResponse(content)
    else:
        start = int(first) if first else max(0, whole - int(last))
        end = min(int(last), whole - 1) if first and last else whole - 1
        if start > end:
            response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            response.headers["Content-Range"] = f"bytes */{whole}"
        else:
            response = HttpResponse(content[start : end + 1], status=HTTPStatus.PARTIAL_CONTENT)
            response.headers["Content-Range"] = f"bytes {start}-{end}/{whole}"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def prepares(user, stem: str) -> bool:
    """Return whether this user may hear an unpublished recording: officers may, and
    members those of their records, or that they sent.
    """
    if user.is_staff:
        return True
    if not user.is_authenticated:
        return False
    return any(
        model.objects.seen_by(user).filter(audio=f"sounds/{stem}{WEBM}").exists()
        for model in every_sound_model()
    )


def is_shown(stem: str) -> bool:
    """Return whether a page may play the recording today. One statement a kind at
    most.
    """
    return any(
        model.objects.public().filter(audio=f"sounds/{stem}{WEBM}").exists()
        for model in every_sound_model()
    )
