"""Base models of every record."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .languages import columns
from .pasted import clean_line, clean_text, western_digits

# Columns that Django or `save` fill by themselves: no fact that somebody stated.
DERIVED = frozenset(
    {
        "created_at",
        "updated_at",
        "demonstration_key",
        "written_in",
        "translations",
        "translation_state",
        "variants",
        "mark",
        "search_name",
        "search_text",
        *columns("sort"),
    }
)


def field_of(model: type[models.Model] | models.Model, name: str) -> models.Field:
    """The field of a name: a column, or a relation that the model itself holds."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(f"{name} is held by another model than {model._meta.label}")
    return field


def form_field_of(column: models.Field, **kwargs) -> forms.Field:
    """The form field of a column that somebody may write: it has one."""
    field = column.formfield(**kwargs)
    if field is None:
        raise ValueError(f"nobody writes {column}")
    return field


def related_model(model: type[models.Model] | models.Model, name: str) -> Any:
    """The model at the other end of a relation, with what its own base gives it."""
    return model._meta.get_field(name).related_model


class CleansTexts(models.Model):
    """Pasted text: each text that someone may write is cleaned before it is checked,
    and before it is stored.
    """

    class Meta:
        abstract = True

    @classmethod
    def written_texts(cls) -> list[models.Field]:
        """The columns of free text.

        Those that nobody types (`editable=False`) are ours as they are.
        """
        texts = [
            field
            for field in cls._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
        ]
        return [field for field in texts if field.editable and not field.choices]

    def clean_texts(self):
        for field in self.written_texts():
            # a column that was not read is not read for this
            typed = self.__dict__.get(field.attname)
            if isinstance(typed, str):
                clean = clean_line if isinstance(field, models.CharField) else clean_text
                setattr(self, field.attname, clean(typed))

    def clean_fields(self, exclude=None):
        self.clean_texts()
        super().clean_fields(exclude)

    def save(self, *args, **kwargs):
        self.clean_texts()
        super().save(*args, **kwargs)


class ChecksNamedColumns(models.Model):
    """The rules of the database are asked about the columns that they name.

    Django gives every rule every column of the record, as an expression to build: half
    of what it costs to check one.
    """

    class Meta:
        abstract = True

    def _get_field_expression_map(self, meta, exclude=None):
        unnamed = columns_no_rule_names(meta.model)
        left_out = unnamed | set(exclude or ())
        return super()._get_field_expression_map(meta, left_out)  # type: ignore[misc] # Django's own


@cache
def columns_no_rule_names(model: type[models.Model]) -> frozenset[str]:
    """List the columns that no rule of the model names; empty where a rule is made of
    expressions, which may name any.
    """
    rules = model._meta.constraints
    if any(getattr(rule, "expressions", ()) for rule in rules):
        return frozenset()
    conditions = [getattr(rule, "condition", None) for rule in rules]
    named = {name for each in conditions if each for name in each.referenced_base_fields}
    return frozenset(field.name for field in model._meta.concrete_fields) - named


class Record(ChecksNamedColumns, CleansTexts):
    """`demonstration_key` names an invented record in the demonstration data; a real
    record has none.

    `load_demo` refuses a database that holds any record without one.
    """

    demonstration_key = models.CharField(
        max_length=120, blank=True, default="", editable=False, db_index=True
    )
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    holds_personal_data = False  # whether the log says which officer read it
    # to a former version, by an officer (desk/reverting.py): never an agreement, nor a
    # right
    may_be_returned = True
    never_returned: frozenset[str] = frozenset()  # columns that stay as they are then
    # its bilingual texts that are somebody's own name
    names_of_persons: frozenset[str] = frozenset()
    # whether a public page may show it: a change then makes a new edition of every page
    shows_on_pages = True
    # which rows the portal gives by itself: nobody's, and no demonstration
    given_by_portal: models.Q | None = None

    class Meta:
        abstract = True

    def absorb(self, other):
        """Deduplicate: take over, in memory, the facts of a row of the same thing that
        is about to go.

        An empty column is filled; two columns that contradict each other raise
        ValidationError, unless the model says in its own `absorb` which of them is the
        truth.
        """
        contradicted = []
        for field in self._meta.concrete_fields:
            mine, theirs = field.value_from_object(self), field.value_from_object(other)
            if (
                field.primary_key
                or field.name in DERIVED
                or mine == theirs
                or theirs in field.empty_values
            ):
                continue
            if mine in field.empty_values:
                setattr(self, field.attname, theirs)
            else:
                contradicted.append(capfirst(str(field.verbose_name)))
        if contradicted:
            facts = {
                "kind": capfirst(str(self._meta.verbose_name)),
                "row": other,
                "columns": ", ".join(contradicted),
            }
            raise ValidationError(
                gettext(
                    "%(kind)s « %(row)s » ne peut ni passer à l’autre fiche ni disparaître : "
                    "%(columns)s."
                )
                % facts
            )


class Referenced(models.Model):
    """External reference of a record in an officer's own lists, so that importing a
    list twice changes nothing.

    A record without one is called by its number: `#12`.
    """

    reference = models.CharField(
        _("référence"),
        max_length=60,
        unique=True,
        null=True,
        blank=True,
        help_text=_(
            "Celle de vos listes Excel, pour les importer plusieurs fois sans doublon. Jamais "
            "publique."
        ),
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        self.reference = western_digits(self.reference or "") or None
        if self.reference and self.reference.startswith("#"):
            raise ValidationError(
                {
                    "reference": _(
                        "Une référence ne commence pas par # : ce signe annonce notre numéro."
                    )
                }
            )

    def validate_unique(self, exclude=None):
        super().validate_unique(exclude)
        if self.reference and "reference" not in (exclude or ()) and (alike := self.called_alike()):
            said = _(
                "La référence « %(reference)s » existe déjà : elle ne s’en distingue que par ses "
                "majuscules."
            )
            raise ValidationError({"reference": ValidationError(said, params={"reference": alike})})

    def called_alike(self) -> str:
        """The reference of another record that differs from this one by its case alone;
        none when this one was so already.
        """
        others = (
            type(self)
            ._base_manager.filter(reference__iexact=self.reference)
            .exclude(reference=self.reference)
        )
        alike = others.exclude(pk=self.pk).values_list("reference", flat=True).first()
        is_as_it_was = (
            alike and type(self)._base_manager.filter(pk=self.pk, reference=self.reference).exists()
        )
        return "" if is_as_it_was else alike or ""


class Featured(models.Model):
    """Rank on the home page, which officers may give."""

    front_rank = models.PositiveSmallIntegerField(
        _("rang sur l’accueil"),
        null=True,
        blank=True,
        help_text=_(
            "1, 2, 3… : montré d’abord sur la page d’accueil, dans cet ordre. Vide : à son tour."
        ),
    )

    class Meta:
        abstract = True
