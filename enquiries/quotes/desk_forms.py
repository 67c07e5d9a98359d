"""Forms of the desk about one part of a request."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import TakesPastedText
from kairouan.common.numbers import DayField, MoneyField, WholeNumberField
from workshops.models import Workshop

from .models import EventKind, Part

ANSWERS = [EventKind.ANSWER, EventKind.CALL, EventKind.QUESTION, EventKind.DECLINE]
MOST_DAYS = 3650


class OfficerAnswerForm(TakesPastedText, forms.Form):
    """What an officer answers, for the team or for a workshop that called."""

    kind = forms.ChoiceField(
        label=_("nature"), choices=[(each.value, each.label) for each in ANSWERS]
    )
    price = MoneyField(
        label=_("prix en tout (dinars)"), required=False, max_digits=10, decimal_places=3
    )
    ready_in_days = WholeNumberField(
        label=_("prêt en (jours)"), required=False, max_value=MOST_DAYS
    )
    price_stands_until = DayField(label=_("prix valable jusqu’au"), required=False)
    text = forms.CharField(
        label=_("message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "dir": "auto"}),
    )

    def clean(self):
        typed = super().clean()
        kind, told = typed.get("kind"), typed.get("text")
        if kind == EventKind.ANSWER and not (typed.get("price") or told or self.errors):
            self.add_error(
                "price", _("Écrivez un prix, ou dites en quelques mots ce qu’il en est.")
            )
        if kind == EventKind.QUESTION and not told:
            self.add_error("text", _("Écrivez la question."))
        return typed


class TranslationForm(TakesPastedText, forms.Form):
    """The translation of what someone wrote."""

    translation = forms.CharField(
        label=_("traduction de l’équipe"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "dir": "auto"}),
    )


class PassOnForm(TakesPastedText, forms.Form):
    """The workshop to which the team's part is passed on."""

    workshop = forms.ModelChoiceField(
        label=_("atelier"), queryset=Workshop.objects.none(), required=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = Workshop.objects.published()
        self.fields["workshop"].widget = AutocompleteSelect(
            Part._meta.get_field("workshop"), admin.site, choices=self.fields["workshop"].choices
        )
