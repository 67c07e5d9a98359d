"""The history of a record, field by field: what each revision changed, two versions
beside each other. Over django-reversion.
"""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext
from reversion.admin import VersionAdmin
from reversion.models import Version

from kairouan.common.languages import columns
from kairouan.review.differences import words
from kairouan.review.serialization import on_one_line_end, plain_value, value_text

UNSAID = {
    "id",
    "password",
    "username",
    "last_login",
    "demonstration_key",
    "created_at",
    "updated_at",
    "translations",
    "search_text",
    "search_name",
    "folded_terms",
    *columns("sort"),
    "image",
    "width",
    "height",
    "variants",
}


@dataclass(frozen=True)
class Difference:
    """One column, or one row of the record's own, before and after as a person reads
    it.
    """

    label: str
    before: str
    after: str
    language: str = ""

    @property
    def words(self) -> list[tuple[str, str]]:
        return words(self.before, self.after)


def told_fields(model) -> list[models.Field]:
    """The columns and relations to many that say something to a person, in the order of
    the model.
    """
    fields = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    return [field for field in fields if field.name not in UNSAID]


def version_text(model, field, values: dict) -> str:
    """Format what a version holds under a field, for a reader."""
    value = values.get(field.name if field.many_to_many else field.attname)
    if field.many_to_many:
        return value_text(model, field.name, [int(number) for number in value or []])
    if isinstance(field, models.FileField):
        return str(value or "")
    return value_text(model, field.name, plain_value(field, value))


def between(older: Version | None, newer: Version) -> list[Difference]:
    """Diff of two versions of a record, its own rows included
    (those that each revision holds).
    """
    model = newer._model
    found = columns_between(model, older.field_dict if older else {}, newer.field_dict)
    before, after = inline_rows_of_version(older) if older else {}, inline_rows_of_version(newer)
    for key in sorted(before.keys() | after.keys(), key=str):
        found += row_between(key[0], before.get(key), after.get(key))
    return found


def columns_between(model, before: dict, after: dict) -> list[Difference]:
    """The columns that differ.

    Only those are put into words: a relation costs a statement.
    """
    found = []
    for field in told_fields(model):
        name = field.name if field.many_to_many else field.attname
        if on_one_line_end(before.get(name)) == on_one_line_end(after.get(name)):
            continue
        texts = (
            version_text(model, field, before) if before else "",
            version_text(model, field, after) if after else "",
        )
        if texts[0] != texts[1]:
            found.append(
                Difference(
                    capfirst(str(field.verbose_name)), *texts, getattr(field, "language", "")
                )
            )
    return found


def inline_rows_of_version(version: Version) -> dict[tuple, dict]:
    """The record's own rows in the version's revision: {(model, number): columns}."""
    found = {}
    for other in version.revision.version_set.select_related("content_type"):
        field = row_owner_field(other._model, version._model)
        if field is not None and str(other.field_dict.get(field.attname)) == version.object_id:
            found[other._model, other.object_id] = other.field_dict
    return found


def row_owner_field(model, owner):
    """The relation of a row to the record that it is one of; None for a record that
    only came with the same revision.
    """
    if admin.site.is_registered(model):
        return None
    owned = (
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is models.CASCADE
    )
    return next((field for field in owned if field.related_model is owner), None)


def row_between(model, before: dict | None, after: dict | None) -> list[Difference]:
    """A row that came, went, or changed: each of its columns that differ, under the
    name of the row.
    """
    kind = capfirst(str(model._meta.verbose_name))
    if before and after:
        return [
            Difference(f"{kind} · {change.label}", change.before, change.after, change.language)
            for change in columns_between(model, before, after)
        ]
    return [Difference(kind, row_said(model, before), row_said(model, after))]


def row_said(model, values: dict | None) -> str:
    owners = {
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is models.CASCADE
    }
    if not values:
        return ""
    texts = (
        version_text(model, field, values)
        for field in told_fields(model)
        if field.name not in owners | {"written_in", "translation_state"}
    )
    return " · ".join(text for text in texts if text)


def versions_of(model, number: str) -> models.QuerySet:
    """The versions of a record, the latest first."""
    return (
        Version.objects.get_for_object_reference(model, number)
        .select_related("revision__user", "revision__acted_for")
        .order_by("-pk")
    )


def standing_before(version: Version) -> Version | None:
    return versions_of(version._model, version.object_id).filter(pk__lt=version.pk).first()


class ComparedAdmin(VersionAdmin, admin.ModelAdmin):
    """Adds to the history of a record the page where two of its versions stand beside
    each other.
    """

    object_history_template = "reversion/object_history.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_compare"
        return [
            path(
                "<path:object_id>/history/comparer/",
                self.admin_site.admin_view(self.compare_view),
                name=name,
            ),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """Every version, the latest first: who, when, for whom; two of them may be
        compared.
        """
        may_go_back = self.may_return(request, self.get_object(request, unquote(object_id)))
        context = {"versions": list(versions_of(self.model, object_id)), "may_go_back": may_go_back}
        return super().history_view(request, object_id, context | (extra_context or {}))

    def compare_view(self, request, object_id):
        """Show the diff of two versions (`?de=…&a=…`); without `de`, that of one
        revision.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        versions = versions_of(self.model, object_id)
        newer = get_object_or_404(versions, pk=version_number(request.GET.get("a")))
        older = (
            get_object_or_404(versions, pk=version_number(request.GET["de"]))
            if request.GET.get("de")
            else standing_before(newer)
        )
        if older and older.pk > newer.pk:
            older, newer = newer, older
        record = self.get_object(request, unquote(object_id))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Ce qui change"),
            "subtitle": str(record or newer.object_repr),
            "opts": self.opts,
            "object_id": object_id,
            "older": older,
            "newer": newer,
            "changes": between(older, newer),
            "may_go_back": self.may_return(request, record),
            "media": self.media,
        }
        return TemplateResponse(request, "reversion/compare.html", context)

    def may_return(self, request, record) -> bool:
        return (
            record is not None
            and self.model.may_be_returned
            and self.has_change_permission(request, record)
        )

    def changelist_view(self, request, extra_context=None):
        """Without the way to deleted records where none may come back."""
        return super().changelist_view(
            request, {"has_recovery": self.model.may_be_returned} | (extra_context or {})
        )

    # django-reversion's own pages revert whatever was saved together
    # (kairouan/desk/reverting.py says why, and does better).

    def revision_view(self, request, object_id, version_id, extra_context=None):
        raise Http404

    def recover_view(self, request, version_id, extra_context=None):
        raise Http404

    def recoverlist_view(self, request, extra_context=None):
        raise Http404


def version_number(typed) -> int:
    """The number of a version as an address gives it. Raises Http404."""
    if not typed or not typed.isdecimal() or len(typed) > 18:
        raise Http404
    return int(typed)
