"""What Arabic and derja join to a word: article, preposition, conjunction before it,
the owner after it.

With the article (هالطنجرة) they come off when three letters remain; a bare letter
(لكسكاس) only when the whole is no known word and the rest is one: braad is not b +
raad.
"""

import re
from collections.abc import Iterator

from .spelling import is_arabic

WITH_ARTICLE = re.compile(
    r"^[وف]?(?:ه|ع|م|و|ف|ب|ك|ل|ش)?ال(?=\w{2})|^[وف]?[هعمفبك]?لل(?=\w{2})|^أل(?=\w{2})"
)
OWNERS = ("كم", "هم", "نا", "ها", "ين", "تي", "تك", "تو", "ته", "تنا", "تها", "ي", "ك", "و")
LATIN = re.compile(
    r"^(?:w|ou)?(?:hal|3al|lel|bel|fel|fil|bil|mel|lil|el|al|il|l|b|f)(?=[^aeiou]\w{2})"
)
ASSIMILATED = re.compile(r"^(?:ha|3a|be|fe|me)?[eia]?(ch|[tdrzsnj79])(?=\1)")
JOINED = re.compile(r"^(?:es|et|ech|en|er|ed|ez)(?=[^aeiou]\w{2})")


def without_joined(word: str) -> Iterator[tuple[str, bool]]:
    """What may remain of a folded word, the likeliest first; with whether it may come
    off freely (the article was there), or only when the rest is a known word.
    """
    if is_arabic(word):
        if found := WITH_ARTICLE.match(word):
            rest = word[found.end() :]
            yield rest, len(rest) >= 3 and not word.startswith("أل")
        bare = word
        for _times in range(2):
            if len(bare) <= 3:
                break
            if bare[0] in "لبكفوهعم":
                bare = bare[1:]
                yield bare, False
            else:
                break
        yield from ((rest, False) for rest in without_owner(word))
        return
    for pattern in (ASSIMILATED, LATIN, JOINED):
        if (found := pattern.match(word)) and len(word) - found.end() >= 3:
            yield word[found.end() :], False


def without_owner(word: str) -> Iterator[str]:
    """The word without « my », « your », « her »: طنجرتي is طنجرة and ي."""
    for ending in OWNERS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3:
            yield rest + "ه" if ending.startswith("ت") else rest
            if not ending.startswith("ت") and rest.endswith("ت"):
                yield rest[:-1] + "ه"


def restored(typed: str, word: str) -> Iterator[str]:
    """What folding may have taken for an article: الوان typed for ألوان, لليان which is
    ليان.
    """
    if typed.startswith("ال"):
        yield f"أل{word}"
    elif typed.startswith("لل"):
        yield f"ل{word}"
