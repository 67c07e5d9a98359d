"""Every text in two languages: which of them wait, and writing a translation down."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import (
    Translated,
    TranslationState,
    digest,
)
from kairouan.common.forms import ChecksConstraints
from kairouan.common.languages import BY_CODE, Language, columns, other_languages
from kairouan.common.records import form_field_of
from kairouan.publication.stamp import public_write
from kairouan.review.differences import words
from kairouan.review.history import revision, store_version

WAITING = [TranslationState.MISSING, TranslationState.TO_REVIEW]
LONG = 80  # characters from which a text is typed in several lines
MOVED = _(
    "Ce texte a changé pendant que vous traduisiez. Relisez-le, puis enregistrez de nouveau : "
    "votre saisie est conservée."
)


@dataclass(frozen=True)
class Pair:
    """One text of a record: what is written, and its translation into a language.

    `was` is what the translation was made from, when that has changed.
    """

    entry: Translated
    name: str
    source: str  # the language
    target: str
    state: TranslationState

    @property
    def column(self) -> str:
        """The column of the translation."""
        return f"{self.name}_{self.target}"

    @property
    def label(self) -> str:
        return capfirst(str(getattr(type(self.entry), self.name).short_description))

    @property
    def text(self) -> str:
        return getattr(self.entry, f"{self.name}_{self.source}")

    @property
    def translation(self) -> str:
        return getattr(self.entry, self.column)

    @property
    def source_language(self) -> Language:
        return BY_CODE[self.source]

    @property
    def target_language(self) -> Language:
        return BY_CODE[self.target]

    @property
    def changed_words(self) -> list[tuple[str, str]]:
        """Compare the source with what it was when translated, as `differences.words`
        does; empty when that is not known.
        """
        made = self.entry.translations[self.name]["to"].get(self.target, {})
        was = made.get("was")
        return words(was, self.text) if was and self.state == TranslationState.TO_REVIEW else []

    @property
    def reference(self) -> str:
        return f"{self.entry._meta.label_lower}:{self.entry.pk}:{self.column}"

    @property
    def version(self) -> str:
        """Changes when either text does."""
        return digest(f"{self.text}\0{self.translation}")


def pairs_of(entry: Translated) -> list[Pair]:
    """The texts of a record that say something, in the order of its form, each with
    every translation.
    """
    return [
        Pair(entry, name, source, target, entry.state_towards(name, target))
        for name in entry.bilingual_fields
        if name in entry.translations
        for source in [entry.translations[name]["source"]]
        for target in other_languages(source)
    ]


def translated_models() -> list[type[Translated]]:
    """Every kind of record with texts that somebody reads."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Translated) and model.is_for_translators
    ]


def may(user, right: str, model) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{right}_{model._meta.model_name}")


def models_seen_by(user) -> list[type[Translated]]:
    return [
        model
        for model in translated_models()
        if may(user, "view", model) or may(user, "change", model)
    ]


def model_called(label: str) -> type[Translated] | None:
    return next((model for model in translated_models() if model._meta.label_lower == label), None)


def kind_of(model) -> str:
    """The kind as a list names it; a row of another record is named with it: a
    photograph of a workshop is not one of a family.
    """
    owner = owner_field(model)
    name = capfirst(str(model._meta.verbose_name))
    return f"{capfirst(str(owner.related_model._meta.verbose_name))} · {name}" if owner else name


def owner_field(model) -> models.ForeignKey | None:
    """The relation to the record on whose form this one is typed; None for a record
    with a form of its own.
    """
    if admin.site.is_registered(model):
        return None
    return next(
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is models.CASCADE
    )


def owner_of(entry: Translated):
    field = owner_field(type(entry))
    return getattr(entry, field.name) if field else None


def matching(
    model, states: Iterable[str] = (), target: str = "", query: str = ""
) -> models.QuerySet:
    """The records of a kind in any of these states, to be read in this language, with
    these words. In the order in which they are gone through.
    """
    related = [
        field.name for field in model._meta.concrete_fields if field.is_relation and not field.null
    ]
    found = model._base_manager.select_related(*related).exclude(translations={}).order_by("pk")
    if states:
        found = found.filter(translation_state__in=states)
    if target:
        sources = [
            (f"translations__{name}__source", source)
            for name in model.bilingual_fields
            for source in other_languages(target)
        ]
        found = found.filter(models.Q.create([*sources], connector=models.Q.OR))
    if query:
        texts = [(f"{column}__icontains", query) for column in columns(*model.bilingual_fields)]
        found = found.filter(models.Q.create([*texts], connector=models.Q.OR))
    return found


def counts_by_kind(user) -> list[dict]:
    """For each kind that this person may see: how many records in each state.

    One statement a kind.
    """
    found = []
    for model in models_seen_by(user):
        counted = (
            matching(model).order_by().values_list("translation_state").annotate(models.Count("pk"))
        )
        states = dict(counted)
        if states:
            found.append(
                {
                    "model": model,
                    "label": model._meta.label_lower,
                    "name": kind_of(model),
                    "states": states,
                }
            )
    return sorted(found, key=lambda kind: kind["name"])


def waiting_count(user) -> dict[str, int]:
    """Count the records that wait in each state, over every kind."""
    kinds = counts_by_kind(user)
    return {state: sum(kind["states"].get(state, 0) for kind in kinds) for state in WAITING}


# Writing a translation down


class TranslationForm(ChecksConstraints):
    """The translations of one record, and for each that is to review whether it is
    still right. `version` is what was read.
    """

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs = pairs_of(self.instance)
        self.initial["version"] = pairs_version(self.pairs)
        for pair in self.pairs:
            field = self.fields[pair.column]
            field.label, field.required = pair.label, False
            if pair.state == TranslationState.TO_REVIEW:
                self.fields[f"right_{pair.column}"] = forms.BooleanField(
                    label=_("La traduction dit toujours la même chose"), required=False
                )

    def clean(self):
        typed = super().clean()
        if self.data.get(self.add_prefix("version")) != self.initial["version"]:
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.initial["version"]
            raise ValidationError(MOVED)
        return typed

    def save(self, commit=True):
        for pair in self.pairs:
            # written beside the source, so made from it
            if {pair.column, f"right_{pair.column}"} & {*self.changed_data}:
                self.instance.still_right(pair.name, to=pair.target)
        return super().save(commit)

    def has_something(self) -> bool:
        return bool({*self.changed_data} - {"version"})


def pairs_version(pairs: list[Pair]) -> str:
    return digest("".join(pair.version for pair in pairs))


def translation_field(column, **kwargs) -> forms.Field:
    """A text as it is typed: in its direction, with room for it."""
    attrs = {
        "lang": column.language,
        "dir": BY_CODE[column.language].direction,
        "class": "vLargeTextField",
    }
    rows = 8 if column.max_length is None else 3
    is_short = column.max_length and column.max_length <= LONG
    kwargs["widget"] = (
        forms.TextInput(attrs | {"class": "vTextField"})
        if is_short
        else forms.Textarea(attrs | {"rows": rows})
    )
    return form_field_of(column, **kwargs)


def form_of(entry: Translated, data=None) -> TranslationForm:
    made: Any = forms.modelform_factory(
        type(entry),
        form=TranslationForm,
        fields=[pair.column for pair in pairs_of(entry)],
        formfield_callback=translation_field,
    )
    return made(data, instance=entry)


def save_translation(entry: Translated, data, user) -> TranslationForm:
    """The form, saved when it is valid, with a version of the record on whose form the
    text is.
    """
    owner = owner_of(entry)
    with revision(user, gettext("Traduction")), public_write():
        entry = type(entry)._base_manager.select_for_update(of=("self",)).get(pk=entry.pk)
        form = form_of(entry, data)
        if form.is_valid() and form.has_something():
            form.save()
            store_version(owner or entry)
            log(
                user,
                owner or entry,
                [
                    pair.label
                    for pair in form.pairs
                    if {pair.column, f"right_{pair.name}"} & {*form.changed_data}
                ],
            )
    return form


def log(user, record, labels: list[str]):
    said = gettext("Traduction : %(texts)s") % {"texts": ", ".join(labels)}
    LogEntry.objects.log_actions(user.pk, [record], CHANGE, said, single_object=True)
