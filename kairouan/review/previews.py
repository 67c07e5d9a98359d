"""A record's public page before it is public: made by the public view itself, in a
transaction that is taken back.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kairouan.common.withheld import withholding
from kairouan.publication.edition import read_edition

from .changes import as_it_will_be
from .moderation import Moderated

HEADER = b'<header class="site-head">'  # the bar stands above it, below the link that skips both


def preview(request, record: Moderated, page, back: str) -> HttpResponse:
    """The page as it will be, under a bar that leads `back`. `page` is the public view:
    it is asked past what is kept of published pages.

    Names that may not show are hidden as they will be from visitors.
    """
    try:
        with as_it_will_be(record) as shown, withholding(read_edition()[2]):
            response = page.__wrapped__(request, slug=shown.slug)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(back)
    bar = render(request, "space/_preview_bar.html", {"back": back}).content
    response.content = response.content.replace(HEADER, bar + HEADER, 1)
    response.headers["Cache-Control"] = "private, no-store"
    return response
