"""Columns of the desk's lists, each shown by its kind: a state as a badge, yes and no
in words, an amount with its unit, a technique by its drawing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext

from kairouan.common.formatting import dinars
from kairouan.common.records import field_of
from kairouan.common.templatetags.interface import mark

# What a state asks of an officer, by its value, the same in every record that goes by
# steps; the other states ask for nothing and have a plain badge.
WAITS = "badge--wait"
DONE = "badge--ok"
STOPPED = "badge--err"
TONES = {
    "submitted": WAITS,
    "to_review": WAITS,
    "new": WAITS,
    "held": WAITS,
    "asked": WAITS,
    "requested": WAITS,
    "waiting": WAITS,
    "open": WAITS,
    "sent_back": STOPPED,
    "missing": STOPPED,
    "cancelled": STOPPED,
    "failed": STOPPED,
    "published": DONE,
    "applied": DONE,
    "confirmed": DONE,
    "handled": DONE,
    "placed": DONE,
    "returned": DONE,
    "sent": DONE,
}
STATES = {"status", "state", "translation_state"}
AS_IT_SHOULD_BE = {"current"}  # said without a badge: it is so in nearly every row


class Column:
    """A field of a record as a list shows it, sorted as the field is."""

    def __init__(self, field: models.Field, show: Callable[[Any], str | None]):
        self.name, self.show = field.name, show
        self.__name__ = field.name  # what Django calls the cell by
        self.short_description = field.verbose_name
        self.admin_order_field = field.name

    def __call__(self, record):
        return self.show(record)

    def __eq__(self, other):
        """Be the same column each time a list is asked for its columns."""
        return isinstance(other, Column) and other.name == self.name

    def __hash__(self):
        return hash(self.name)


class ShowsColumns(admin.ModelAdmin):
    """For a list whose columns are shown by their kinds.

    `exceptions` are the values of yes-or-no fields that are told by a badge; `amounts`
    the fields that hold dinars.
    """

    exceptions: dict[str, bool] = {}
    amounts: Sequence[str] = ()

    def get_list_display(self, request):
        return [self.column(name) for name in super().get_list_display(request)]

    def column(self, name):
        """Give the column of a field by its kind; a name that says itself how it is
        shown, that is typed in the list or leads to the record, as it is.
        """
        own = {*self.list_editable, *(self.list_display_links or ())}
        if not isinstance(name, str) or hasattr(self, name) or name in own:
            return name
        try:
            field = field_of(self.model, name)
        except FieldDoesNotExist:
            return name
        show = self.way_to_show(field)
        return Column(field, show) if show else name

    def way_to_show(self, field) -> Callable[[Any], str | None] | None:
        name = field.name
        if name in STATES and field.choices:
            return lambda record: badge_of(record, name)
        if name in self.exceptions:
            return lambda record: yes_or_no(
                getattr(record, name), is_exception=getattr(record, name) is self.exceptions[name]
            )
        if name in self.amounts:
            return lambda record: amount(getattr(record, name))
        if field.many_to_one and has_mark(field.related_model):
            return lambda record: with_mark(getattr(record, name))
        return None


def badge_of(record, name: str) -> str | None:
    """The state of a record, told by shape first."""
    value = getattr(record, name)
    return badge(getattr(record, f"get_{name}_display")(), value) if value else None


def badge(words, state: str) -> str:
    if state in AS_IT_SHOULD_BE:
        return format_html('<span class="quiet">{}</span>', words)
    css_class = f"badge {TONES[state]}" if state in TONES else "badge"
    return format_html('<span class="{}">{}</span>', css_class, words)


def yes_or_no(value: bool | None, is_exception: bool = False) -> str:
    """Yes or no in words.

    A green tick beside "cancelled" is good news to whoever looks at the colour alone.
    """
    words = {True: gettext("oui"), False: gettext("non"), None: gettext("non renseigné")}[value]
    css_class = f"badge {STOPPED}" if is_exception else "quiet"
    return format_html('<span class="{}">{}</span>', css_class, words)


# Of every yes and no that Django shows, in its lists and in what a form only shows
admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]


def amount(value) -> str | None:
    return None if value is None else format_html('<bdi class="nowrap">{}</bdi>', dinars(value))


def has_mark(model) -> bool:
    return any(field.name == "mark" for field in model._meta.fields)


def with_mark(technique) -> str | None:
    """The name of a technique beside its drawing."""
    if technique is None:
        return None
    return format_html('<span class="with-mark">{}{}</span>', mark(technique.mark), technique)
