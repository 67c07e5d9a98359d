"""Release that is running. It is part of every cache key and ETag: pages of another
release are not served.
"""

import hashlib
from functools import cache

from django.conf import settings

FOLDERS = (
    "kairouan",
    "artisans",
    "workshops",
    "products",
    "enquiries",
    "programme",
    "templates",
    "locale",
    "static",
)
SUFFIXES = {".py", ".html", ".js", ".css", ".svg", ".po", ".woff2", ".jpg"}


@cache
def release() -> str:
    """Twelve hexadecimal digits that change when the code, a template, a catalogue or a
    static file does.

    Worked out as the server starts (`wsgi.py`): later, the files may be those of a
    release that is not running yet.
    """
    seen = hashlib.blake2s(digest_size=6)
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in SUFFIXES and "media" not in path.parts:
                seen.update(path.read_bytes())
    return seen.hexdigest()
