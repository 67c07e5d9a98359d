"""Return a record to a former version: that record and its own rows alone, by the rules
of its form on the desk.

django-reversion's own pages revert everything that was saved in the same revision,
consents and accounts included, and write to show what they would do. Here a plan is
made in memory and shown; on POST it is carried out through the record's own form: what
an officer may not type there does not come back, and what that form refuses is refused.
A model says what never comes back: `may_be_returned`, `never_returned`.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, quote, unquote
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, router
from django.forms.models import _get_foreign_key
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from reversion.models import Version

from kairouan.common.forms import typed_data
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision
from kairouan.review.moderation import Moderated, Status
from kairouan.review.serialization import digest_of

from .versions import (
    ComparedAdmin,
    Difference,
    columns_between,
    row_between,
    told_fields,
    versions_of,
)

# of a row: its life, not what it says
NOT_SAID = {"id", "created_at", "updated_at", "demonstration_key", "variants"}
CHANGED_SINCE = _("Cette fiche a changé depuis que vous l’avez ouverte. Relisez ce qui changerait.")


@dataclass(frozen=True)
class RevertChoice:
    """One thing that an officer may have come back, or leave: a column, or the rows of
    one kind.
    """

    key: str
    differences: list[Difference]
    values: dict = field(default_factory=dict)  # of a column: {name: former value}
    rows: "RevertRows | None" = None


@dataclass(frozen=True)
class RevertRows:
    """The record's rows of one kind: those to delete, and each to write with its former
    columns.
    """

    model: type[models.Model]
    owner: str  # the relation to the record
    gone: list[models.Model]
    wanted: list[tuple[models.Model, dict]]


@dataclass(frozen=True)
class RevertPlan:
    """Plan of a return: what would change, and what cannot.

    `mark` tells one plan from another: an officer carries out the one they read.
    """

    record: models.Model
    version: Version
    choices: list[RevertChoice]
    left: list[str]  # a sentence for each thing that cannot come back

    @property
    def mark(self) -> str:
        return digest_of(
            [
                [one.label, one.before, one.after]
                for choice in self.choices
                for one in choice.differences
            ]
        )


def reason_of(version: Version) -> str:
    moment = date_format(timezone.localtime(version.revision.date_created), "DATETIME_FORMAT")
    return gettext("Retour à la version du %(moment)s") % {"moment": moment}


# Planning: reads only


def plan_return(model_admin, request, record: models.Model, version: Version) -> RevertPlan:
    """Compare the record as it stands with one of its versions; a record made by
    `former_record` stands for nothing.

    A fixed number of statements, and one for each relation that differs.
    """
    former = version_values(version)
    now = {} if record._state.adding else current_values(record)
    left, choices = [], []
    for one in returned_fields(model_admin, request, record):
        name = one.name if one.many_to_many else one.attname
        if name not in former:  # the column is younger than the version
            continue
        value, is_lost = still_there(one, former[name])
        if is_lost:
            label = capfirst(str(one.verbose_name))
            left.append(gettext("%(label)s : ce qui y était n’existe plus.") % {"label": label})
        elif found := columns_between(type(record), {name: now.get(name)}, {name: value}):
            choices.append(RevertChoice(one.name, found, {one.name: value}))
    for rows in returned_rows(model_admin, request, record, version, left):
        if found := row_differences(rows):
            choices.append(RevertChoice(rows.model._meta.label_lower, found, rows=rows))
    return RevertPlan(record, version, choices, left)


def version_values(version: Version) -> dict:
    """Give what a version holds, by attribute; without the columns that it is older
    than.
    """
    fields = version._model._meta
    held = {*json.loads(version.serialized_data)[0]["fields"], fields.pk.name}
    return {
        name: value
        for name, value in version.field_dict.items()
        if fields.get_field(name).name in held
    }


def current_values(record: models.Model) -> dict:
    columns = {one.attname: one.value_from_object(record) for one in record._meta.concrete_fields}
    many = record._meta.local_many_to_many
    return columns | {
        one.name: [entry.pk for entry in getattr(record, one.name).all()] for one in many
    }


def returned_fields(model_admin, request, record: Any) -> list[models.Field]:
    """List the columns that this officer may type on the record's form, without
    accounts and what never comes back.
    """
    form = model_admin.get_form(request, record, change=True)
    return [
        one
        for one in told_fields(type(record))
        if one.name in form.base_fields
        and one.name not in record.never_returned
        and one.related_model is not get_user_model()
    ]


def still_there(one: models.Field, value) -> tuple:
    """Give the former value without what has been deleted since, and whether nothing is
    left of it.
    """
    if value in (None, "", []):
        return value, False
    if one.related_model:
        keys = value if one.many_to_many else [value]
        known = sorted(
            one.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)
        )
        return known if one.many_to_many else value, not known
    return value, isinstance(one, models.FileField) and not one.storage.exists(str(value))


def returned_rows(
    model_admin, request, record, version: Version, left: list[str]
) -> list[RevertRows]:
    kinds = own_rows(model_admin, request, record)
    versions = row_versions(version, kinds)
    return [
        rows_of_a_kind(model, owner, record, versions.get(model, []), left)
        for model, owner in kinds.items()
    ]


def own_rows(model_admin, request, record: models.Model) -> dict[type[models.Model], str]:
    """Name the rows that are typed with the record, are no records of their own, and
    that this officer may write whole.
    """
    found = {}
    for inline in model_admin.get_inline_instances(request, record):
        may = (
            inline.has_add_permission,
            inline.has_change_permission,
            inline.has_delete_permission,
        )
        is_own = inline.model.may_be_returned and not admin.site.is_registered(inline.model)
        if is_own and all(allowed(request, record) for allowed in may):
            found[inline.model] = _get_foreign_key(type(record), inline.model, inline.fk_name).name
    return found


def row_versions(
    version: Version, kinds: dict[type[models.Model], str]
) -> dict[type[models.Model], list[Version]]:
    """Read the record's rows in the version's revision, by kind.

    One statement, however much else was saved with them.
    """
    wanted = models.Q(pk__in=[])
    for model, kind in ContentType.objects.get_for_models(*kinds).items():
        for end in (",", "}"):
            wanted |= models.Q(
                content_type=kind,
                serialized_data__contains=f'"{kinds[model]}": {version.object_id}{end}',
            )
    found: dict = {}
    for one in (
        version.revision.version_set.filter(wanted).select_related("content_type").order_by("pk")
    ):
        owner = one._model._meta.get_field(kinds[one._model])
        # a text may hold these letters too
        if str(one.field_dict[owner.attname]) == version.object_id:
            found.setdefault(one._model, []).append(one)
    return found


def rows_of_a_kind(
    model, owner: str, record, versions: list[Version], left: list[str]
) -> RevertRows:
    """Match the rows that the record has with those it had; say in `left` which can
    neither come back nor go.
    """
    held = (
        {}
        if record._state.adding
        else {str(row.pk): row for row in model._base_manager.filter(**{owner: record})}
    )
    numbers = [one.object_id for one in versions]
    elsewhere = {
        str(number)
        for number in model._base_manager.filter(pk__in=numbers).values_list("pk", flat=True)
    } - held.keys()
    wanted = []
    for one in versions:
        stays = NOT_SAID | columns_that_stay(model)
        values = {name: value for name, value in version_values(one).items() if name not in stays}
        row = held.pop(one.object_id, None)
        if row is None and (
            twin := next((each for each in held.values() if says(each, values)), None)
        ):
            held.pop(str(twin.pk))  # made anew since, it says the same
        elif one.object_id in elsewhere or not has_its_files(model, values):
            left.append(gettext("%(what)s : ne peut plus revenir.") % {"what": one.object_repr})
        else:
            wanted.append((row or former_row(one), values))
    bound = [row for row in held.values() if holds_others(row)]
    left += [
        gettext("%(what)s : reste, car d’autres fiches en dépendent.") % {"what": row}
        for row in bound
    ]
    return RevertRows(model, owner, [row for row in held.values() if row not in bound], wanted)


def columns_that_stay(model) -> set[str]:
    """Name the columns of a row, as attributes, that no return changes."""
    return {one.attname for one in model._meta.concrete_fields if one.name in model.never_returned}


def says(row: models.Model, values: dict) -> bool:
    """Tell whether a row holds these columns, under whatever number."""
    now = current_values(row)
    return all(now[name] == value for name, value in values.items() if name in now)


def former_row(version: Version) -> models.Model:
    """Make the row that a version holds, not saved, under its own number; what never
    comes back is as in a new one.
    """
    model = version._model
    columns = {one.attname for one in model._meta.concrete_fields} - columns_that_stay(model)
    row = model(**{name: value for name, value in version.field_dict.items() if name in columns})
    if hasattr(row, "variants"):
        row.variants = {}  # the smaller photographs are made again
    return row


def has_its_files(model, values: dict) -> bool:
    files = (one for one in model._meta.concrete_fields if isinstance(one, models.FileField))
    return all(one.storage.exists(str(values[one.name])) for one in files if values.get(one.name))


def holds_others(row: models.Model) -> bool:
    """Tell whether deleting the row is forbidden by other records, or would take some
    with it.
    """
    if not row._meta.related_objects:
        return False
    collector = NestedObjects(using=router.db_for_write(type(row)))
    collector.collect([row])
    return bool(collector.protected) or any(
        model is not type(row)  # type: ignore[comparison-overlap] # the stubs say that it is a name
        for model in collector.model_objs
    )


def row_differences(rows: RevertRows) -> list[Difference]:
    found = [one for row in rows.gone for one in row_between(rows.model, current_values(row), None)]
    for row, values in rows.wanted:
        now = (
            None
            if row._state.adding
            else {name: value for name, value in current_values(row).items() if name in values}
        )
        found += row_between(rows.model, now, values)
    return found


def former_record(version: Version) -> models.Model:
    """Make a deleted record as a version holds it, not saved: a draft, without any
    account, right or consent.
    """
    model, values = version._model, version_values(version)
    withheld = model.never_returned - {"slug"}  # its address is still its own
    for one in model._meta.concrete_fields:
        if (
            one.name in withheld
            or one.related_model is get_user_model()
            or still_there(one, values.get(one.attname))[1]
        ):
            values.pop(one.attname, None)
    record = model(
        **{
            one.attname: values[one.attname]
            for one in model._meta.concrete_fields
            if one.attname in values
        }
    )
    if isinstance(record, Moderated):
        record.status, record.submitted_at, record.reason = Status.DRAFT, None, ""
    return record


# Carrying out


def carry_out(model_admin, request, plan: RevertPlan, chosen: set[str]):
    """Bring back what was chosen of a plan, in one transaction, as a version of its
    own. Raises ValidationError with sentences.
    """
    is_new = plan.record._state.adding
    try:
        with revision(request.user, reason_of(plan.version)), public_write():
            stored = (
                type(plan.record)
                ._default_manager.select_for_update(of=("self",))
                .filter(pk=plan.record.pk)
                .first()
            )
            if (stored is None) != is_new:
                raise ValidationError(CHANGED_SINCE)
            fresh = plan_return(model_admin, request, stored, plan.version) if stored else plan
            if fresh.mark != plan.mark:
                raise ValidationError(CHANGED_SINCE)
            revert_record(
                model_admin,
                request,
                fresh,
                [choice for choice in fresh.choices if choice.key in chosen],
            )
    except (IntegrityError, models.ProtectedError) as error:
        raise ValidationError(gettext("D’autres fiches l’empêchent. Rien n’a changé.")) from error


def revert_record(model_admin, request, plan: RevertPlan, choices: list[RevertChoice]):
    """Save the record through its form, then its rows: checks and consequences are
    those of an officer who types.
    """
    record, change = plan.record, not plan.record._state.adding
    values = {name: value for choice in choices for name, value in choice.values.items()}
    form_class = model_admin.get_form(request, record if change else None, change=change)
    as_it_was = form_class(instance=record)
    as_it_was.initial |= values
    form = form_class(typed_data(as_it_was), instance=record)
    if not form.is_valid():
        raise ValidationError(sentences_of(form))
    for name, value in values.items():
        if isinstance(record._meta.get_field(name), models.FileField):  # a file is not typed
            setattr(record, name, value)
    record = model_admin.save_form(request, form, change=change)
    model_admin.save_model(request, record, form, change)
    for choice in choices:
        if choice.rows:
            revert_rows(record, choice.rows)
    model_admin.save_related(request, form, [], change)
    model_admin.log_change(request, record, reason_of(plan.version))


def revert_rows(record: models.Model, rows: RevertRows):
    for row in rows.gone:  # first: a unique value may pass from one row to another
        row.delete()
    for row, values in rows.wanted:
        before = current_values(row)
        for name, value in values.items():
            setattr(row, name, value)
        setattr(row, rows.owner, record)
        if row._state.adding or current_values(row) != before:
            row.full_clean()
            row.save()


def sentences_of(form) -> list[str]:
    """List the form's errors, each behind the name of its field."""
    found = []
    for name, errors in form.errors.items():
        label = f"{capfirst(str(form.fields[name].label))} : " if name in form.fields else ""
        found += [f"{label}{error}" for error in errors]
    return found


# On the desk


class ReturningAdmin(ComparedAdmin):
    """Adds to the history of a record the page of return, and that of a deleted
    record.
    """

    def revision_view(self, request, object_id, version_id, extra_context=None):
        """Say what a return would change; on POST, carry it out."""
        record = self.get_object(request, unquote(object_id))
        version = get_object_or_404(versions_of(self.model, unquote(object_id)), pk=version_id)
        if record is None or not self.model.may_be_returned:
            raise Http404
        if not self.may_return(request, record):
            raise PermissionDenied
        return self.return_page(request, record, version, gettext("Revenir à une version"))

    def recover_view(self, request, version_id, extra_context=None):
        """Say what a deleted record held; on POST, bring it back."""
        deleted = Version.objects.get_deleted(self.model).select_related(
            "revision__user", "content_type"
        )
        version = get_object_or_404(deleted, pk=version_id)
        if not self.model.may_be_returned:
            raise Http404
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        return self.return_page(
            request, former_record(version), version, gettext("Rétablir une fiche supprimée")
        )

    def recoverlist_view(self, request, extra_context=None):
        if not self.model.may_be_returned:
            raise Http404
        return super(ComparedAdmin, self).recoverlist_view(request, extra_context)

    def return_page(self, request, record, version: Version, title: str):
        is_new = record._state.adding
        plan = plan_return(self, request, record, version)
        every_key = {choice.key for choice in plan.choices}
        chosen = (
            every_key
            if request.method == "GET" or is_new
            else every_key & set(request.POST.getlist("chosen"))
        )
        errors = []
        if request.method == "POST":
            errors = self.try_to_carry_out(request, plan, chosen)
            if not errors:
                messages.success(
                    request,
                    gettext("« %(entry)s » : %(said)s.")
                    % {"entry": record, "said": reason_of(version)},
                )
                return redirect(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_change", quote(record.pk)
                )
        context = self.admin_site.each_context(request) | {
            "title": title,
            "subtitle": str(version),
            "opts": self.opts,
            "object_id": None if is_new else str(record.pk),
            "plan": plan,
            "chosen": chosen,
            "errors": errors,
            "media": self.media,
        }
        return TemplateResponse(
            request, "reversion/return.html", context, status=422 if errors else 200
        )

    def try_to_carry_out(self, request, plan: RevertPlan, chosen: set[str]) -> list[str]:
        """Carry out the plan that was read; the sentences that say why not."""
        if request.POST.get("mark") != plan.mark:
            return [str(CHANGED_SINCE)]
        if not chosen:
            return [gettext("Cochez au moins une ligne.")]
        try:
            carry_out(self, request, plan, chosen)
        except ValidationError as error:
            return error.messages
        return []
