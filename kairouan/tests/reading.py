"""What a reader finds in a page: its texts and the words of its attributes, but for what is said to be in another language or is a person's own."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
APART = {"script", "style", "bdi", "code", "textarea", "svg"}
SAID = ("title", "aria-label", "placeholder", "alt")


class Reading(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # tags, and whether what they hold is apart
        self.texts: list[str] = []
        self.feed(page)

    @property
    def is_apart(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        apart = self.is_apart or tag in APART or (tag != "html" and "lang" in facts) or facts.get("dir") in ("ltr", "auto")
        if not apart:
            self.texts += [facts[name] for name in SAID if facts.get(name)]
            if tag == "input" and facts.get("type") in ("submit", "button"):
                self.texts.append(facts.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, apart))

    def handle_endtag(self, tag):
        while any(name == tag for name, _apart in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and not self.is_apart:
            self.texts.append(" ".join(data.split()))
