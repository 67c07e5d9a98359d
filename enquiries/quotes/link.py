"""The private link of a part: whoever holds it answers for the workshop, without a
password, and sees this part alone.

Reading the page changes nothing: messengers and filters of mail open a link before its
reader does.
"""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kairouan.common.submissions import sent_once

from .answering import answer_page, buyer_photo, note_seen
from .steps import part_of_link


def by_link(view):
    """A view of the part that a secret opens, kept by no cache and found by no engine.

    A link that is unknown, revoked or ended says one thing. The secret is in the
    address and in no session: there is nothing to forge.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def opened(request, secret):
        part = part_of_link(secret)
        if part is None:
            response = render(request, "quotes/link_gone.html", status=404)
        else:
            response = view(request, part)
        # the address is the key: nobody is told it
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
@sent_once()
def link_part(request, part):
    return answer_page(request, part, "quotes/link.html", without_session=True)


@require_POST
@by_link
def link_seen(request, part):
    return note_seen(part)


@require_http_methods(["GET", "HEAD"])
@by_link
def link_photo(request, part):
    try:
        return buyer_photo(part.request)
    except Http404:
        return render(request, "quotes/link_gone.html", status=404)
