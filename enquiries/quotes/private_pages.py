"""Pages behind a secret link: in no cache, no engine, no referrer."""

from functools import wraps

from django.utils.cache import add_never_cache_headers


def private_page(view):
    """A page whose address is its key. To be put above every other decorator.

    A browser that sends no referrer sends no origin with a form either, which Django's
    protection against forgery would refuse; there is nothing to forge: who knows the
    address may do all that the page does, and no cookie lets anyone do more.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined] # a function takes any
    return answer
