"""Holding unwanted messages back by our own means: no foreign captcha, no cookie,
nothing asked of the reader.

What looks wanted by nobody is kept aside for the officers, never dropped: a machine
that is wrong loses no one's letter. There is room aside for a number of letters; beyond
it the sender is told that theirs has not left, and keeps what they wrote.
"""

import hashlib
import re
import time
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core import signing

from kairouan.common.calendar import today_in_tunis

from .models import Message

SALT = "enquiries.form"
FASTEST = 3  # seconds: nobody fills the form in less
OLDEST = 60 * 60 * 24  # seconds: a page left open for a day is asked to be sent once more
MOST_LINKS = 2  # addresses in one text
MOST_PER_HOUR = 5  # messages of one sender: above it, what comes is kept aside
MOST_OF_ALL = 60  # letters an hour, of everybody: above it, what comes is kept aside
MOST_HELD_OF_ONE = 20  # letters of one sender kept aside in a day
MOST_HELD = 1000  # letters kept aside that the officers have not sorted yet, of everybody
LINK = re.compile(r"https?://|(?<!//)www\.|\[url", re.IGNORECASE)


class Token:
    """Says when the page was asked for, signed so that nobody can say otherwise."""

    @staticmethod
    def new(seconds_ago: int = 0) -> str:
        return signing.dumps(int(time.time()) - seconds_ago, salt=SALT)

    @staticmethod
    def age(token: str) -> float | None:
        """Seconds since the page was asked for; None for a token that is not ours or is
        older than a day.
        """
        try:
            age = time.time() - signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return None
        return age if age <= OLDEST else None


def sender_of(request) -> str:
    """A digest of where the request comes from, different each day, forgotten the next
    (`purge_messages`): it tells senders apart, no more.
    """
    address = request.META.get("REMOTE_ADDR", "")
    # behind our own proxy, which adds the address it saw at the end
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    day = f"{today_in_tunis()}{settings.SECRET_KEY}{subscriber(address)}"
    return hashlib.blake2s(day.encode(), digest_size=16).hexdigest()


def subscriber(address: str) -> str:
    """The address, or for IPv6 the network of it that one subscriber has.

    Some proxies write the port behind an IPv4.
    """
    try:
        known = ip_address(address if address.count(":") != 1 else address.partition(":")[0])
    except ValueError:
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(known) if known.version == 4 else str(ip_network((known, 64), strict=False))


def many_write(sender: str, kind=Message) -> bool:
    """Tell whether this sender, or everybody, has written so much this hour that what
    comes next is kept aside.

    A sender is an address, which a school or a mobile operator shares among many:
    nobody is refused for it.
    """
    recent = kind.objects.recent()
    return recent.filter(sender=sender).count() >= MOST_PER_HOUR or recent.count() >= MOST_OF_ALL


def is_full_aside(sender: str, kind=Message) -> bool:
    """Tell whether no more letters are kept aside: of this sender today (its digest
    lasts no longer), or of everybody until officers have sorted some.
    """
    held = kind.objects.filter(state=kind.HELD)
    return held.filter(sender=sender).count() >= MOST_HELD_OF_ONE or held.count() >= MOST_HELD


def looks_unwanted(trap: str, age: float, text: str) -> bool:
    """A filled trap, a form sent faster than one reads it, or a text made of links."""
    return bool(trap) or age < FASTEST or len(LINK.findall(text)) > MOST_LINKS
