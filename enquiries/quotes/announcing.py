"""What the two sides of a request are told.

Places that are kept: nothing leaves yet.
"""

from django.conf import settings
from django.utils.translation import get_language

from .models import Part


def announce_parts(links: dict[Part, str]):
    """Tell each workshop that a part waits for it, with the secret of its link."""


def tell_buyer(part: Part):
    """Tell a buyer who left an e-mail that there is an answer."""


def link_address(secret: str) -> str:
    """The whole address of a part's private link, in the language in force."""
    scheme = "http" if settings.PLAIN_HTTP else "https"
    host = settings.ALLOWED_HOSTS[0].removeprefix(".")
    return f"{scheme}://{host}/{get_language()}/reponse/{secret}/"
