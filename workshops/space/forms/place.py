"""Forms of the place: where the workshop stands and who may come."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import typed_columns
from kairouan.space.forms import MemberForm, help_in_each
from workshops.models import Workshop
from workshops.points import parse_point, spoken_point

POINT = ("latitude", "longitude")


class WorkshopPlaceForm(MemberForm):
    """The address, the way there by landmarks, the point, the welcome.

    Latitude and longitude are typed and chosen as one.
    """

    point = forms.CharField(
        label=_("Le point sur la carte"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_(
            "Collez les deux nombres que donne le téléphone (35.67812, 10.09634) ou le lien d’une "
            "carte."
        ),
    )

    class Meta:
        model = Workshop
        fields = [
            "delegation",
            "quarter",
            *typed_columns("address", "directions"),
            "latitude",
            "longitude",
            "welcomes_visitors",
            "gives_demonstrations",
        ]
        help_texts = {
            **help_in_each("address"),
            **help_in_each(
                "directions", _("Par les repères : « De Bab Jelladine, deuxième ruelle à droite ».")
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in POINT:
            del self.fields[name]
        self.fields["point"].initial = spoken_point(self.instance.latitude, self.instance.longitude)
        self.helper.layout = Layout(
            Fieldset(_("L’endroit"), "delegation", "quarter", *typed_columns("address")),
            Fieldset(_("Comment venir"), *typed_columns("directions"), "point"),
            Fieldset(_("L’accueil"), "welcomes_visitors", "gives_demonstrations"),
        )

    def clean_point(self):
        """Puts the point in the instance itself: no field of the form is named after
        its two columns.
        """
        text = self.cleaned_data["point"]
        self.instance.latitude, self.instance.longitude = (
            parse_point(text) if text else (None, None)
        )
        return text

    def told(self, part):
        if part == "point":
            return spoken_point(*(self.before[each] for each in POINT))
        return super().told(part)

    def spoken(self, name, value):
        if isinstance(value, bool):
            return str(_("oui") if value else _("non"))
        return super().spoken(name, value)
