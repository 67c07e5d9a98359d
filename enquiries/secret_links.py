"""Secret links: who has one opens one page, without an account.

The secret stands in the link alone. The database keeps a digest of it: who reads the
database opens nothing.
"""

import hashlib
import secrets

SIZE = 18  # bytes: 24 letters of a link, beyond any guessing


def new_secret() -> str:
    return secrets.token_urlsafe(SIZE)


def digest_of(secret: str) -> str:
    """The digest by which a page is found. Fast is enough: a secret is no password."""
    return hashlib.blake2s(secret.encode("utf-8", "replace"), digest_size=16).hexdigest()
