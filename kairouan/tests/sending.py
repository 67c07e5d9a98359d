"""Read the forms of a page and make what a browser would send: as they stand, filled
in, empty, or with nonsense.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

NONSENSE = "٭"  # of no language
NO_CHOICE = "0"  # of no record
PLAUSIBLE = {  # by the type of an input
    "text": "نحاس",
    "search": "نحاس",
    "email": "salem@tests.example",
    "tel": "98 123 456",
    "url": "https://tests.example/",
    "number": "1",
    "date": "2026-03-10",
    "time": "09:00",
    "password": "qassaa-nahas-2026",
    "username": "98 123 456",
    "numeric": "1998",  # a year, a number of people, a code
}


@dataclass
class Control:
    """A control of a form: its name, what is typed in it (the type of the input, the
    tag of another), what it holds, what can be chosen.
    """

    name: str
    type: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        return self.type == "hidden"

    @property
    def is_chosen(self) -> bool:
        """Chosen among values, not typed; a list that is looked through as one types
        shows none.
        """
        return bool(self.choices) or self.type == "select"

    def filled(self) -> list[str]:
        """Return what it holds, else the first choice, else something of its type."""
        if any(value.strip() for value in self.values):
            return self.values
        if self.is_chosen:
            return [choice for choice in self.choices if choice][:1]
        return [PLAUSIBLE.get(self.type, PLAUSIBLE["text"])]

    def emptied(self) -> list[str]:
        return [] if self.is_chosen else [""]

    def nonsense(self) -> list[str]:
        return [NO_CHOICE if self.is_chosen else NONSENSE]


@dataclass
class SentForm:
    """A form that is sent by POST: its address, its controls by name, and its buttons,
    each with what it sends.
    """

    action: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)

    def hidden(self) -> dict[str, list[str]]:
        return {
            name: control.values for name, control in self.controls.items() if control.is_hidden
        }

    def sendings(self, every_button: bool = True):
        """The ways it is sent: as it stands, pressing the first of its buttons or each;
        filled in; empty; with nonsense.
        """
        visible = [
            control
            for control in self.controls.values()
            if not control.is_hidden and control.type != "file"
        ]
        hidden = {
            name: control.values for name, control in self.controls.items() if control.is_hidden
        }
        stands = hidden | {control.name: control.values for control in visible}
        first, *others = [
            button
            for place, button in enumerate(self.buttons)
            if button not in self.buttons[:place]
        ] or [{}]
        yield from (stands | button for button in [first, *(others if every_button else [])])
        for way in (Control.filled, Control.emptied, Control.nonsense):
            typed = hidden | {control.name: way(control) for control in visible}
            if typed != stands:
                yield typed | first


class Forms(HTMLParser):
    """The forms of a page that are sent by POST.

    Templates of rows that a script would copy are left as they are.
    """

    def __init__(self, page: str, address: str):
        super().__init__()
        self.address = address
        self.found: list[SentForm] = []
        self.form: SentForm | None = None
        self.text: Control | None = None  # the text area being read
        self.select: Control | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "form":
            self.form = None
            if facts.get("method", "").lower() == "post":
                self.form = SentForm(urljoin(self.address, facts.get("action") or ""))
                self.found.append(self.form)
        elif self.form is None:
            return
        elif tag == "option" and self.select:
            value = facts.get("value", "")
            self.select.choices.append(value)
            if "selected" in facts:
                self.select.values.append(value)
        elif facts.get("tabindex") == "-1" and tag == "input":  # a trap for machines
            return
        elif name := facts.get("name"):
            self.handle_control(tag, name, facts)
        elif (tag, facts.get("type", "submit")) in (("button", "submit"), ("input", "submit")):
            self.form.buttons.append({})

    def handle_control(self, tag, name, facts):
        kind = facts.get("type", "text") if tag == "input" else tag
        if kind == "text":
            kind = next(
                (
                    said
                    for said in (facts.get("autocomplete"), facts.get("inputmode"))
                    if said in PLAUSIBLE
                ),
                kind,
            )
        if tag == "button" or kind in ("submit", "image"):
            if facts.get("type") != "button":
                self.form.buttons.append({name: facts.get("value") or ""})
            return
        control = self.form.controls.setdefault(name, Control(name, kind))
        if tag == "select":
            self.select = control
        elif tag == "textarea":
            self.text = control
        elif kind in ("checkbox", "radio"):
            value = facts.get("value", "on")
            control.choices.append(value)
            if "checked" in facts:
                control.values.append(value)
        elif kind != "file":
            control.values.append(facts.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.text = None
        elif tag == "select":
            if self.select and not self.select.values and self.select.choices:
                self.select.values.append(self.select.choices[0])
            self.select = None

    def handle_data(self, data):
        if self.text:
            self.text.values = ["".join(self.text.values) + data]
