"""A hammering as a family describes it."""

from functools import reduce
from operator import or_

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.identification.characters import RECORDED
from artisans.models import Artisan, Family, FamilyTechnique, Technique, Visibility
from kairouan.common.forms import ChecksConstraints, PhotoInput
from kairouan.common.languages import BY_CODE, base_column, columns, language_of_letters
from kairouan.common.numbers import typed_field
from kairouan.common.records import field_of, form_field_of
from kairouan.common.states import current_states
from kairouan.photos.cleaning import clean_photo
from kairouan.space.forms import MemberHelper

from .visibility import CHOICES

ONE_LANGUAGE = _("Une langue suffit : l’équipe du cluster traduit l’autre.")
QUESTION = "space/_key_question.html"
DO_NOT_KNOW = ("", _("Je ne sais pas"))


class HammeringForm(ChecksConstraints):
    """The name of a hammering, a line in the family's words, and what the eye sees, by
    the questions of the key. A text is written once, and lands in the column of its
    letters.

    When valid, `answers` is {character: state}, without what the family does not know.
    """

    TEXTS = ("name", "summary")

    name = forms.CharField(
        label=_("Comment l’appelle-t-on dans la famille ?"),
        max_length=field_of(Technique, base_column("name")).max_length,
        help_text=ONE_LANGUAGE,
        widget=forms.TextInput({"dir": "auto"}),
    )
    summary = forms.CharField(
        label=_("En une ligne, avec vos mots"),
        max_length=field_of(Technique, base_column("summary")).max_length,
        required=False,
        help_text=_("Ce que l’on voit, ou comment on martèle."),
        widget=forms.TextInput({"dir": "auto"}),
    )

    class Meta:
        model = Technique
        fields: list[str] = []

    def __init__(self, *args, answers: dict[str, str] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        for text in self.TEXTS:
            self.fields[text].initial = getattr(self.instance, text)
        for character in RECORDED:
            answer = (answers or {}).get(character.key, "")
            offered = current_states().offered(character.key, answer)
            self.fields[character.key] = forms.ChoiceField(
                label=character.question,
                choices=[*((state.code, state.label) for state in offered), DO_NOT_KNOW],
                required=False,
                initial=answer,
                widget=forms.RadioSelect,
            )
            self.fields[character.key].character = character.key
        self.helper = MemberHelper(self)
        self.helper.layout = Layout(Fieldset(_("Son nom"), *self.TEXTS), *self.questions())

    def questions(self) -> list:
        return [Field(character.key, template=QUESTION) for character in RECORDED]

    def clean(self):
        typed = super().clean()
        self.answers = {
            character.key: state for character in RECORDED if (state := typed.get(character.key))
        }
        for text in self.TEXTS:
            if text in typed and typed[text] != str(getattr(self.instance, text)):
                column = BY_CODE[language_of_letters(typed[text])].column(text)
                setattr(self.instance, column, typed[text])
        columns = {field.name for field in Technique._meta.concrete_fields}
        for character in RECORDED:
            if character.key in columns:
                setattr(self.instance, character.key, self.answers.get(character.key, ""))
        if not self.errors and not self.answers:
            self.add_error(
                RECORDED[0].key,
                ValidationError(_("Répondez à une question au moins : celle que vous voulez.")),
            )
        return typed


class NewHammeringForm(HammeringForm):
    """The same, with its photograph, since when and who says so, and who may see it:
    the family alone, unless it says otherwise. What was seen cannot be unseen.
    """

    photo = forms.FileField(
        label=_("Une photo du martelage"),
        required=False,
        widget=PhotoInput,
    )
    visibility = forms.ChoiceField(
        label=_("Qui peut le voir ?"),
        choices=CHOICES[::-1],
        initial=Visibility.FAMILY,
        widget=forms.RadioSelect,
        help_text=_("Vous pourrez changer à tout moment."),
        error_messages={"required": _("Choisissez qui peut voir ce martelage.")},
    )

    def __init__(self, *args, family: Family, **kwargs):
        super().__init__(*args, **kwargs)
        self.family = family
        year = field_of(FamilyTechnique, "since_year")
        self.fields["since_year"] = typed_field(year, form_field_of(year))
        self.fields["since_year"].help_text = _("Une année, même approximative.")
        self.fields["told_by"] = forms.ModelChoiceField(
            label=_("Qui le raconte, dans la famille"),
            queryset=Artisan.objects.filter(family=family).sorted_by_name(),
            required=False,
            empty_label=_("Personne en particulier"),
        )
        self.helper.layout = Layout(
            Fieldset(_("Son nom"), *self.TEXTS),
            Field("photo", template="space/_raking_photo.html"),
            *self.questions(),
            Fieldset(_("Dans la famille"), "since_year", "told_by"),
            "visibility",
        )
        self.helper.inputs[0].value = _("Envoyer à l’équipe")

    def clean_name(self):
        """Refuse the name of another hammering of the family: who goes back and sends
        again would describe it twice.
        """
        name = self.cleaned_data["name"]
        same = reduce(or_, (Q(**{column: name}) for column in columns("name")))
        if self.family.techniques.filter(same).exists():
            raise ValidationError(_("Votre famille a déjà un martelage de ce nom."))
        return name

    def clean_photo(self):
        """Give what `clean_photo` of the portal's photographs gives, or None."""
        return clean_photo(self.cleaned_data["photo"]) if self.cleaned_data["photo"] else None

    def _post_clean(self):
        super()._post_clean()
        if self.errors and self.cleaned_data.get("photo"):
            self.add_error(
                "photo",
                ValidationError(_("Choisissez la photo de nouveau : elle n’a pas été gardée.")),
            )
