"""A stored file as an answer: from the disk or from a bucket, whole, or the part that
is asked for (`Range`). Safari plays nothing from a server that cannot give a part.
"""

import re
from http import HTTPStatus
from mimetypes import guess_type

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

# One part, from a place or of so many bytes at the end; several at once are answered by
# the whole, which is allowed.
PART = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@require_safe
def serve_stored_file(request, name: str) -> HttpResponseBase:
    """Serve a file that everyone may see."""
    return answer_stored_file(request, name)


def answer_stored_file(request, name: str) -> HttpResponseBase:
    """Answer with the file of this name of the default storage, with its date; 304 to
    who has it. Raises Http404 where there is none.

    Whoever calls has asked whether the reader may see it, and says how long it may be
    kept. The file is sent as it is: pictures and sounds are compressed already, and a
    part is counted in the bytes of the file.
    """
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    try:
        written_at = int(default_storage.get_modified_time(name).timestamp())
        if was_modified_since(request.headers.get("If-Modified-Since"), written_at):
            response = whole_or_part(name, request.headers.get("Range", ""))
        else:
            response = HttpResponseNotModified()
    except FileNotFoundError as error:
        raise Http404 from error
    response.headers["Last-Modified"] = http_date(written_at)
    return response


def whole_or_part(name: str, asked: str) -> HttpResponseBase:
    """Answer with the part that a `Range` header asks for, or with the whole."""
    file = default_storage.open(name)
    kind = guess_type(name)[0] or "application/octet-stream"
    part = PART.fullmatch(asked)
    first, last = (part[1], part[2]) if part else ("", "")
    if not (first or last):
        response: HttpResponseBase = FileResponse(file, content_type=kind)
        response.headers["Content-Length"] = str(file.size)
    else:
        with file:
            response = part_of(file, int(first) if first else None, int(last) if last else None)
        response.headers["Content-Type"] = kind
    response.headers["Accept-Ranges"] = "bytes"
    return response


def part_of(file, first: int | None, last: int | None) -> HttpResponse:
    """Answer with the bytes from `first` to `last`; without `first`, with the `last`
    ones of the file.
    """
    whole = file.size
    start = first if first is not None else max(0, whole - (last or 0))
    end = min(last, whole - 1) if first is not None and last is not None else whole - 1
    if start > end:
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response.headers["Content-Range"] = f"bytes */{whole}"
        return response
    file.seek(start)
    response = HttpResponse(file.read(end - start + 1), status=HTTPStatus.PARTIAL_CONTENT)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{whole}"
    return response
