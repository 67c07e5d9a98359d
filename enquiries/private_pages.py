"""Pages behind a secret link: in no cache, no engine, no referrer."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

LONGEST_WORDS = 2000  # of what was typed on a page that is gone


def private_page(view):
    """A page whose address is its key. To be put above every other decorator.

    A browser that sends no referrer sends no origin with a form either, which Django's
    protection against forgery would refuse; there is nothing to forge: who knows the
    address may do all that the page does, and no cookie lets anyone do more. An address
    that is unknown, revoked or ended says one thing, under the same headers.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = gone(request)
        add_never_cache_headers(response)
        # the address is the key: nobody is told it
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined] # a function takes any
    return answer


def gone(request):
    """The page of a link that opens nothing, with the words that were typed on it."""
    words = [
        text.strip()[:LONGEST_WORDS]
        for name, texts in request.POST.lists()
        if name == "text" or name.endswith("-words")
        for text in texts
    ]
    context = {
        "words": [text for text in words if text],
        "is_of_workshop": request.resolver_match.namespace == "quote_links",
    }
    return render(request, "enquiries/link_gone.html", context, status=404)
