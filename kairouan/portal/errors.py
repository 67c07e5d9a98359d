"""The pages a reader meets when something is wrong, in the reader's language.

None of them asks the database anything.
"""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseServerError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import loader
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

TOKEN = "csrfmiddlewaretoken"
SECRETS = {"code", "credential"}  # what is never written in a page, beside passwords

# full, over its quota, written no more, broken; no file to be opened
FAILURES_OF_A_DISK = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
}
A_MINUTE = 60  # seconds


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def token_out_of_date(request, reason=""):
    """A form whose token no longer serves: what was typed, ready to be sent again with
    a fresh one. Files and secrets are not among it.

    Only what came from a page of ours: another site would have its own words sent by
    one touch of the reader.
    """
    if not came_from_here(request):
        return forbidden(request, None)
    response = render(request, "403_token.html", typed_again(request), status=403)
    add_never_cache_headers(response)
    return response


def typed_again(request) -> dict:
    """What `components/sent_again.html` takes of a form that was sent."""
    sent = [
        (name, value) for name, values in request.POST.lists() for value in values if name != TOKEN
    ]
    typed = [(name, value) for name, value in sent if not is_secret(name)]
    left_out = bool(request.FILES) or len(typed) < len(sent)
    return {"typed": typed, "left_out": left_out, "address": request.get_full_path()}


def is_secret(name: str) -> bool:
    return name in SECRETS or "password" in name


def came_from_here(request) -> bool:
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    return url_has_allowed_host_and_scheme(
        sender, {request.get_host()}, require_https=request.is_secure()
    )


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without context processors: whatever failed may be among them."""
    if is_outage(sys.exc_info()[1]):
        return unavailable(request)
    return HttpResponseServerError(loader.render_to_string("500.html"))


def is_outage(error: BaseException | None) -> bool:
    """Tell whether what failed is what the portal stands on, and not the portal: the
    database, the disk or the bucket.
    """
    return isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, OSError) and error.errno in FAILURES_OF_A_DISK
    )


def unavailable(request) -> HttpResponse:
    """Ask the reader to come back in a minute, with what was typed, if anything, ready
    to be sent again.
    """
    context = {"is_sent": request.method == "POST" and came_from_here(request)}
    if context["is_sent"]:
        context |= typed_again(request) | {"csrf_token": get_token(request)}
    response = HttpResponse(loader.render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = str(A_MINUTE)
    add_never_cache_headers(response)
    return response
