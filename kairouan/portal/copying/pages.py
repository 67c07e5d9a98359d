"""Rewrite a page of the site as a page of its copy: links lead to files, and what only
a server can answer is left out.
"""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from html.parser import HTMLParser

LINKS = {"href", "src", "poster", "action"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "use", "wbr"}
ASKED_OF_A_SERVER = {"data-suggest", "data-suggest-script", "data-refine"}
STYLE_LINK = re.compile(r"url\((['\"]?)([^'\")]+)\1\)")


def links_of(page: str) -> set[str]:
    """Collect every link of a page, as it is written."""
    found: set[str] = set()

    def collect(link: str) -> str:
        found.add(link)
        return link

    PageOfCopy(page, collect)
    return found


class PageOfCopy(HTMLParser):
    """A page of the copy, in `text`: `lead` is given each link and says what stands in
    its place; `begin` goes at the head of the body, `end` after its main part, and at
    its foot what `draw` gives of the symbols that the page uses: opened from a disk, it
    may read no other file's.

    Forms go, but a search: the search of the copy takes it. So do the panels of a list,
    and what is said to search engines of a site that is there no more.
    """

    def __init__(
        self,
        page: str,
        lead: Callable[[str], str],
        begin: str = "",
        end: str = "",
        draw: Callable[[Iterable[str]], str] | None = None,
    ):
        super().__init__(convert_charrefs=False)
        self.lead, self.begin, self.end, self.draw = lead, begin, end, draw
        self.symbols: dict[str, str] = {}  # the link of each, by its name
        self.parts: list[str] = []
        self.left_out: list[str] = []  # the elements open within one that is left out
        self.opened_forms: list[str] = []  # "form", or the "div" that stands for one
        self.feed(page)
        self.close()
        self.text = "".join(self.parts)

    def write(self, text: str):
        if not self.left_out:
            self.parts.append(text)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if self.left_out or is_left_out(tag, facts):
            if tag not in VOID:
                self.left_out.append(tag)
            return
        if tag == "form":
            self.opened_forms.append("form" if facts.get("role") == "search" else "div")
            tag = self.opened_forms[-1]
            if tag == "div":
                attrs = []
        if tag == "use" and self.draw:
            attrs = [self.drawn_here(*each) for each in attrs]
        self.write(f"<{tag}{''.join(self.attributes(attrs))}>")
        if tag == "body":
            self.write(self.begin)

    def handle_startendtag(self, tag, attrs):
        if self.left_out or is_left_out(tag, dict(attrs)):
            return
        if tag == "use" and self.draw:
            attrs = [self.drawn_here(*each) for each in attrs]
        self.write(f"<{tag}{''.join(self.attributes(attrs))} />")

    def drawn_here(self, name: str, value: str | None) -> tuple[str, str | None]:
        """Have a symbol of another file drawn in the page."""
        file, _, symbol = (value or "").partition("#")
        if name != "href" or not file:
            return name, value
        self.symbols[symbol] = value or ""
        return name, f"#{symbol}"

    def attributes(self, attrs) -> Iterable[str]:
        for name, value in attrs:
            if name in ASKED_OF_A_SERVER:
                continue
            if value is None:
                yield f" {name}"
            elif name == "srcset":
                yield f' {name}="{escape(self.each_source(value))}"'
            elif name in LINKS:
                yield f' {name}="{escape(self.lead(value))}"'
            else:
                yield f' {name}="{escape(value)}"'

    def each_source(self, written: str) -> str:
        sources = [source.split(maxsplit=1) for source in written.split(",")]
        return ", ".join(" ".join([self.lead(link), *width]) for link, *width in sources)

    def handle_endtag(self, tag):
        if self.left_out:
            if tag == self.left_out[-1]:
                self.left_out.pop()
            return
        if tag == "form":
            tag = self.opened_forms.pop()
        if tag == "main":
            self.write(self.end)
        if tag == "body" and self.draw and self.symbols:
            self.write(self.draw(self.symbols.values()))
        self.write(f"</{tag}>")

    def handle_data(self, data):
        self.write(data)

    def handle_entityref(self, name):
        self.write(f"&{name};")

    def handle_charref(self, name):
        self.write(f"&#{name};")

    def handle_decl(self, decl):
        self.write(f"<!{decl}>")


def is_left_out(tag: str, facts: dict) -> bool:
    classes = (facts.get("class") or "").split()
    match tag:
        case "form":
            return facts.get("method", "").lower() == "post"
        case "meta":
            return (facts.get("property") or facts.get("name") or "").startswith(("og:", "twitter"))
        case "link":
            return facts.get("rel") in ("canonical", "alternate", "preload")
        case "script":
            return facts.get("type") in ("application/ld+json", "speculationrules")
        case _:
            return bool({"filters", "filter-button"} & set(classes))


def links_of_style(sheet: str) -> set[str]:
    return {match[2] for match in STYLE_LINK.finditer(sheet) if not match[2].startswith("data:")}


class TextOfPage(HTMLParser):
    """What a page says: its `title` (its first heading), and the `text` of its main
    part.
    """

    def __init__(self, page: str):
        super().__init__()
        self.title = ""
        self.said: list[str] = []
        self.in_main = self.in_title = False
        self.feed(page)
        self.title = " ".join(self.title.split())
        self.text = " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag, attrs):
        self.in_main |= tag == "main"
        self.in_title |= tag == "h1" and not self.title

    def handle_endtag(self, tag):
        self.in_main &= tag != "main"
        self.in_title &= tag != "h1"

    def handle_data(self, data):
        if self.in_title:
            self.title += unescape(data)
        if self.in_main:
            self.said.append(data)
