"""A kind of record as a list: its columns, how a row finds its record, and what a whole
list would change. Over django-import-export.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult
from tablib import Dataset

from kairouan.common.languages import CODES, columns
from kairouan.common.numbers import western
from kairouan.search.folding import fold

from .cells import (
    BETWEEN,
    FieldCell,
    OnlyWritten,
    RelationCell,
    RelationsCell,
    cell_for_column,
    is_required,
    several,
)
from .named import NameIndex, reference_key
from .photos import Photos, copy_of, held_under

NAMES = columns("name")
PHOTOS = "photos"
OTHERS = "others"  # the answer for the rows that have none of their own
ROW = "#"  # the column of a dataset that holds the number of the row in the file
MARKS = {" ": "space", ".": "point", ",": "comma"}
MOST_SAID = 12  # values named in a sentence


@dataclass(frozen=True)
class RowProblem:
    """Error in a cell, or in a row as a whole (no column)."""

    row: int
    column: str
    value: str
    said: str
    allowed: str = ""


@dataclass(frozen=True)
class RowChange:
    """Effect of a row: the columns that differ, before and after."""

    row: int
    name: str
    is_new: bool
    columns: list[tuple[str, str, str]]  # label, before, after


@dataclass(frozen=True)
class Likeness:
    """A new row that bears the name of records we have: its officer says whether it is
    one of them.
    """

    row: int
    name: str
    records: list[tuple[int, str]]  # number, what it is called by


@dataclass(frozen=True)
class Doubt:
    """Cells of a column that may each be two numbers, in the same way: one answer holds
    for them all.
    """

    name: str  # of the answer
    column: str
    cells: list[tuple[int, str, list[str]]]  # row, what is written, its meanings in words


@dataclass(frozen=True)
class Twins:
    """Rows that are one record by their reference, or likely one by their name."""

    name: str  # of the answer
    said: str  # what they share
    rows: list[int]
    may_be_apart: bool  # each has a reference of its own
    are_identical: bool  # cell by cell


@dataclass
class ImportOutcome:
    """The result of reading a list: its changes, and what is asked before."""

    changes: list[RowChange] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    likenesses: list[Likeness] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    twins: list[Twins] = field(default_factory=list)
    # rows not read: their officer said that another is the same record
    left: list[int] = field(default_factory=list)
    same: int = 0


class ByKey(BaseInstanceLoader):
    """Finds the records of all the rows in two statements, by their key as a list may
    spell it or by our number (`#12`).
    """

    def __init__(self, resource, dataset):
        super().__init__(resource, dataset)
        (self.key,) = resource.keys
        self.named = NameIndex()
        for number, key in resource._meta.model._base_manager.values_list("pk", self.key):
            for name in filter(None, (f"#{number}", key)):
                self.named.add(name, number, is_reference=True)

    @cached_property
    def records(self) -> dict:
        meant = {
            number
            for typed in set(self.dataset[self.key])
            if typed
            for number in self.named.find(typed)
        }
        return self.resource.get_queryset().in_bulk(meant)

    def get_instance(self, row):
        """Raises ValidationError when it would be a guess."""
        number = self.number_of(row)
        return self.records[number] if number else None

    def number_of(self, row) -> int | None:
        """Raises ValidationError when it would be a guess."""
        typed = row[self.key]
        found = self.named.find(typed)
        if len(found) > 1:
            raise ValidationError({self.key: several(typed, found)})
        if not found and is_number_of_ours(typed):
            raise ValidationError({self.key: gettext("Aucune fiche n’a ce numéro.")})
        return min(found) if found else None


def is_number_of_ours(typed: str) -> bool:
    """Return whether the reference is a primary key, written `#12`."""
    return typed.startswith("#") and typed[1:].isdecimal()


class NoDiff:
    """In place of the library's, which is made of HTML: `Sheet.differing` tells what
    changes.
    """

    def __init__(self, resource, instance, new):
        pass

    def compare_with(self, resource, instance):
        pass


class Sheet(resources.ModelResource):
    """A kind of record as a list. A concrete class gives `Meta.model` and
    `Meta.fields`, the columns in their order.

    `keys` are the columns by which a row finds its record; `alike_within` the relations
    within which two records of one name are likely one; `only_written` the columns that
    we give and never read; `typed` the form fields of columns that are not typed as
    their model says; `personal` the columns that only who may change these records is
    given.
    """

    keys: tuple[str, ...] = ("reference",)
    alike_within: tuple[str, ...] = ()
    only_written: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    typed: dict[str, type[forms.Field]] = {}
    has_photos = False

    class Meta:
        instance_loader_class = ByKey
        import_id_fields = ()
        clean_model_instances = True
        skip_unchanged = True
        skip_html_diff = True
        report_skipped = True
        store_instance = True

    def __init__(
        self, photos: Photos | None = None, answers: dict[str, int] | None = None, **kwargs
    ):
        super().__init__(**kwargs)
        self.photos = photos or Photos()
        # by row, which record it is, 0 for a new one; by name of a doubt, which
        # meaning; by name of twins, the row to read, 0 for all. OTHERS stands for the
        # other rows: new records, each its own
        self.answers = answers or {}
        self.likenesses: list[Likeness] = []
        self.doubts: dict[str, Doubt] = {}
        # our records before the list, by what makes two of them likely one
        self.named_alike: dict[tuple, dict[int, str]] = {}
        self.given: set[str] = set()  # the columns of the list in hand
        self.change: RowChange | None = None  # of the row in hand

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        is_read = field_name not in cls.only_written
        cell = (
            cell_for_column(django_field, new_form_field(cls.typed.get(field_name)))
            if is_read
            else OnlyWritten(django_field)
        )
        return Field(
            attribute=django_field.attname
            if is_read and isinstance(cell, RelationCell)
            else field_name,
            column_name=field_name,
            widget=cell,
            readonly=not is_read,
            **({"default": django_field.default} if is_read and django_field.has_default() else {}),
        )

    # What the columns are called

    @classmethod
    def columns(cls) -> list[str]:
        """The columns of a list, in order."""
        return [*cls._meta.fields, *([PHOTOS] if cls.has_photos else [])]

    @classmethod
    def label(cls, name: str) -> str:
        """The heading of a column, in the reader's language."""
        return (
            str(capfirst(_("photos")))
            if name == PHOTOS
            else str(capfirst(cls._meta.model._meta.get_field(name).verbose_name))
        )

    @classmethod
    def headings(cls) -> NameIndex:
        """The columns by what a heading may call them."""
        found = NameIndex()
        for name in cls.columns():
            found.add(name, name)
            for code in CODES:
                with override(code):
                    found.add(cls.label(name), name)
        return found

    def allowed_in(self, name: str) -> list[str]:
        return self.fields[name].widget.allowed() if name in self.fields else []

    # Out

    def get_queryset(self):
        relations = [
            name for name, one in self.fields.items() if isinstance(one.widget, RelationsCell)
        ]
        shown = [
            name for name in self.only_written if self._meta.model._meta.get_field(name).is_relation
        ]
        photos = ["photos"] if self.has_photos else []
        return (
            super()
            .get_queryset()
            .order_by("pk")
            .select_related(*shown)
            .prefetch_related(*relations, *photos)
        )

    def rows(self, queryset, without: tuple[str, ...] = ()) -> list[list]:
        """The heading and a row a record, `without` some columns.

        Photographs are not in it: they have files.
        """
        names = [name for name in self._meta.fields if name not in without]
        found = self.get_queryset().filter(pk__in=queryset.order_by().values("pk"))
        return [
            [self.label(name) for name in names],
            *([self.cell(name, entry) for name in names] for entry in found),
        ]

    def cell(self, name: str, entry):
        value = self.fields[name].export(entry)
        return f"#{entry.pk}" if name == "reference" and not value else value

    # In

    def read(self, dataset: Dataset, write: bool = False) -> ImportOutcome:
        """Import the rows, or only compare them unless `write`. The caller holds the
        transaction, and rolls it back when there is a problem.
        """
        outcome = ImportOutcome()
        dataset = self.without_twins(dataset, outcome)
        result = self.import_data_inner(
            dataset,
            not write,
            raise_errors=False,
            using_transactions=False,
            collect_failed_rows=False,
        )
        for failed in [
            *result.base_errors,
            *(error for row in result.rows for error in row.errors),
        ]:
            raise failed.error  # ours, not the list's
        outcome.likenesses, outcome.doubts = self.likenesses, list(self.doubts.values())
        for row, data in zip(result.rows, dataset.dict, strict=True):
            if row.validation_error:
                outcome.problems += self.problems_of(row.validation_error, data)
            elif row.import_type == RowResult.IMPORT_TYPE_SKIP:
                outcome.same += 1
            else:
                outcome.changes.append(row.change)
        asked = {(row, one.column) for one in outcome.doubts for row, _typed, _words in one.cells}
        outcome.problems = [one for one in outcome.problems if (one.row, one.column) not in asked]
        return outcome

    def without_twins(self, dataset: Dataset, outcome: ImportOutcome) -> Dataset:
        """The list without the rows that repeat a record; which are alike, and not
        answered for, is told in the outcome.
        """
        loader = self._meta.instance_loader_class(self, dataset)
        rows = {row[ROW]: row for row in dataset.dict}
        kept = set(rows)
        for may_be_apart, marks_of in ((False, self.record_of), (True, self.names_of)):
            for same in grouped(
                {number: marks_of(rows[number], loader) for number in sorted(kept)}
            ):
                name = f"{'alike' if may_be_apart else 'same'}-{same[0]}"
                answer = self.answers.get(
                    name, 0 if may_be_apart and OTHERS in self.answers else None
                )
                if answer in same:
                    outcome.left += [number for number in same if number != answer]
                elif answer is None or not may_be_apart:
                    cells = [
                        [value for column, value in rows[number].items() if column != ROW]
                        for number in same
                    ]
                    said = self.called(rows[same[0]], may_be_apart)
                    outcome.twins.append(
                        Twins(name, said, same, may_be_apart, all(one == cells[0] for one in cells))
                    )
                if not may_be_apart:
                    kept -= {
                        number
                        for number in same
                        if number != (answer if answer in same else same[0])
                    }
                else:
                    kept -= set(outcome.left)
        found = Dataset(headers=dataset.headers)
        for row in dataset:
            if row[dataset.headers.index(ROW)] in kept:
                found.append(row)
        return found

    def called(self, row, by_name: bool) -> str:
        return (
            next((row[name] for name in NAMES if row.get(name)), "")
            if by_name
            else " · ".join(row[name] for name in self.keys)
        )

    def record_of(self, row, loader) -> list:
        """Identify the record of a row: by our number for it, or by its key."""
        if not all(row.get(name) for name in self.keys):
            return []
        with suppress(ValidationError):  # said when the row is read
            return [loader.number_of(row) or self.answers.get(str(row[ROW])) or self.key_of(row)]
        return []

    def names_of(self, row, loader) -> list[tuple]:
        """The names of a new record, each within what tells two of that name apart."""
        (record,) = self.record_of(row, loader) or [0]
        if isinstance(record, int) or not set(self.alike_within).issubset(row):
            return []
        within = [self.key_in(row, name) for name in self.alike_within]
        return [(*within, fold(row[name])) for name in NAMES if name in row and fold(row[name])]

    def problems_of(self, error: ValidationError, data: dict):
        by_attribute = {one.attribute: name for name, one in self.fields.items()}
        for name, sentences in error.message_dict.items():
            column = by_attribute.get(name, name)
            if column not in self.columns():
                yield RowProblem(data[ROW], "", "", " ".join(sentences))
                continue
            allowed = self.allowed_in(column)
            yield RowProblem(
                data[ROW],
                self.label(column),
                data.get(column) or "",
                " ".join(sentences),
                ", ".join(allowed) if len(allowed) <= MOST_SAID else "",
            )

    def before_import(self, dataset, **kwargs):
        self.given = set(dataset.headers)
        if not set(NAMES).issubset(self._meta.fields):
            return
        within = [f"{name}_id" for name in self.alike_within]
        for number, *values in self._meta.model._base_manager.values_list("pk", *within, *NAMES):
            names = values[len(within) :]
            for name in filter(fold, names):
                held = self.named_alike.setdefault((*values[: len(within)], fold(name)), {})
                held[number] = next(filter(None, names))

    def likely_same(self, instance) -> dict[int, str]:
        """Our records that a new one may be: number, name."""
        within = [getattr(instance, f"{name}_id") for name in self.alike_within]
        found: dict[int, str] = {}
        for name in NAMES if self.named_alike else ():
            found |= self.named_alike.get((*within, fold(getattr(instance, name))), {})
        return found

    def get_diff_class(self):
        return NoDiff

    def before_import_row(self, row, **kwargs):
        """Raises ValidationError."""
        if not all(row.get(name) for name in self.keys):
            raise ValidationError(
                {
                    self.keys[0]: gettext(
                        "Chaque ligne porte sa référence : c’est elle qui dit de quelle fiche il "
                        "s’agit."
                    )
                }
            )

    def get_instance(self, instance_loader, row):
        """Raises ValidationError."""
        found = super().get_instance(instance_loader, row)
        if not found and (chosen := self.answers.get(str(row[ROW]))):
            found = self.get_queryset().filter(pk=chosen).first()
        return found

    def key_of(self, row) -> tuple:
        """Compute the natural key of a row, shared by two rows of one new record."""
        return tuple(self.key_in(row, name) for name in self.keys)

    def key_in(self, row, name: str):
        if isinstance(self.fields[name].widget, RelationCell):
            with suppress(ValueError):  # said when the row is read
                return self.fields[name].clean(row)
        return reference_key(row[name])

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        # a record that was found by its reference keeps it; one that its officer
        # pointed out takes it, if it had none
        is_pointed_out = str(row[ROW]) in self.answers and not getattr(instance, field.attribute)
        if field.column_name in self.keys and not instance._state.adding and not is_pointed_out:
            return
        meanings = (
            field.widget.meanings(row[field.column_name])
            if isinstance(field.widget, FieldCell) and field.column_name in row
            else []
        )
        if not meanings:
            super().import_field(field, instance, row, is_m2m, **kwargs)
            return
        chosen = self.chosen(field, instance, row, meanings)
        # in doubt, a number for the rules of the record: the row is not written
        meant = meanings[chosen or 0][0]
        super().import_field(field, instance, row | {field.column_name: meant}, is_m2m, **kwargs)
        if chosen is None:
            raise ValueError(meant)

    def chosen(self, field, instance, row, meanings: list[tuple[str, str]]) -> int | None:
        """Which meaning of a cell in doubt holds: what is stored, else what its officer
        answered for the column.
        """
        stored = None if instance._state.adding else getattr(instance, field.attribute)
        values = [field.widget.clean(typed) for typed, _words in meanings]
        if stored is not None and stored in values:
            return values.index(stored)
        typed = row[field.column_name]
        marks = [MARKS[mark] for mark in re.findall(r"(?<=\d)[ .,](?=\d)", western(typed))]
        name = "-".join([field.column_name, str(len(meanings)), *marks])
        answer = self.answers.get(name)
        if answer is None or answer >= len(meanings):
            asked = self.doubts.setdefault(name, Doubt(name, self.label(field.column_name), []))
            asked.cells.append((row[ROW], typed, [words for _typed, words in meanings]))
            return None
        return answer

    def import_instance(self, instance, row, **kwargs):
        """Compare as the library does, with the relations to many and the photographs
        read too, so that all that is wrong is said at once.
        """
        errors: dict = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, one in self.fields.items():
            if isinstance(one.widget, RelationsCell) and name in row:
                try:
                    one.clean(row)
                except ValueError as error:
                    errors[name] = [ValidationError(str(error))]
        try:
            self.new_photos(instance, row)
        except ValidationError as error:
            errors[PHOTOS] = [error]
        if errors:
            raise ValidationError(errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The record's own rules.

        Its relations and its key have been found already: no statement asks for them
        again.
        """
        errors = dict(import_validation_errors or {})
        if instance._state.adding and (missing := self.missing_columns):
            # before the record's own rules, which may read a relation that is not there
            raise ValidationError(errors | missing)
        failed = {
            one.column_name for one in self.fields.values() if one.attribute in errors
        } | errors.keys()
        found = {
            name for name, one in self.fields.items() if isinstance(one.widget, RelationCell)
        } | set(self.keys)
        try:
            instance.full_clean(
                exclude={*failed, *found},
                validate_unique=validate_unique,
                validate_constraints=False,
            )
            if not errors:
                instance.validate_constraints(exclude=self.unruled)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    @cached_property
    def missing_columns(self) -> dict[str, ValidationError]:
        """The columns that the list lacks and that a new record cannot do without, each
        with a sentence.
        """
        said = gettext(
            "Cette colonne manque dans la liste : une nouvelle fiche ne peut s’en passer."
        )
        columns = {
            name: self._meta.model._meta.get_field(name)
            for name in self._meta.fields
            if name not in self.only_written
        }
        return {
            name: ValidationError(said)
            for name, column in columns.items()
            if name not in self.given
            and name not in self.keys
            and not column.many_to_many
            and is_required(column)
        }

    @cached_property
    def unruled(self) -> set[str]:
        """The columns of which no rule of the table speaks: Django sends the others to
        the database, once for each rule.
        """
        meta = self._meta.model._meta
        rules: list[Any] = [
            rule.condition for rule in meta.constraints if isinstance(rule, models.CheckConstraint)
        ]
        ruled = set().union(*(rule.referenced_base_fields for rule in rules))
        return {one.name for one in meta.concrete_fields} - ruled

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors:
            return False
        is_new = instance._state.adding
        photos = [(self.label(PHOTOS), "", row[PHOTOS])] if self.new_photos(instance, row) else []
        columns = [*self.differing(None if is_new else original, instance, row), *photos]
        self.change = RowChange(row[ROW], str(instance), is_new, columns)
        is_answered = str(row[ROW]) in self.answers or OTHERS in self.answers
        if is_new and not is_answered and (alike := self.likely_same(instance)):
            self.likenesses.append(Likeness(row[ROW], str(instance), sorted(alike.items())))
        return not is_new and not columns

    def differing(self, original, instance, row) -> list[tuple[str, str, str]]:
        """The columns of the row that differ from what is stored: label, before,
        after.
        """
        found = []
        for name in self._meta.fields:
            one = self.fields[name]
            if one.readonly or name not in row:
                continue
            before = cell_value_text(one.export(original)) if original else ""
            # relations to many are stored last: what they will be is in the row
            after = cell_value_text(
                one.widget.render(one.clean(row))
                if isinstance(one.widget, RelationsCell)
                else one.export(instance)
            )
            if before != after:
                found.append((self.label(name), before, after))
        return found

    def after_import_row(self, row, row_result, **kwargs):
        row_result.change = self.change

    def do_instance_save(self, instance, is_create):
        instance.save()

    # Photographs

    def new_photos(self, instance, row) -> list[tuple]:
        """The photographs that the row names and the record does not hold yet.

        Raises ValidationError.
        """
        held = [] if instance._state.adding or not photo_names(row) else list(instance.photos.all())
        found = [self.photos.get(name) for name in photo_names(row)]
        return [photo for photo in found if not held_under(photo[0], held)]

    def after_save_instance(self, instance, row, **kwargs):
        if kwargs.get("dry_run") or not self.has_photos:
            return
        model = instance._meta.get_field("photos").related_model
        rank = len(instance.photos.all()) if photo_names(row) else 0
        for place, photo in enumerate(self.new_photos(instance, row)):
            model.holding(copy_of(photo), **{model.shows: instance, "order": rank + place}).save()


def grouped(marks: dict[int, list]) -> list[list[int]]:
    """The rows that share a mark with the first of them, two at least."""
    first_of: dict = {}
    groups: dict[int, list[int]] = {}
    for number, found in marks.items():
        first = next((first_of[mark] for mark in found if mark in first_of), number)
        groups.setdefault(first, []).append(number)
        for mark in found:
            first_of.setdefault(mark, first)
    return [rows for rows in groups.values() if len(rows) > 1]


def new_form_field(field_class: type[forms.Field] | None) -> forms.Field | None:
    return field_class() if field_class else None


def photo_names(row: dict) -> list[str]:
    """The photographs that a row names."""
    return [part.strip() for part in BETWEEN.split(row.get(PHOTOS) or "") if part.strip()]


def cell_value_text(value) -> str:
    """A cell as it is shown before and after."""
    return (
        ""
        if value is None
        else f"{value.normalize():f}".replace(".", ",")
        if isinstance(value, Decimal)
        else str(value)
    )
