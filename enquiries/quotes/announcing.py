"""What workshops are told of a request."""

from .models import Part


def announce_parts(links: dict[Part, str]):
    """Tell each workshop that a part waits for it, with the secret of its link.

    A place that is kept: it tells nobody yet.
    """
