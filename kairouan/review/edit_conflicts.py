"""Two people at one record: what each changed stands, and whoever is second is asked
only about what both changed (`three_way.py`).

`MergedForm` is what the screens of the space (`space/forms.py`) and the forms of the
desk share. On the desk one hidden field of the page holds the marks of the record and
of each of its rows, by their numbers: a row is merged as the record is, whatever its
place has become.
"""

import datetime
import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.forms.models import InlineForeignKeyField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from reversion import is_registered
from reversion.models import Version

from kairouan.common.forms import ChecksConstraints, TakesPastedText, typed_data

from .serialization import on_one_line_end, value_text
from .three_way import ThreeWay, digests_of, listed, put_value, read_marks

SEEN, THEIRS = "seen", "theirs"
# a revision is dated as it begins, before what it writes
LONGEST_SAVE = datetime.timedelta(minutes=1)


class MergedForm(TakesPastedText, forms.ModelForm):
    """A form of a stored record.

    A subclass says which marks its page carried (`marks_sent`) and how to say a stored
    value (`told`).
    """

    # parts where whoever is second is not asked: there is no text to lose
    last_is_right: list[str] = []
    # until it is cleaned; the desk does not clean a row that its officer may only read
    disputed: list[str] = []
    is_moved = False

    def parts(self) -> dict[str, list[str]]:
        """Group the fields that are merged as one thing, under the first of each group;
        by default each field is a group.
        """
        return {name: [name] for name in self.fields if name != SEEN}

    def marks_sent(self) -> dict[str, str]:
        raise NotImplementedError

    def told(self, part: str) -> str:
        """Say the value stored now under a part, for whoever must choose."""
        raise NotImplementedError

    def full_clean(self):
        """Merge what was sent with what the other wrote, then read it: what a form
        gives back is the newest of all that its reader left alone.
        """
        self.disputed, self.is_moved = [], False
        if self.is_bound:
            self.merge()
        super().full_clean()

    def merge(self):
        both = ThreeWay(self, self.parts(), self.marks_sent())
        self.is_moved = any(both.is_moved(part) for part in both.parts)
        self.disputed = [part for part in both.disputed() if part not in self.last_is_right]
        chosen = [
            part
            for part in both.parts
            if self.data.get(f"choose-{self.add_prefix(part)}") == THEIRS
            and not both.is_moved(part)
        ]
        both.take_theirs([*both.untouched(), *chosen])

    def _post_clean(self):
        super()._post_clean()
        for part in self.disputed:
            self.fields[part].theirs = {"name": self.add_prefix(part), "text": self.told(part)}
            self.add_error(
                part,
                ValidationError(
                    _("Quelqu’un d’autre l’a changé pendant que vous écriviez. Choisissez."),
                    code="disputed",
                ),
            )


# The desk


class RowForm(MergedForm):
    """A row of a record of the desk, or the record itself."""

    def parts(self) -> dict[str, list[str]]:
        """Its own columns: neither its number, nor its record, nor the box that deletes
        it, nor what is only read.
        """
        own = {name: self.fields[name] for name in self.base_fields if name in self.fields}
        return {
            name: [name]
            for name, field in own.items()
            if not field.disabled and not isinstance(field, InlineForeignKeyField)
        }

    def merge(self):
        if not self.instance._state.adding:
            super().merge()

    def mark_name(self, part: str) -> str:
        """Name the form field that holds the mark of a part; a row goes by its
        number.
        """
        return (
            f"{self.prefix.rpartition('-')[0]}-{self.instance.pk}-{part}" if self.prefix else part
        )

    def marks(self) -> dict[str, str]:
        """The marks of what is stored now."""
        return {
            self.mark_name(part): digest for part, digest in digests_of(self, self.parts()).items()
        }

    def marks_sent(self) -> dict[str, str]:
        seen = read_marks(self.data.get(SEEN, ""))
        return {part: seen[name] for part in self.parts() if (name := self.mark_name(part)) in seen}

    def told(self, part: str) -> str:
        columns = {field.name for field in self._meta.model._meta.get_fields()}
        value = self.initial.get(part)
        if part not in columns:
            return str(value or gettext("(vide)"))
        if self._meta.model._meta.get_field(part).many_to_many:
            value = [entry.pk for entry in value or ()]
        return value_text(self._meta.model, part, value) or gettext("(vide)")

    @cached_property
    def changed_data(self) -> list[str]:
        """The names that were changed; another end of line, as browsers send it, is no
        change.
        """
        return [name for name in super().changed_data if not self.differs_by_line_ends(name)]

    def differs_by_line_ends(self, name: str) -> bool:
        typed, known = self[name].data, self.get_initial_for_field(self.fields[name], name)
        return (
            isinstance(typed, str)
            and isinstance(known, str)
            and on_one_line_end(typed) == on_one_line_end(known)
        )


class RecordForm(RowForm, ChecksConstraints):
    """A record of the desk."""


class MergedRows(BaseInlineFormSet):
    """Rows typed with their record.

    What came is first put on the rows as they stand: one added by someone else joins
    them, one taken away leaves them. One that was taken away while this person changed
    it is shown as a new one, and asked about.
    """

    # what a browser sent, and the kinds of its record and of its rows
    data: dict[str, Any]
    model: type[models.Model]
    form: type[RowForm]
    initial_forms: list[Any]

    if TYPE_CHECKING:

        def _should_delete_form(self, form: RowForm) -> bool: ...

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.brought_back = False
        if self.is_bound and self.management_form.is_valid():
            self.put_on_the_rows_that_stand()

    def number_sent(self, place: int) -> str:
        return self.data.get(f"{self.add_prefix(place)}-{self.model._meta.pk.name}", "")

    def put_on_the_rows_that_stand(self):
        rows, known, total = (
            list(self.get_queryset()),
            self.initial_form_count(),
            self.total_form_count(),
        )
        sent = {self.number_sent(place): place for place in range(known)}
        # rows that are only read send nothing
        if "" in sent or [*sent] == [str(row.pk) for row in rows]:
            return
        places = [(sent.pop(str(row.pk), None), row) for row in rows]
        back = [place for number, place in sent.items() if self.is_touched(place, number)]
        self.brought_back = bool(back)
        places += [(place, None) for place in [*range(known, total), *back]]
        data, files = self.data.copy(), self.files.copy()
        for name in [name for name in data if self.is_of_a_row(name)]:
            data.pop(name)
        for name in [name for name in files if self.is_of_a_row(name)]:
            files.pop(name)
        for now, (place, row) in enumerate(places):
            self.copy_row(data, files, place, now, row)
        data[f"{self.prefix}-INITIAL_FORMS"], data[f"{self.prefix}-TOTAL_FORMS"] = (
            str(len(rows)),
            str(len(places)),
        )
        self.data, self.files = data, files
        self.__dict__.pop("management_form", None)  # it was read from what came

    def is_of_a_row(self, name: str) -> bool:
        return (
            name.startswith(f"{self.prefix}-")
            and name.removeprefix(f"{self.prefix}-").partition("-")[0].isdecimal()
        )

    def is_touched(self, place: int, number: str) -> bool:
        """Tell whether this person changed a row that is no more."""
        gone = self.form(
            self.data, self.files, prefix=self.add_prefix(place), instance=self.model(pk=number)
        )
        both = ThreeWay(gone, gone.parts(), gone.marks_sent())
        return any(both.is_touched(part) for part in both.parts)

    def copy_row(self, data, files, place: int | None, now: int, row):
        """Write what came in one place into another; a row that nobody sent, as it is
        stored.
        """
        prefix, number = self.add_prefix(now), f"{self.add_prefix(now)}-{self.model._meta.pk.name}"
        if place is None:
            for name, value in typed_data(self.form(prefix=prefix, instance=row)).items():
                put_value(data, name, value)
        else:
            came = f"{self.add_prefix(place)}-"
            for source, target in ((self.data, data), (self.files, files)):
                for name in [name for name in source if name.startswith(came)]:
                    put_value(target, f"{prefix}-{name.removeprefix(came)}", listed(source, name))
        data[number] = str(row.pk) if row else ""

    def clean(self):
        super().clean()
        if self.brought_back:
            raise ValidationError(
                gettext(
                    "Une ligne que vous avez changée a été supprimée pendant que vous écriviez. La "
                    "voici comme une nouvelle."
                )
            )
        if any(form.is_moved and self._should_delete_form(form) for form in self.initial_forms):
            raise ValidationError(
                gettext(
                    "Une ligne que vous supprimez a changé pendant que vous écriviez. Relisez-la."
                )
            )


def who_saved(entry, moment):
    """The user who last saved this, None when the history does not tell, or keeps none
    of this kind.
    """
    if not is_registered(type(entry)):
        return None
    version = Version.objects.get_for_object(entry).select_related("revision__user").first()
    is_that_change = version and (
        moment is None or moment - version.revision.date_created < LONGEST_SAVE
    )
    return version.revision.user if is_that_change else None


def conflict_text(entries: list) -> str:
    """Write the sentence of a conflict: who saved the record meanwhile, and when."""
    dated = [entry for entry in entries if hasattr(entry, "updated_at")]
    entry = max(dated, key=lambda one: one.updated_at) if dated else entries[0]
    moment = entry.updated_at if dated else None
    facts = {
        "when": date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else "",
        "who": who_saved(entry, moment),
    }
    if not moment:
        return gettext(
            "Pendant que vous écriviez, cette fiche a été enregistrée par quelqu’un d’autre."
        )
    if facts["who"]:
        return (
            gettext("Pendant que vous écriviez, %(who)s a enregistré cette fiche (%(when)s).")
            % facts
        )
    return gettext("Pendant que vous écriviez, cette fiche a été enregistrée (%(when)s).") % facts


def disputes_of(form: RowForm, before: str = "") -> list[dict]:
    """For each part of a form that both changed: its label, what is stored, and the
    name by which it is chosen.
    """
    return [
        {
            "label": f"{before}{capfirst(form.fields[part].label)}",
            "value": form.fields[part].theirs["text"],
            "name": form.add_prefix(part),
        }
        for part in getattr(form, "disputed", [])
    ]


class MergesEdits(admin.ModelAdmin):
    """For every record that is changed on the desk: its page carries the marks of what
    it shows, and asks about what two people changed.
    """

    form: type[forms.ModelForm] = RecordForm

    def render_change_form(self, request, context, *args, **kwargs):
        form, found, entries = context["adminform"].form, [], []
        marks: dict[str, str] = {}
        rows = [
            (f"{capfirst(inline.opts.verbose_name)} {number} · ", row)
            for inline in context["inline_admin_formsets"]
            for number, row in enumerate(inline.formset.initial_forms, 1)
        ]
        for before, one in [("", form), *rows]:
            if isinstance(one, RowForm) and not one.instance._state.adding:
                marks |= one.marks()
            if disputes := disputes_of(one, before):
                found += disputes
                entries.append(one.instance)
        context[SEEN] = json.dumps(marks) if marks else ""
        context["conflict"] = {"said": conflict_text(entries), "disputes": found} if found else None
        return super().render_change_form(request, context, *args, **kwargs)
