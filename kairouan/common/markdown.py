"""The long texts' small Markdown: paragraphs, titles, lists, strong words, links.

HTML typed by hand is shown as typed, never run.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

PARSER = MarkdownIt("zero", {"html": False}).enable(
    ["heading", "list", "emphasis", "link", "newline"]
)


# "IXe siècle" as it is typed: the ending of the ordinal, which stands higher.
CENTURY = re.compile(r"\b([IVX]+)(er|e)(?=\s+siècle)")


class Title(NamedTuple):
    """A title of the text, and the anchor that leads to it."""

    anchor: str
    words: str


def to_html(text: str) -> SafeString:
    """The text as HTML.

    A title begins at the second level: the page has its own first one. Each bears an
    anchor, its place among the titles. Links to scripts are not made.
    """
    tokens = PARSER.parse(text)
    titles = 0
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
        if token.type == "heading_open":
            titles += 1
            token.attrSet("id", anchor_of(titles))
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return mark_safe(CENTURY.sub(r"\1<sup>\2</sup>", html))


def titles_of(text: str) -> list[Title]:
    """The titles of the text, in its order, their words as typed, without marks."""
    tokens = PARSER.parse(text)
    typed = [
        "".join(child.content for child in inside.children or [])
        for opening, inside in pairwise(tokens)
        if opening.type == "heading_open"
    ]
    return [Title(anchor_of(place), words) for place, words in enumerate(typed, start=1)]


def anchor_of(place: int) -> str:
    return f"partie-{place}"
