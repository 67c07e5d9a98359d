"""Forms of a workshop's name and presentation."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import filled_columns
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import default_column, typed_columns
from kairouan.space.forms import MemberForm, help_in_each
from workshops.models import Workshop

FIRST_YEAR = 1600  # no workshop that still works is older


class WorkshopNamesForm(MemberForm):
    """The name and the line that presents the workshop. One language is enough."""

    class Meta:
        model = Workshop
        fields = typed_columns("name", "summary")
        help_texts = {
            **help_in_each("name"),
            **help_in_each("summary", _("Ce qu’on lit sous le nom, dans la liste des ateliers.")),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            Fieldset(_("Le nom de l’atelier"), *typed_columns("name")),
            Fieldset(_("En une ligne"), *typed_columns("summary")),
        )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not filled_columns(cleaned, "name"):
            self.add_error(
                default_column("name"),
                ValidationError(_("Écrivez le nom, dans une langue au moins.")),
            )
        return cleaned


class PresentationForm(MemberForm):
    """Presentation of the workshop: story, equipment, year founded, team."""

    class Meta:
        model = Workshop
        fields = [
            *typed_columns("story", "equipment"),
            "founded_in",
            "people_count",
            "languages",
            "takes_apprentices",
        ]
        widgets = {
            # Not type="number": a browser would refuse Arabic digits.
            "founded_in": forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
            "people_count": forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
        }
        help_texts = {
            **help_in_each(
                "story",
                _(
                    "Ce que l’on fait chez vous, en quelques phrases, comme vous le diriez à un "
                    "visiteur."
                ),
            ),
            **help_in_each(
                "equipment", _("Les outils et les machines qui comptent : enclumes, four, tour…")
            ),
            "founded_in": _("Une année, même approximative."),
            "people_count": _("Tous ceux qui y travaillent, vous compris."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            Fieldset(_("Ce que l’on y fait"), *typed_columns("story")),
            Fieldset(_("Équipement"), *typed_columns("equipment")),
            Fieldset(
                _("L’atelier"), "founded_in", "people_count", "languages", "takes_apprentices"
            ),
        )

    def clean_founded_in(self):
        year = self.cleaned_data["founded_in"]
        if year is not None and not FIRST_YEAR <= year <= today_in_tunis().year:
            raise ValidationError(_("Écrivez l’année en quatre chiffres, par exemple 1974."))
        return year

    def spoken(self, name, value):
        if name == "languages":
            return ", ".join(str(label) for label in Workshop(languages=value).language_labels())
        if isinstance(value, bool):
            return str(_("oui") if value else _("non"))
        return super().spoken(name, value)
