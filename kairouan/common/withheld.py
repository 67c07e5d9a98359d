"""Names that may not show: in a text that a public page reads, what the person is
stands in the place of their full name.

Which names is for the records of an upper floor to say, those that are `Withheld`;
`publication/edition.py` reads them as it reads the edition, and a bilingual text hides
them as it is read (`bilingual.as_read`), before any page, feed, agenda or workbook is
made of it. What a visitor typed is no such text: it stays.
"""

import re
import unicodedata
from collections.abc import Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from .languages import BY_CODE, CODES, other_languages
from .pasted import ARABIC

# on a letter or after it, written or left out: accents, vowels, tatweel, lone hamza
MARK = "[\u0300-\u036f\u0621\u0640\u064b-\u065f\u0670]"
ANY_MARK = re.compile(f"{MARK}+")
WORD = re.compile(rf"(?:[^\W_]|{MARK})+")
# between two of its words
WITHIN_A_NAME = re.compile(r"(?:[ \t\n\u00a0\u202f]|[-_.'’ʼ\u2010-\u2015])+")
# what Arabic writes at the head of the next word: and, so, by, for, as
JOINED = re.compile("[وفبلك]{0,2}")
# Words that make nobody's name by themselves: a family's name may begin with one, and
# families publish theirs.
PARTICLES = frozenset(
    {
        "ben",
        "bin",
        "ibn",
        "bou",
        "abou",
        "abu",
        "el",
        "al",
        "es",
        "er",
        "ech",
        "ould",
        "beni",
        "hadj",
        "haj",
        "hajj",
        "hej",
        "si",
        "sidi",
        "lalla",
        "بن",
        "ابن",
        "بو",
        "ابو",
        "ال",
        "ولد",
        "بني",
        "الحاج",
        "حاج",
        "سي",
        "سيدي",
        "لله",
        "للا",
    }
)
ELIDED = re.compile(r"\b((?:d|\w*qu)e )$", re.IGNORECASE)  # before "un": d’un, qu’un, lorsqu’un
SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…]\s|\n)[\s«]*$")
# the mark that names a person by the number of their record: [[#12]]
PERSON = re.compile(r"\[\[\s*#\s*(\d{1,18})\s*\]\]")
MOST_WORDS = 16  # of a name, and the fragments of words that a text may be cut into
MOST_TEXTS = 8192  # whose reading is remembered, of one edition


class OneForOne(dict):
    """For `str.translate`: each sign without accent, hamza or capital, one sign for
    each, so that places stay where they are.
    """

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        bare = "".join(
            part
            for part in unicodedata.normalize("NFKD", sign.lower())
            if not unicodedata.combining(part)
        )
        folded = bare.translate(ARABIC)
        self[code] = folded if len(folded) == 1 else sign
        return self[code]


FOLDED = OneForOne()


class Withheld(models.Model):
    """A kind of person whose name may not show."""

    class Meta:
        abstract = True

    @classmethod
    def names_as_json(cls) -> models.QuerySet:
        """One row: everyone's name, as `Names` takes it."""
        raise NotImplementedError


def withheld_models() -> list[type[Withheld]]:
    """List the kinds of persons whose name may not show, from the apps."""
    return [model for model in apps.get_models() if issubclass(model, Withheld)]


class JSONRows(models.Func):
    """Every row of a statement, in one value."""

    function = "JSONB_AGG"
    output_field = models.JSONField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def unnamed(is_woman: bool, code: str) -> str:
    """Name a person in that language by their trade alone."""
    with override(code):
        return gettext("une artisane") if is_woman else gettext("un artisan")


def words_of(text: str) -> list[tuple[int, int, str]]:
    """The words of a text: where each begins and ends, and its letters folded."""
    found = WORD.finditer(text.translate(FOLDED))
    words = ((word.start(), word.end(), ANY_MARK.sub("", word[0])) for word in found)
    return [word for word in words if word[2]]


def keys_of(spelling: str) -> list[str]:
    """The letters of a full name, without its spaces, the family's name after and
    before; none for a name of one word.

    Arabic writes its article or leaves it, and after "for" half of it (للحبيب).
    """
    words = [letters for _begin, _end, letters in words_of(spelling)]
    if sum(word not in PARTICLES for word in words) < 2:
        return []
    keys = ["".join(words), "".join([*words[1:], words[0]])]
    with_article = [key.removeprefix("ال") for key in keys if key.startswith("ال")]
    without = [key for key in keys if "\u0600" <= key[0] <= "\u06ff" and not key.startswith("ال")]
    return [
        *keys,
        *with_article,
        *(f"ل{key}" for key in with_article),
        *(f"ال{key}" for key in without),
    ]


class Names:
    """Everyone's full name, and which may not show.

    Each person is a dict: `number`; `shows`, whether the name may; `is_woman`;
    their name under the code of each language; `aliases` (one a line).
    """

    def __init__(self, persons: Sequence[dict] = ()):
        self.persons = {person["number"]: person for person in persons}
        self.withheld: dict[str, bool] = {}  # by letters, whether it is a woman's
        shown = set()
        for person in persons:
            spellings = [*(person[each] for each in CODES), *person["aliases"].splitlines()]
            for key in (key for spelling in spellings for key in keys_of(spelling)):
                if person["shows"]:
                    shown.add(key)
                else:
                    self.withheld[key] = bool(person["is_woman"])
        for key in shown:  # somebody of that name agrees: the text may be about them
            self.withheld.pop(key, None)
        self.heads = {key[:2] for key in self.withheld}
        self.longest = max(map(len, self.withheld), default=0)
        self.masked = lru_cache(MOST_TEXTS)(self.mask)

    def __bool__(self):
        return bool(self.withheld)

    def name_of(self, number: int, code: str) -> str:
        """The name of that person as a page in this language may say it; what they are
        when it may not.
        """
        person = self.persons.get(number, {"shows": False, "is_woman": False})
        if not person["shows"]:
            return unnamed(person["is_woman"], code)
        return next(filter(None, (person[each] for each in [code, *other_languages(code)])), "")

    def found_in(self, text: str) -> list[tuple[int, int, bool]]:
        """Find where the text says such a name: from, to, and whether it is a
        woman's.
        """
        found, words, after = [], words_of(text), 0
        for place, (start, _end, word) in enumerate(words):
            if start < after:
                continue
            for joined in joined_to(word):
                head = word[joined : joined + 2]
                if len(head) == 2 and head not in self.heads:
                    continue
                if match := self.name_from(text, words[place : place + MOST_WORDS], joined):
                    end, is_woman = match
                    found.append((start + joined, end, is_woman))
                    after = end
                    break
        return found

    def name_from(self, text: str, words: list, joined: int) -> tuple[int, bool] | None:
        """Find the end of the longest name that begins with these words."""
        letters, last, found = "", None, None
        for start, end, word in words:
            if last is not None and not WITHIN_A_NAME.fullmatch(text, last, start):
                break
            letters, last = letters + (word if letters else word[joined:]), end
            if len(letters) > self.longest:
                break
            if letters in self.withheld:
                found = (end, self.withheld[letters])
        return found

    def mask(self, text: str, code: str) -> str:
        """The text, in the language `code`, with the name of whom it marks, and what a
        person is in the place of a name that may not show.

        Away from pages nobody is known, and the text stays as it was typed.
        """
        said = text
        for start, end, instead, is_named in reversed(
            self.persons_in(text, code) if self.persons else []
        ):
            before = said[:start]
            if not is_named and SENTENCE_BEGINS.search(before):
                instead = capfirst(instead)
            elif not is_named and BY_CODE[code].has_elision and ELIDED.search(before):
                before = f"{before[:-2]}’"
            said = before + instead + said[end:]
        return said

    def persons_in(self, text: str, code: str) -> list[tuple[int, int, str, bool]]:
        """Whom the text names: from, to, what the page says there, and whether that is
        a name.
        """
        said = (
            [
                (start, end, unnamed(is_woman, code), False)
                for start, end, is_woman in self.found_in(text)
            ]
            if self.withheld
            else []
        )
        for mark in PERSON.finditer(text) if "[[" in text else ():
            number = int(mark[1])
            said.append(
                (
                    *mark.span(),
                    self.name_of(number, code),
                    self.persons.get(number, {}).get("shows", False),
                )
            )
        return sorted(said)

    def unknown_in(self, text: str) -> list[str]:
        """The numbers that a text marks and no record of a person has."""
        return [mark[1] for mark in PERSON.finditer(text) if int(mark[1]) not in self.persons]

    def are_asked_in(self, query: str) -> bool:
        """Tell whether the words of a search hold a name."""
        return bool(self.withheld and self.found_in(query))


def joined_to(word: str) -> range:
    """Count the first letters of a word that may be no part of it: none, one or
    two.
    """
    return range(1 + len(found[0] if (found := JOINED.match(word)) else ""))


NOBODY = Names()
names_in_hand: ContextVar[Names] = ContextVar("names_in_hand", default=NOBODY)


@contextmanager
def withholding(names: Names):
    """While what everyone reads is made, its texts hide these names."""
    token = names_in_hand.set(names)
    try:
        yield
    finally:
        names_in_hand.reset(token)
