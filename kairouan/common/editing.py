"""A screen of the artisan's space as a form: a few names of one record, with what happens when two people change them at once.

What comes back is merged with what the other wrote meanwhile (`three_way.py`): only a part that both changed is shown twice, and whoever is second
chooses. Nothing is lost.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .bilingual import DIRECTIONS
from .forms import ChecksConstraints, PortalHelper
from .numbers import typed_field
from .proposals import current_value
from .snapshots import Value, on_one_line_end, plain, spoken
from .three_way import ThreeWay, marks_of, read_marks

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
    last_is_right: list[str] = []  # parts where whoever is second is not asked: there is no text to lose

    def __init__(self, *args, instance, **kwargs):
        self.names = [*self._meta.fields, *self.relations]
        self.before: dict[str, Value] = {name: self.held(instance, name) for name in self.names}
        many = {name: self.before[name] for name in self._meta.fields if instance._meta.get_field(name).many_to_many}
        kwargs["initial"] = many | {"seen": lambda: marks_of(self, self.parts())} | (kwargs.get("initial") or {})
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

    def parts(self) -> dict[str, list[str]]:
        """Group the fields that are merged as one thing, under the first of each group; by default each field is a group."""
        return {name: [name] for name in self.fields if name != "seen"}

    def told(self, part: str) -> str:
        """Say the value stored now under a part, for whoever must choose."""
        return self.spoken(part, self.before[part])

    def column(self, name: str):
        return self._meta.model._meta.get_field(name) if name in self._meta.fields else None

    def full_clean(self):
        """Merge what was sent with what the other wrote, then read it: what a form gives back is the newest of all that its reader left alone."""
        self.disputed = []
        if self.is_bound:
            self.merge()
        super().full_clean()

    def merge(self):
        seen = self.add_prefix("seen")
        both = ThreeWay(self, self.parts(), read_marks(self.data.get(seen)))
        self.disputed = [part for part in both.disputed() if part not in self.last_is_right]
        chosen = [part for part in both.parts if self.data.get(f"choose-{part}") == THEIRS and not both.is_moved(part)]
        both.take_theirs([*both.untouched(), *chosen])
        self.data[seen] = marks_of(self, both.parts)

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
        for part in self.disputed:
            self.dispute(part)
        if self.errors:
            return
        for name in self.names:
            typed, now = on_one_line_end(self.typed(name)), self.before[name]
            self.values[name] = now if typed == on_one_line_end(now) else typed

    def dispute(self, part: str):
        self.fields[part].theirs = {"name": part, "text": self.told(part)}
        self.add_error(
            part, ValidationError(_("Quelqu’un d’autre l’a changé pendant que vous écriviez. Choisissez."), code="disputed")
        )

    @property
    def changed(self) -> dict[str, Value]:
        """What this person changed, and nothing that someone else may be changing."""
        return {name: value for name, value in self.values.items() if value != self.before[name]}

    @property
    def changed_something(self) -> bool:
        return bool(self.changed)
