"""The portrait of someone of the family."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Artisan
from kairouan.common.forms import PhotoInput, TakesPastedText
from kairouan.photos.cleaning import clean_photo
from kairouan.space.forms import MemberHelper


class PortraitForm(TakesPastedText, forms.Form):
    """Takes the people of whom a portrait may be sent. When valid,
    `cleaned_data["photo"]` is what `clean_photo` gives.
    """

    photo = forms.FileField(label=_("Le portrait"), widget=PhotoInput)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            label=_("De qui est ce portrait ?"),
            queryset=people,
            empty_label=pgettext_lazy("liste", "Choisissez"),
            error_messages={"required": _("Choisissez la personne.")},
        )
        self.order_fields(["person", "photo"])
        self.helper = MemberHelper(self)
        self.helper.inputs[0].value = _("Ajouter ce portrait")

    @property
    def person(self) -> Artisan:
        return self.cleaned_data["person"]

    def clean_photo(self):
        return clean_photo(self.cleaned_data["photo"])

    def clean(self):
        cleaned = super().clean()
        if self.errors and cleaned.get("photo"):
            self.add_error(
                "photo",
                ValidationError(_("Choisissez la photo de nouveau : elle n’a pas été gardée.")),
            )
        return cleaned
