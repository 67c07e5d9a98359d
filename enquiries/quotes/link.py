"""The private link of a part: whoever holds it answers for the workshop, without a
password, and sees this part alone.

Reading the page changes nothing: messengers and filters of mail open a link before its
reader does.
"""

from functools import wraps

from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST

from enquiries.private_pages import private_page
from kairouan.common.submissions import sent_once

from .answering import answer_page, buyer_photo, note_seen
from .steps import part_of_link


def by_link(view):
    """A view of the part that a secret opens. The secret is in the address and in no
    session: there is nothing to forge.
    """

    @private_page
    @wraps(view)
    def opened(request, secret):
        part = part_of_link(secret)
        if part is None:
            raise Http404
        return view(request, part)

    return opened


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
def link_part(request, part):
    return answer_page(request, part, "quotes/link.html", without_session=True)


@by_link
@require_POST
def link_seen(request, part):
    return note_seen(part)


@by_link
@require_http_methods(["GET", "HEAD"])
def link_photo(request, part):
    return buyer_photo(part.request)
