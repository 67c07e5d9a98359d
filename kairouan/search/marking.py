"""Marks in a text the words that a search found in it, in the letters of the text."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from kairouan.common.bilingual import Text

from .folding import ON_LETTERS, fold
from .query import AS_TYPED, Needle

# A word as it is written: its letters, with the accents and vowels on them and the line
# that draws out an Arabic one.
WRITTEN = re.compile(rf"(?:[^\W_]|[{ON_LETTERS}])+")


class MarkedText(SafeString):
    """A text with its marks, as HTML: it keeps its language, as `Text` does."""

    lang: str
    dir: str
    is_fallback: bool

    def __new__(cls, html: str, text: Text):
        marked = super().__new__(cls, html)
        marked.lang, marked.dir, marked.is_fallback = text.lang, text.dir, text.is_fallback
        return marked


class Marks:
    """The words that count as finding what was asked: whole, by their beginning, or
    several together.
    """

    def __init__(self, needles: Iterable[Needle]):
        forms = {form for needle in needles for form in needle.forms}
        alone = [form for form in forms if len(form.words) == 1]
        self.whole = {form.words[0] for form in alone if not form.goes_on}
        self.beginnings = tuple(form.words[0] for form in alone if form.goes_on)
        self.together = [form for form in forms if len(form.words) > 1]

    def mark(self, text: Text) -> MarkedText:
        """The text, escaped, the words that were found between `<mark>` and
        `</mark>`.
        """
        places = [(match.span(), folded(match[0])) for match in WRITTEN.finditer(text)]
        whole, beginnings = self.found_among({word for _span, words in places for word in words})
        html, after = [], 0
        for (start, end), words in places:
            if any(word in whole or word.startswith(beginnings) for word in words):
                html += [escape(text[after:start]), format_html("<mark>{}</mark>", text[start:end])]
                after = end
        html.append(escape(text[after:]))
        return MarkedText(mark_safe("".join(html)), text)

    def are_in(self, text: str) -> bool:
        """Tell whether the text says one of the words."""
        said = {word for match in WRITTEN.finditer(text) for word in folded(match[0])}
        whole, beginnings = self.found_among(said)
        return any(word in whole or word.startswith(beginnings) for word in said)

    def found_among(self, said: set[str]) -> tuple[set[str], tuple[str, ...]]:
        """The words and the beginnings that count in a text that says these words;
        those of several together only when all are there.
        """
        whole, beginnings = set(self.whole), list(self.beginnings)
        for form in self.together:
            *first, last = form.words
            ends = any(word.startswith(last) for word in said) if form.goes_on else last in said
            if ends and said.issuperset(first):
                whole.update(first)
                if form.goes_on:
                    beginnings.append(last)
                else:
                    whole.add(last)
        return whole, tuple(beginnings)


def as_typed(needle: Needle) -> Needle:
    """The needle with the forms alone in which a reader knows their own word again:
    what was typed, and a word that begins so. Another name of the thing finds it, and
    is not what they look for on the page.
    """
    typed = [form for form in needle.forms if form.certainty == AS_TYPED]
    alone = tuple(form.words[0] for form in typed if len(form.words) == 1)
    begun = [
        form
        for form in needle.forms
        if len(form.words) == 1 and form.words[0].startswith(alone) and form not in typed
    ]
    return replace(needle, forms=(*typed, *begun))


@lru_cache(4096)
def folded(word: str) -> tuple[str, ...]:
    """The words that one written word is compared by: "40cm" is two."""
    return tuple(fold(word).split())
