"""Text that a reader finds in a page: its content and the words of its attributes,
without what is marked as another language or is a person's own.
"""

from html.parser import HTMLParser

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
APART = {"script", "style", "bdi", "code", "textarea", "svg"}
SAID = ("title", "aria-label", "placeholder", "alt")


# set apart, and in which language is not said: a person's own words, a name
OF_ANY_LANGUAGE = "any"
ELSEWHERE = "elsewhere"  # in a language that is said, or no words at all


class Reading(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.open: list[tuple[str, str]] = []  # tags, and why what they hold is apart
        self.texts: list[str] = []
        self.apart: list[str] = []  # those of any language
        self.feed(page)

    @property
    def why_apart(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        why = self.why_apart
        if (tag in APART and tag != "bdi") or (tag != "html" and "lang" in facts):
            why = ELSEWHERE
        elif tag == "bdi" or facts.get("dir") in ("ltr", "auto"):
            why = why or OF_ANY_LANGUAGE
        if not why:
            self.texts += [facts[name] for name in SAID if facts.get(name)]
            if tag == "input" and facts.get("type") in ("submit", "button"):
                self.texts.append(facts.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, why))

    def handle_endtag(self, tag):
        while any(name == tag for name, _why in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and self.why_apart != ELSEWHERE:
            (self.apart if self.why_apart else self.texts).append(" ".join(data.split()))
