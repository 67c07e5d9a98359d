"""The languages of the portal: which there are, and how each is written.

No other module names a language or its columns: they ask here. `docs/LANGUAGES.md` says
how to add one. Read by the settings: imports no model.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Language:
    """A language that pages are read in, and its facts."""

    code: str
    name: str  # in itself
    label: Promise  # in the reader's language
    label_within: Promise  # of a text that is asked for in it
    direction: str
    locale: str  # as social networks want it
    alphabet: tuple[str, str]  # from which letter to which
    plural_forms: int  # of its catalogue
    fonts: tuple[str, ...]  # that every page asks for at once
    logo: str  # its drawing in static/img/logos.svg
    logo_box: str  # its size: the drawing itself begins at nought, whatever its own box
    untranslated: Promise  # the note above a text that stands in for a translation
    in_its_letters: Promise  # of words that somebody typed: no more is known of them
    first_of_month: str = "1"
    has_elision: bool = False  # "de" loses its vowel before another

    def column(self, name: str) -> str:
        """Name the column that holds a text in this language."""
        return f"{name}_{self.code}"

    def has_letter(self, letter: str) -> bool:
        first, last = self.alphabet
        return first <= letter <= last


FRENCH = Language(
    code="fr",
    name="Français",
    label=_("français"),
    label_within=_("En français"),
    direction="ltr",
    locale="fr_TN",
    alphabet=("A", "\u024f"),
    plural_forms=2,
    fonts=(
        "fonts/texte-fr-400.woff2",
        "fonts/titre-fr-500.woff2",
        "fonts/texte-fr-600.woff2",
    ),
    logo="logo-fr",
    logo_box="0 0 650.2 90",
    untranslated=_("Texte en français, traduction à venir."),
    in_its_letters=_("écrit en lettres latines"),
    first_of_month="1er",
    has_elision=True,
)
ARABIC = Language(
    code="ar",
    name="العربية",
    label=_("arabe"),
    label_within=_("En arabe"),
    direction="rtl",
    locale="ar_TN",
    alphabet=("\u0600", "\u08ff"),
    plural_forms=6,
    fonts=(
        "fonts/texte-ar-400.woff2",
        "fonts/titre-ar-500.woff2",
        "fonts/texte-ar-600.woff2",
    ),
    logo="logo-ar",
    logo_box="0 0 407.2 90",
    untranslated=_("Texte en arabe, traduction à venir."),
    in_its_letters=_("écrit en arabe"),
)

# In the order of columns, of the desk, and of what stands in for a missing translation.
LANGUAGES = (FRENCH, ARABIC)
# Interface strings are written in it, addresses made of it, lists of the desk sorted by
# it.
BASE_LANGUAGE = FRENCH
# Taken for whoever states none; members are asked for it first.
DEFAULT_LANGUAGE = ARABIC

CODES = tuple(language.code for language in LANGUAGES)
BY_CODE = {language.code: language for language in LANGUAGES}
DEFAULT_FIRST = (
    DEFAULT_LANGUAGE,
    *(language for language in LANGUAGES if language != DEFAULT_LANGUAGE),
)


def choices(languages=LANGUAGES) -> list[tuple[str, Promise]]:
    """List the languages as the choices of a field."""
    return [(language.code, language.label) for language in languages]


def other_languages(code: str) -> list[str]:
    """List the codes of all the others, in the order in which they stand in for it."""
    return [other for other in CODES if other != code]


def columns(*names: str, order=LANGUAGES) -> list[str]:
    """Name the columns of bilingual texts: `columns("name")` is name_fr, name_ar.

    A path may lead there: `columns("workshop__name")`.
    """
    return [language.column(name) for name in names for language in order]


def typed_columns(*names: str) -> list[str]:
    """Name the columns as a member is asked for them: the default language first."""
    return columns(*names, order=DEFAULT_FIRST)


def base_column(name: str) -> str:
    """Name the one column that addresses are made of, and that lists are sorted by."""
    return BASE_LANGUAGE.column(name)


def default_column(name: str) -> str:
    """Name the column that a member is asked for first."""
    return DEFAULT_LANGUAGE.column(name)


def language_of_letters(text: str) -> str:
    """Give the code of the language of most letters of a short text.

    Letters tell an alphabet alone: of two languages of one alphabet, the first. A tie
    goes to another alphabet than the base language's.
    """
    letters = [letter for letter in text if letter.isalpha()]
    for language in LANGUAGES if letters else ():
        is_most = 2 * sum(map(language.has_letter, letters)) >= len(letters)
        if is_most and language.alphabet != BASE_LANGUAGE.alphabet:
            return language.code
    return BASE_LANGUAGE.code
