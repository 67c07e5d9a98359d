"""Query strings of addresses, one for one meaning."""

from urllib.parse import urlencode


def query_of(known: dict) -> str:
    """A query string, "" for none, in one order however it was asked for."""
    said = {
        name: sorted(set(value)) if isinstance(value, list) else value
        for name, value in known.items()
        if value
    }
    return f"?{urlencode(sorted(said.items()), doseq=True)}" if said else ""
