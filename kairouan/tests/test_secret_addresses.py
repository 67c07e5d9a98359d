"""Addresses that are keys: each is hidden in the logs, whichever app it is of."""

from django.urls import URLResolver, get_resolver, reverse

from kairouan.common.logs import HIDDEN, without_secrets

SECRET = "k3-Vq_9xTZ0aB7cD8eF1gH2i"
NAMES = ("secret", "token")  # of a parameter that opens a page to whoever knows it


def keys_of(resolver=None, prefix: str = "") -> list[tuple[str, str]]:
    """The name of every route that has such a parameter, with the parameter's."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += keys_of(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            found += [(f"{prefix}{entry.name}", name) for name in entry.pattern.converters]
    return [(route, name) for route, name in found if name in NAMES]


def test_no_secret_of_an_address_reaches_a_log():
    keys = keys_of()
    assert {"quotes:follow", "quotes:sent", "quote_links:part", "quote_links:photo"} <= {
        route for route, _name in keys
    }
    for route, name in keys:
        address = reverse(route, kwargs={name: SECRET})
        assert without_secrets(address) == address.replace(SECRET, HIDDEN), route
