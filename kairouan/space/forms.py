"""A screen of the artisan's space as a form: a few names of one record, with what
happens when two people change them at once.

What comes back is merged with what the other wrote meanwhile (`review/three_way.py`):
only a part that both changed is shown twice, and whoever is second chooses. Nothing is
lost.
"""

from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan
from kairouan.common.annotations import StrOrPromise
from kairouan.common.forms import ChecksConstraints, PortalHelper, in_its_language
from kairouan.common.languages import typed_columns
from kairouan.common.numbers import typed_field
from kairouan.review.edit_conflicts import SEEN, MergedForm
from kairouan.review.proposals import current_value
from kairouan.review.serialization import Value, on_one_line_end, plain_value, value_text
from kairouan.review.three_way import form_digests, read_marks

TRANSLATED = _("L’équipe du cluster traduit si vous laissez vide.")


def help_in_each(name: str, said="") -> dict[str, str]:
    """Make the help texts of a bilingual text that a member types: what to write in the
    language asked first, and that the others may wait.
    """
    asked, *others = typed_columns(name)
    return ({asked: said} if said else {}) | dict.fromkeys(others, TRANSLATED)


class MemberHelper(PortalHelper):
    """A form whose text is kept on the telephone until it is sent
    (static/js/keep-draft.js).
    """

    def __init__(self, form):
        super().__init__(form, submit=_("Enregistrer"))
        # our own sentences, in the page's language
        self.attrs = {"novalidate": "", "data-keep": ""}
        self.render_hidden_fields = True


class Folded(LayoutObject):
    """Fields under one line, which a touch opens; open by itself where something is to
    be put right, or was typed and is not saved.
    """

    def __init__(self, title: StrOrPromise, *fields: str):
        self.title, self.fields = title, list(fields)

    def render(self, form, context, template_pack=None, **kwargs):
        typed = {*form.errors, *form.changed_data} if form.is_bound else set()
        return render_to_string(
            "kairouan_forms/layout/folded.html",
            {
                "title": self.title,
                "fields": self.get_rendered_fields(form, context, **kwargs),
                "is_open": bool(typed.intersection(self.fields)),
            },
        )


class MemberForm(MergedForm, ChecksConstraints):
    """The columns of Meta.fields and the `relations` of a record `with_proposal`. When
    valid, `changed` is what `changes.write_change` takes.

    `person` is the member: some may choose what others do not see.

    A subclass with relations says what was typed in them (`typed_relation`) and how to
    show a value to a person (`value_text`).
    """

    # kept with the text it belongs to
    seen = forms.CharField(widget=forms.HiddenInput({"data-kept": ""}), required=False)

    relations: list[str] = []

    def __init__(self, *args, instance, person: Artisan | None = None, **kwargs):
        self.person = person
        self.names = [*self.columns, *self.relations]
        self.before: dict[str, Value] = {name: self.held(instance, name) for name in self.names}
        many = {
            name: self.before[name]
            for name in self.columns
            if instance._meta.get_field(name).many_to_many
        }
        kwargs["initial"] = (
            many
            | {"seen": lambda: form_digests(self, self.parts())}
            | (kwargs.get("initial") or {})
        )
        kwargs["instance"] = instance
        super().__init__(*args, **kwargs)
        self.values: dict[str, Value] = {}
        for name, column in ((name, self.column(name)) for name in list(self.fields)):
            if column is not None:
                self.fields[name] = typed_field(column, self.fields[name])
                in_its_language(self.fields[name], column)
        self.helper = MemberHelper(self)

    @property
    def columns(self) -> list[str]:
        return [*(self._meta.fields or ())]

    def held(self, instance, name: str) -> Value:
        """Return the current value under a name, the member's waiting change
        included.
        """
        return current_value(instance, name)

    def told(self, part: str) -> str:
        """Say the value stored now under a part, for whoever must choose."""
        return self.spoken(part, self.before[part])

    def column(self, name: str):
        return self._meta.model._meta.get_field(name) if name in self.columns else None

    def marks_sent(self) -> dict[str, str]:
        return read_marks(self.data.get(self.add_prefix(SEEN), ""))

    def merge(self):
        super().merge()
        self.data[self.add_prefix(SEEN)] = form_digests(self, self.parts())

    def typed(self, name: str) -> Value:
        """Return the submitted value under a name."""
        column = self.column(name)
        if column is None:
            return self.typed_relation(name)
        if column.many_to_many:
            return sorted(entry.pk for entry in self.cleaned_data[name])
        return plain_value(column, column.value_from_object(self.instance))

    def typed_relation(self, name: str) -> Value:
        raise NotImplementedError

    def spoken(self, name: str, value: Value) -> str:
        """A value as a person reads it, for who must choose between two."""
        return value_text(self._meta.model, name, value)

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        for name in self.names:
            typed, now = on_one_line_end(self.typed(name)), self.before[name]
            self.values[name] = now if typed == on_one_line_end(now) else typed

    @property
    def changed(self) -> dict[str, Value]:
        """Return the values that this person changed, and no other."""
        return {name: value for name, value in self.values.items() if value != self.before[name]}

    @property
    def changed_something(self) -> bool:
        return bool(self.changed)
