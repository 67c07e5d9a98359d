"""The translation catalogues: brought up to date with the sources, and checked as
their readers would.
"""

import re
import shutil
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command

from ..languages import BASE_LANGUAGE, BY_CODE, CODES
from .placeholders import plural_of, wrong_placeholders
from .wording import broken_habits

# The same word in every language, a sign, or a name.
SAME_ALLOWED = {"", "{}", "%(number)s %%", "WhatsApp", "Facebook", "Instagram"}
IGNORED = [".venv*", "var*", "*/tests/*", "conftest.py", ".cache*"]


def path_of(code: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po"


def library_paths(code: str) -> list[Path]:
    """The catalogues that say in our words what the libraries say on our pages: by
    hand, no extraction fills them.
    """
    return sorted((Path(settings.LOCALE_PATHS[1]) / code / "LC_MESSAGES").glob("*.po"))


def compile():
    """Write the .mo files beside the .po files. Needs no gettext."""
    for folder in settings.LOCALE_PATHS:
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def update():
    """Extract the strings into every catalogue.

    Needs GNU gettext. The base language keeps only what has a plural or an entry
    of its own.
    """
    call_command(
        "makemessages",
        locale=[*CODES],
        ignore_patterns=IGNORED,
        add_location="file",
        no_obsolete=True,
        no_wrap=True,
        verbosity=0,
    )
    for code in CODES:
        catalogue = polib.pofile(str(path_of(code)), wrapwidth=0)
        # a date that changes with each extraction is a false change
        catalogue.metadata.pop("POT-Creation-Date", None)
        catalogue.header = ""
        forget_guesses(catalogue)
        if code == BASE_LANGUAGE.code:
            for entry in [entry for entry in catalogue if not entry.msgid_plural]:
                catalogue.remove(entry)
            for entry in catalogue:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        catalogue.save()


def forget_guesses(catalogue):
    """Empty what gettext guessed from a string that looks alike: worse than nothing,
    since nobody would look at it again.
    """
    for entry in catalogue:
        if entry.fuzzy:
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None


def has_gettext() -> bool:
    return shutil.which("xgettext") is not None


def problems(code: str) -> list[str]:
    """List what is wrong with a language's catalogues, a line each."""
    own = [f"{code}: {line}" for line in faults(path_of(code), code)]
    return own + [
        f"{code}, {path.stem} of the libraries: {line}"
        for path in library_paths(code)
        for line in faults(path, code, is_own=False)
    ]


def faults(path: Path, code: str, is_own: bool = True) -> list[str]:
    """List what is wrong with one catalogue.

    In our own, a plural counts by a name; the libraries' entries are as their code has
    them.
    """
    catalogue = polib.pofile(str(path))
    plural = plural_of(catalogue)
    found = []
    for entry in catalogue:
        name = f"{entry.msgid[:70]!r}"
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        forms = BY_CODE[code].plural_forms
        if entry.fuzzy:
            found.append(f"{name}: fuzzy")
        if entry.msgid_plural and len(texts) != forms:
            found.append(f"{name}: {len(texts)} plural forms of {forms}")
        if not all(texts):
            found.append(f"{name}: empty")
        if (
            code != BASE_LANGUAGE.code
            and entry.msgid in texts
            and entry.msgid not in SAME_ALLOWED
            and re.search(r"[a-zà-ÿ]{2}", entry.msgid.lower())
        ):
            found.append(f"{name}: not translated")
        found.extend(
            f"{name}: {complaint}"
            for complaint in wrong_placeholders(entry, plural, must_name=is_own)
        )
        found.extend(f"{name}: {line}" for text in texts for line in broken_habits(text, code))
        if is_own:
            found.extend(
                f"{name}: {line}" for line in broken_habits(entry.msgid, BASE_LANGUAGE.code)
            )
    return found


def stale() -> list[str]:
    """The strings of the sources that a catalogue lacks, or has in excess.

    Leaves the files as they were.
    """
    before = {code: path_of(code).read_text(encoding="utf-8") for code in CODES}
    try:
        update()
        after = {code: path_of(code).read_text(encoding="utf-8") for code in CODES}
    finally:
        for code, text in before.items():
            path_of(code).write_text(text, encoding="utf-8")
    return [
        f"{code}: not current with the sources (make messages)"
        for code in before
        if keys(before[code]) != keys(after[code])
    ]


def keys(text: str) -> set:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(text)}
