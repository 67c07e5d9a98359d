"""Two officers at one record of the desk: whoever is second reads what changed, and only then writes over it."""

import datetime

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import _get_foreign_key
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from reversion.models import Version

from .forms import ChecksConstraints
from .snapshots import digest_of, on_one_line_end, spoken

LONGEST_SAVE = datetime.timedelta(minutes=1)  # a revision is dated as it begins, before what it writes


class MarkField(forms.CharField):
    """Never among what an officer changed."""

    def __init__(self):
        super().__init__(widget=forms.HiddenInput, required=False)

    def has_changed(self, initial, data):
        return False


class OpenedForm(ChecksConstraints):
    """Carries the mark of the record as it was opened. Sent back when the record has changed since, it says so and takes the new mark."""

    rows: list[tuple] = []  # (model, its relation to the record) for what is typed on the same page

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.changed_meanwhile = None  # the record, or the row of it, that changed last
        if self.instance._state.adding or not hasattr(self.instance, "updated_at"):
            return
        self.fields["opened"] = MarkField()
        self.initial["opened"] = mark_of(self.instance, self.rows)
        sent = self["opened"].data
        if self.is_bound and sent and sent != self.initial["opened"]:
            self.changed_meanwhile = changed_last(self.instance, self.rows)
            self.data = self.data.copy()
            self.data[self.add_prefix("opened")] = self.initial["opened"]

    @cached_property
    def changed_data(self) -> list[str]:
        """The names that were changed; another end of line, as browsers send it, is no change."""
        return [name for name in super().changed_data if not self.differs_by_line_ends(name)]

    def differs_by_line_ends(self, name: str) -> bool:
        typed, known = self[name].data, self.get_initial_for_field(self.fields[name], name)
        return isinstance(typed, str) and isinstance(known, str) and on_one_line_end(typed) == on_one_line_end(known)

    def _post_clean(self):
        if self.changed_meanwhile:
            self.add_error(
                None, gettext("Rien n’est encore enregistré. Relisez, puis enregistrez de nouveau : ce qui est tapé restera.")
            )
        super()._post_clean()


def rows_of(record, rows):
    """The rows of the record that are typed with it, a queryset a model."""
    return [model._base_manager.filter(**{name: record}) for model, name in rows]


def mark_of(record, rows) -> str:
    """What tells one state of the record and of its rows from another."""
    dated = [held for held in rows_of(record, rows) if hasattr(held.model, "updated_at")]
    states = [held.aggregate(models.Count("pk"), models.Max("updated_at")) for held in dated]
    return digest_of([str(record.updated_at), *(str(value) for state in states for value in state.values())])


def changed_last(record, rows):
    """The record, or the row of it, that was saved last."""
    dated = [held.order_by("-updated_at").first() for held in rows_of(record, rows) if hasattr(held.model, "updated_at")]
    return max([record, *(row for row in dated if row)], key=lambda entry: entry.updated_at)


def who_saved(entry):
    """The user who last saved this, None when the history does not tell."""
    version = Version.objects.get_for_object(entry).select_related("revision__user").first()
    is_that_change = version and entry.updated_at - version.revision.date_created < LONGEST_SAVE
    return version.revision.user if is_that_change else None


def said_of(entry) -> str:
    """Who changed it, and when."""
    facts = {"when": date_format(timezone.localtime(entry.updated_at), "DATETIME_FORMAT"), "who": who_saved(entry)}
    if facts["who"]:
        return gettext("Pendant que vous écriviez, %(who)s a enregistré cette fiche (%(when)s).") % facts
    return gettext("Pendant que vous écriviez, cette fiche a été enregistrée (%(when)s).") % facts


def stored_now(form) -> list[dict]:
    """For each column where what is typed is not what is stored: its label, and what is stored."""
    columns = {field.name for field in form._meta.model._meta.get_fields()}
    return [
        {"label": capfirst(form.fields[name].label), "value": stored(form, name)}
        for name in form.changed_data
        if name in columns and on_one_line_end(form[name].data) != on_one_line_end(form.initial.get(name))
    ]


def stored(form, name: str) -> str:
    value = form.initial.get(name)
    value = [entry.pk for entry in value] if isinstance(value, list) and form.instance._meta.get_field(name).many_to_many else value
    return spoken(form._meta.model, name, value) or gettext("(vide)")


def rows_stored_now(inline) -> list[dict]:
    """The same for the rows of an inline, and the rows that someone added."""
    formset, name = inline.formset, capfirst(inline.opts.verbose_name)
    shown = {form.instance.pk for form in formset.initial_forms}
    found = [{"label": name, "value": str(row)} for row in formset.get_queryset() if row.pk not in shown]
    for number, form in enumerate(formset.initial_forms, 1):
        found += [said | {"label": f"{name} {number} · {said['label']}"} for said in stored_now(form)]
    return found


class MeanwhileAdmin(admin.ModelAdmin):
    """Has the form of a record say what changed since it was opened, before it is written over."""

    form = OpenedForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        inlines = self.get_inline_instances(request, obj)
        form.rows = [(one.model, _get_foreign_key(self.model, one.model, one.fk_name).name) for one in inlines]
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        if changed := getattr(form, "changed_meanwhile", None):
            rows = [said for inline in context["inline_admin_formsets"] for said in rows_stored_now(inline)]
            context["meanwhile"] = {"said": said_of(changed), "stored": [*stored_now(form), *rows]}
        return super().render_change_form(request, context, *args, **kwargs)
