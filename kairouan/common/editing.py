"""A screen of the artisan's space as a form: a few names of one record, with what happens when two people change them at once.

The page carries a digest of each value it showed. When it comes back, a value that nobody else has changed is taken as typed; one that this person
did not touch is left as the other made it; one that both changed is shown twice, and whoever is second chooses. Nothing is lost.
"""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .bilingual import DIRECTIONS
from .forms import ChecksConstraints, PortalHelper
from .numbers import typed_field
from .proposals import current_value
from .snapshots import Value, digest_of, on_one_line_end, plain, spoken

THEIRS = "theirs"


class MemberHelper(PortalHelper):
    """A form whose text is kept on the telephone until it is sent (static/js/keep-draft.js)."""

    def __init__(self, form):
        super().__init__(form, submit=_("Enregistrer"))
        self.attrs = {"novalidate": "", "data-keep": ""}  # our own sentences, in the page's language
        self.render_hidden_fields = True


class MemberForm(ChecksConstraints):
    """The columns of Meta.fields and the `relations` of an `overlaid` record. When valid, `values` is what `proposals.change` takes.

    A subclass with relations says what was typed in them (`typed_relation`) and how to show a value to a person (`spoken`).
    """

    seen = forms.CharField(widget=forms.HiddenInput({"data-kept": ""}), required=False)  # kept with the text it belongs to

    relations: list[str] = []
    last_is_right: list[str] = []  # names where whoever is second is not asked: there is no text to lose

    def __init__(self, *args, instance, **kwargs):
        self.names = [*self._meta.fields, *self.relations]
        self.before: dict[str, Value] = {name: self.held(instance, name) for name in self.names}
        many = {name: self.before[name] for name in self._meta.fields if instance._meta.get_field(name).many_to_many}
        kwargs["initial"] = many | {"seen": self.marked()} | (kwargs.get("initial") or {})
        super().__init__(*args, instance=instance, **kwargs)
        self.values: dict[str, Value] = {}
        for name, column in ((name, self.column(name)) for name in list(self.fields)):
            if column is not None:
                self.fields[name] = typed_field(column, self.fields[name])
            if code := getattr(column, "language", None):
                self.fields[name].widget.attrs |= {"lang": code, "dir": DIRECTIONS[code]}
        self.helper = MemberHelper(self)

    def held(self, instance, name: str) -> Value:
        """What the record holds under a name, as its member left it."""
        return current_value(instance, name)

    def asked_at(self, name: str) -> str:
        """The field beside which a person chooses between two values of a name. Names asked at one field are chosen together."""
        return name if name in self.fields else next(iter(self.fields))

    def column(self, name: str):
        return self._meta.model._meta.get_field(name) if name in self._meta.fields else None

    def marked(self) -> str:
        """What the page says it showed."""
        return json.dumps({name: digest_of(on_one_line_end(value)) for name, value in self.before.items()})

    def clean_seen(self) -> dict[str, str]:
        try:
            seen = json.loads(self.cleaned_data["seen"] or "{}")
        except (ValueError, RecursionError):  # nested deeper than any page of ours
            seen = {}
        return {name: mark for name, mark in seen.items() if isinstance(mark, str)} if isinstance(seen, dict) else {}

    def typed(self, name: str) -> Value:
        """What this person typed under a name."""
        column = self.column(name)
        if column is None:
            return self.typed_relation(name)
        if column.many_to_many:
            return sorted(entry.pk for entry in self.cleaned_data[name])
        return plain(column, column.value_from_object(self.instance))

    def typed_relation(self, name: str) -> Value:
        raise NotImplementedError

    def spoken(self, name: str, value: Value) -> str:
        """A value as a person reads it, for who must choose between two."""
        return spoken(self._meta.model, name, value)

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        disputed = []
        for name in self.names:
            now, typed, mark = self.before[name], on_one_line_end(self.typed(name)), self.cleaned_data["seen"].get(name)
            self.values[name] = typed
            if typed == on_one_line_end(now):
                self.values[name] = now
            elif mark in (None, digest_of(on_one_line_end(now))):
                # Nobody else wrote there; or their text was shown, and this is the choice.
                if self.data.get(f"choose-{self.asked_at(name)}") == THEIRS:
                    self.values[name] = now
            elif mark == digest_of(typed):  # this person did not write there
                self.values[name] = now
            elif name not in self.last_is_right:
                disputed.append(name)
        for name in disputed:
            self.dispute(name)
        if disputed:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.marked()
            self.values = {}

    def dispute(self, name: str):
        shown = self.asked_at(name)
        if hasattr(self.fields[shown], "theirs"):
            return
        self.fields[shown].theirs = {"name": shown, "text": self.spoken(name, self.before[name])}
        self.add_error(
            shown, ValidationError(_("Quelqu’un d’autre l’a changé pendant que vous écriviez. Choisissez."), code="disputed")
        )

    @property
    def changed(self) -> dict[str, Value]:
        """What this person changed, and nothing that someone else may be changing."""
        return {name: value for name, value in self.values.items() if value != self.before[name]}

    @property
    def changed_something(self) -> bool:
        return bool(self.changed)
