"""Lists of values chosen among fixed ones, kept as JSON: the same column on SQLite and
PostgreSQL.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ChoiceListField(models.JSONField):
    """Several of `choices`, stored as a list of their values in the order of the
    choices; read as that list.
    """

    def __init__(self, *args, choices_class=None, **kwargs):
        self.choices_class = choices_class
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        # The choices are the code's business: changing them is no change of the
        # database.
        return super().deconstruct()

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if unknown := [item for item in value if item not in self.choices_class.values]:
            raise ValidationError(
                _("Choix inconnu : %(value)s"), params={"value": ", ".join(map(str, unknown))}
            )

    def formfield(self, **kwargs):
        said = {"label": capfirst(self.verbose_name), "help_text": self.help_text}
        return forms.TypedMultipleChoiceField(
            choices=self.choices_class.choices,
            coerce=str,
            empty_value=[],
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
            **said | {name: kwargs[name] for name in said if kwargs.get(name)},
        )

    def labels_of(self, entry) -> list:
        """The labels of the values that `entry` holds, in the reader's language."""
        held = getattr(entry, self.attname)
        return [choice.label for choice in self.choices_class if choice.value in held]
