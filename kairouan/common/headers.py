"""Response headers that Django does not set by itself.

Each is the same on every page, and written once.
"""

from functools import wraps

from csp.constants import HEADER, SELF
from csp.utils import build_policy
from django.conf import settings

FILES = "frame-ancestors 'none'"  # the policy of a picture or a recording


class PoliciesMiddleware:
    """Say what a page of the portal may load, and what it never asks a browser for.

    django-csp's own middleware writes the content policy anew for every answer, which
    took a sixth of a kept page. A view under its `csp_exempt` says only that its file
    is shown in no page of others; the error pages of an engineer, which Django styles
    inside the page, say nothing.
    """

    PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response
        self.content = build_policy()

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.PERMISSIONS)
        is_debug_page = settings.DEBUG and response.status_code in (404, 500)
        if not is_debug_page:
            is_file = getattr(response, "_csp_exempt", False)
            response.headers.setdefault(HEADER, FILES if is_file else self.content)
        return response


def say_file_policy(headers, path, url):
    """Add to the answers of static files, which WhiteNoise gives above that
    middleware.
    """
    headers[HEADER] = FILES


def uses_microphone(view):
    """For the page of a form that records: it may ask for the microphone, and play what
    it has recorded before that is sent. No other page may.
    """
    permissions = PoliciesMiddleware.PERMISSIONS.replace("microphone=()", "microphone=(self)")

    @wraps(view)
    def allowed(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Permissions-Policy"] = permissions
        response.headers[HEADER] = build_policy(update={"media-src": [SELF, "blob:"]})
        return response

    return allowed
