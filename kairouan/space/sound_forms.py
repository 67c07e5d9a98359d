"""Form of one recording: made on the page or chosen, and what one hears."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import ChecksConstraints, SoundInput, in_its_language
from kairouan.common.languages import typed_columns
from kairouan.review.proposals import ProposedSound
from kairouan.sounds.cleaning import clean_sound
from kairouan.sounds.uploads import count_one

from .forms import MemberHelper, help_in_each

TEXTS = typed_columns("description")


class SoundForm(ChecksConstraints):
    """When valid, `cleaned_data["audio"]` is what `clean_sound` gives, and `texts` what
    is said of it. `account` is whose it is: what it sends in a day is counted.
    """

    audio = forms.FileField(
        label=_("L’enregistrement"),
        widget=SoundInput,
        allow_empty_file=True,  # said in our words
        help_text=_("Une dizaine de secondes, sans paroles, le téléphone à un mètre du marteau."),
    )

    class Meta:
        model = ProposedSound
        fields = TEXTS
        help_texts = help_in_each("description", _("« Coups réguliers et clairs »."))

    field_order = ["audio", *TEXTS]

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        for name in TEXTS:
            in_its_language(self.fields[name], self._meta.model._meta.get_field(name))
        self.helper = MemberHelper(self)
        self.helper.include_media = True
        self.helper.inputs[0].value = _("Envoyer à l’équipe du cluster")

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TEXTS}

    def clean_audio(self):
        count_one(self.account)
        return clean_sound(self.cleaned_data["audio"])

    def _post_clean(self):
        super()._post_clean()
        if self.errors and self.cleaned_data.get("audio"):
            self.add_error(
                "audio",
                ValidationError(
                    _("Faites ou choisissez l’enregistrement de nouveau : il n’a pas été gardé."),
                    code="again",
                ),
            )
