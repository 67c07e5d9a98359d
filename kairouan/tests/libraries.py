"""The texts of the libraries that our pages show, read from the catalogues they
bring.
"""

from pathlib import Path

import allauth
import django
import polib
import reversion

DJANGO = Path(django.__file__).parent
FOLDERS = {
    "django": DJANGO / "conf",
    "django.contrib.admin": DJANGO / "contrib/admin",
    "django.contrib.auth": DJANGO / "contrib/auth",
    "django.contrib.contenttypes": DJANGO / "contrib/contenttypes",
    "django.contrib.sessions": DJANGO / "contrib/sessions",
    "allauth": Path(allauth.__file__).parent,
    "reversion": Path(reversion.__file__).parent,
}
# A library that brings no English catalogue is known by those of its other languages.
READ = ("en", "fr", "de", "ar")


def entries(library: str, domain: str = "django", languages=READ) -> dict[tuple, polib.POEntry]:
    """By context and text; each of the first language that has it."""
    found = {}
    for language in languages:
        path = FOLDERS[library] / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            for entry in polib.pofile(str(path)):
                if not entry.obsolete:
                    found.setdefault((entry.msgctxt, entry.msgid), entry)
    return found


def library_texts(language: str) -> set[str]:
    """Read the texts as the sources have them, in English, or as French says them."""
    if language == "en":
        return {text for library in FOLDERS for _context, text in entries(library)}
    return {
        entry.msgstr
        for library in FOLDERS
        for entry in entries(library, languages=[language]).values()
        if entry.msgstr
    }
