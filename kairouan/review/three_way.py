"""Two people at one form: a three-way merge, field by field, of what was shown (base),
what is sent (mine) and what is stored now (theirs).

The page carries a digest of each part that it showed. A part is one field, or a few
that are one thing to whoever writes (the hours of a day). When the page comes back, a
part that this person did not touch takes what is stored now; one that nobody else
touched stays as typed; one that both changed is disputed. It is done on what the
browser sent, before it is read: the form that comes back, with errors or without, holds
the newest of everything its reader left alone, and says so in its new marks.
"""

import json

from django import forms
from django.utils.datastructures import MultiValueDict

from kairouan.common.forms import TakesPastedText, cleaned_by, sent_names, sent_of

from .serialization import digest_of

# the values under each name, as a browser sends them; no name without a value
Sent = dict[str, list[str]]


class ThreeWay:
    """The merge of one bound form.

    `parts` holds the names of their fields, under the first of them; `seen` the digests
    that the page carried.
    """

    def __init__(self, form: TakesPastedText, parts: dict[str, list[str]], seen: dict[str, str]):
        self.form, self.parts, self.seen = form, parts, seen

    def disputed(self) -> list[str]:
        """The parts that both changed, and not to the same."""
        return [part for part in self.differing() if self.is_touched(part) and self.is_moved(part)]

    def untouched(self) -> list[str]:
        """The parts left as they were shown, where something else is stored now."""
        return [part for part in self.differing() if not self.is_touched(part)]

    def differing(self) -> list[str]:
        return [part for part in self.parts if self.mine(part) != self.theirs(part)]

    def is_touched(self, part: str) -> bool:
        return digest_of(self.mine(part)) != self.shown(part)

    def is_moved(self, part: str) -> bool:
        return self.shown(part) not in (None, digest_of(self.theirs(part)))

    def shown(self, part: str) -> str | None:
        """The digest of what the page showed: of nothing, for a line that it had not;
        None for a page without any mark.
        """
        return self.seen.get(part, NOTHING) if self.seen else None

    def mine(self, part: str) -> Sent:
        sent: dict[str, tuple[forms.Field, list]] = {}
        for name in self.parts[part]:
            bound = self.form[name]
            if is_file(bound):
                sent[bound.html_name] = bound.field, [self.file_of(bound)]
            else:
                sent |= {
                    each: (bound.field, listed(self.form.data, each)) for each in sent_names(bound)
                }
        return cleaned_input(sent)

    def file_of(self, bound: forms.BoundField) -> str:
        """Write a file as a value to merge; one neither sent nor taken away stays as
        stored.
        """
        sent = bound.field.widget.value_from_datadict(
            self.form.data, self.form.files, bound.html_name
        )
        return str(bound.initial or "") if sent is None else getattr(sent, "name", "")

    def theirs(self, part: str) -> Sent:
        return stored_input(self.form, self.parts[part])

    def take_theirs(self, parts: list[str]):
        """Put what is stored now in place of what was sent."""
        data, files = self.form.data.copy(), self.form.files.copy()
        for bound in (self.form[name] for part in parts for name in self.parts[part]):
            if is_file(bound):
                files.pop(bound.html_name, None)
                continue
            for each in sent_names(bound):
                data.pop(each, None)
            for each, value in stored_of(bound).items():
                put_value(data, each, value)
        self.form.data, self.form.files = data, files


NOTHING = digest_of({})


def form_digests(form: forms.BaseForm, parts: dict[str, list[str]]) -> str:
    """Build the hidden field of an optimistic lock: a digest of each part as the page
    shows it.
    """
    return json.dumps(digests_of(form, parts))


def digests_of(form: forms.BaseForm, parts: dict[str, list[str]]) -> dict[str, str]:
    return {part: digest_of(stored_input(form, names)) for part, names in parts.items()}


def read_marks(text: str) -> dict[str, str]:
    """The digests by part; none from a text that no page of ours sent."""
    try:
        seen = json.loads(text or "{}")
    except (ValueError, RecursionError):  # nested deeper than any page of ours
        return {}
    return (
        {name: mark for name, mark in seen.items() if isinstance(mark, str)}
        if isinstance(seen, dict)
        else {}
    )


def stored_input(form: forms.BaseForm, names: list[str]) -> Sent:
    """Compute what a browser would send of these fields, were the form opened now."""
    sent: dict[str, tuple[forms.Field, list]] = {}
    for name in names:
        bound = form[name]
        sent |= {
            each: (bound.field, value if isinstance(value, list) else [value])
            for each, value in stored_of(bound).items()
        }
    return cleaned_input(sent)


def is_file(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, forms.FileInput)


def stored_of(bound: forms.BoundField) -> dict[str, str | list]:
    if is_file(bound):
        return {bound.html_name: str(bound.initial or "")}
    return sent_of(bound, bound.field.prepare_value(bound.initial))


def cleaned_input(sent: dict[str, tuple[forms.Field, list]]) -> Sent:
    """Cleaned as the form cleans, so that another end of line or an unseen mark is no
    change.
    """
    cleaned = {}
    for name, (field, values) in sent.items():
        clean = cleaned_by(field) or str.strip
        if texts := sorted(text for value in values if (text := clean(str(value)))):
            cleaned[name] = texts
    return cleaned


def listed(data, name: str) -> list:
    return (
        data.getlist(name)
        if isinstance(data, MultiValueDict)
        else [data[name]]
        if name in data
        else []
    )


def put_value(data, name: str, value):
    if isinstance(value, list) and isinstance(data, MultiValueDict):
        data.setlist(name, value)
    else:
        data[name] = value
