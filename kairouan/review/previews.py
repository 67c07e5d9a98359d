"""A record's public page before it is public: made by the public view itself, in a
transaction that is taken back.
"""

from contextlib import nullcontext
from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from .changes import preview_with_proposal
from .moderation import Moderated


def preview(request, record: Moderated, page, back: str) -> HttpResponse:
    """Answer a POST with the page as it will be, under a bar that leads `back`.

    A GET goes back, to the button: what waits is written to be shown, and no reading
    writes. `page` is the public view, which keeps nothing of a preview and hides names
    that may not show as it will from visitors.
    """
    if request.method != "POST":
        return redirect(back)
    read = copy(request)  # a public page is only ever read
    read.method, read.back_from_preview = "GET", back
    holder = record.public_with
    try:
        with (
            nullcontext()
            if holder is None or holder.is_published
            else preview_with_proposal(holder),
            preview_with_proposal(record) as shown,
        ):
            response = page(read, slug=shown.slug)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(back)
    response.headers["Cache-Control"] = "private, no-store"
    return response
