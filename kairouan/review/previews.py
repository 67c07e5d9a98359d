"""A record's public page before it is public: made by the public view itself, in a
transaction that is taken back.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from .changes import as_it_will_be
from .moderation import Moderated


def preview(request, record: Moderated, page, back: str) -> HttpResponse:
    """Show the page as it will be, under a bar that leads `back`.

    `page` is the public view, which keeps nothing of a preview and hides names that may
    not show as it will from visitors.
    """
    request.back_from_preview = back
    try:
        with as_it_will_be(record) as shown:
            response = page(request, slug=shown.slug)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(back)
    response.headers["Cache-Control"] = "private, no-store"
    return response
