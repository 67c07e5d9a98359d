"""Forms of an opening in the space."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kairouan.common.bilingual import filled_columns
from kairouan.common.calendar import today_in_tunis
from kairouan.common.forms import ChecksConstraints, in_its_language
from kairouan.common.languages import columns, default_column, typed_columns
from kairouan.common.numbers import typed_field
from kairouan.common.records import field_of
from kairouan.space.forms import MemberForm, MemberHelper

from ..models import JobOpening

FIELDS = ["kind", *typed_columns("title", "text"), "places", "starts_on", "expires_on"]
LABELS = {
    "kind": _("Ce que vous offrez"),
    "places": _("Combien de personnes ?"),
    "expires_on": _("On répond jusqu’au"),
}
HELP_TEXTS = {
    default_column("title"): _("Une langue suffit : l’équipe du cluster traduit l’autre."),
    default_column("text"): _("Ce que l’on fera, les jours, ce qui est donné, qui peut demander."),
    "expires_on": _("Le lendemain, l’offre quitte le portail d’elle-même."),
}
LAYOUT = [
    Fieldset(_("L’offre"), "kind", *typed_columns("title", "text")),
    Fieldset(_("Combien et quand"), "places", "starts_on", "expires_on"),
]


class Dated(ChecksConstraints):
    """An opening has a title, one place at least, and a last day that is still to come
    when it is set.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            choice for choice in self.fields["kind"].choices if choice[0]
        ]

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if "expires_on" in self.changed_data and day < today_in_tunis():
            raise ValidationError(_("Ce jour est passé. Choisissez un jour à venir."))
        return day

    def clean(self):
        typed = super().clean()
        if not filled_columns(typed, "title") and not {*columns("title")} & set(self.errors):
            self.add_error(
                default_column("title"),
                ValidationError(_("Écrivez le titre, dans une langue au moins."), code="required"),
            )
        return typed


class NewOpeningForm(Dated):
    class Meta:
        model = JobOpening
        fields = ["workshop", *FIELDS]
        widgets = {"kind": forms.RadioSelect}
        labels = LABELS | {"workshop": _("De quel atelier ?")}
        help_texts = HELP_TEXTS

    def __init__(self, *args, workshops, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = workshops
        self.fields["workshop"].empty_label = pgettext_lazy("liste", "Choisissez")
        if only_one := len(workshops) == 1:
            del self.fields["workshop"]
            self.instance.workshop = workshops[0]
        for name in FIELDS:
            column = field_of(JobOpening, name)
            self.fields[name] = in_its_language(typed_field(column, self.fields[name]), column)
        self.helper = MemberHelper(self)
        self.helper.layout = Layout(*([] if only_one else ["workshop"]), *LAYOUT)


class OpeningForm(Dated, MemberForm):
    class Meta:
        model = JobOpening
        fields = FIELDS
        widgets = {"kind": forms.RadioSelect}
        labels = LABELS
        help_texts = HELP_TEXTS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("seen", *LAYOUT)
