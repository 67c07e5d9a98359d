"""The long texts' small Markdown: paragraphs, titles, lists, strong words, links.

HTML typed by hand is shown as typed, never run.
"""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

PARSER = MarkdownIt("zero", {"html": False}).enable(
    ["heading", "list", "emphasis", "link", "newline"]
)


def to_html(text: str) -> SafeString:
    """The text as HTML.

    A title begins at the second level: the page has its own first one. Links to scripts
    are not made.
    """
    tokens = PARSER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    return mark_safe(PARSER.renderer.render(tokens, PARSER.options, {}))
