"""The form of a visitor who brings pots."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from enquiries.forms import OpenForm
from enquiries.models import message_purge_day
from kairouan.common.formatting import day
from kairouan.common.numbers import WholeNumberField
from kairouan.common.records import field_of

from .models import Booking, Pot, PotSize, TinningOffer
from .steps import parse_wanted

MOST_POTS = 30  # of one booking
LONGEST_WHAT = field_of(Pot, "what").max_length


class BookingForm(OpenForm):
    """Form of a booking: who, on which day, how many pots of each size that is
    taken.
    """

    day = forms.CharField(required=False, max_length=40)
    consent = forms.BooleanField(
        error_messages={
            "required": _("Sans votre accord, la réservation ne peut pas partir vers l’atelier.")
        }
    )

    class Meta:
        model = Booking
        fields = ["name", "phone", "email", "text", "wants_reminder"]
        labels = {
            "name": _("Votre nom"),
            "text": _("Autre chose à dire à l’atelier"),
            "wants_reminder": _("Me le rappeler dans un an"),
        }
        help_texts = {
            "phone": _("Un téléphone ou un e-mail suffit : 98 123 456."),
            "text": _("Une anse à refaire, un trou, un couvercle."),
            "wants_reminder": _("Par e-mail si vous en laissez un, sinon l’atelier vous appelle."),
        }

    def __init__(self, *args, offer: TinningOffer, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer = self.instance.offer = offer
        for size in offer.prices:
            self.fields[f"pots_{size}"] = WholeNumberField(
                label=_("Combien"), required=False, max_value=MOST_POTS
            )
            self.fields[f"pots_{size}"].in_full = size.label
            self.fields[f"what_{size}"] = forms.CharField(
                label=_("Ce que c’est"),
                required=False,
                max_length=LONGEST_WHAT,
                widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            )
            for name in ("pots", "what"):
                self.fields[f"{name}_{size}"].of_a_line = True
        self.fields["text"].widget.attrs["rows"] = 2
        self.fields["consent"].label = _(
            "J’accepte que mon nom, mes coordonnées et ma réservation soient transmis à cet "
            "atelier et à l’équipe du cluster. Le portail les efface le %(day)s."
        ) % {"day": day(message_purge_day())}
        self.fields["consent"].in_full = _("Votre accord")
        self.helper.form_tag = False
        self.helper.inputs = []
        self.helper.layout = Layout(
            Fieldset(_("Qui apporte"), "name", "phone", "email", "text", "wants_reminder"),
            "consent",
            Div("leave_empty", css_class="trap"),
            "token",
        )

    @property
    def rows(self) -> list[tuple[PotSize, object, forms.BoundField, forms.BoundField]]:
        """A size, its price, and the two fields that are typed beside it."""
        return [
            (size, price, self[f"pots_{size}"], self[f"what_{size}"])
            for size, price in self.offer.prices.items()
        ]

    def words(self) -> str:
        typed = self.cleaned_data
        return "\n".join([typed["text"], *(typed[f"what_{size}"] for size in self.offer.prices)])

    def clean_day(self):
        return parse_wanted(self.cleaned_data["day"])

    def clean(self):
        typed = super().clean()
        sizes = [f"pots_{size}" for size in self.offer.prices]
        if any(name in self.errors for name in sizes):
            return typed
        count = sum(typed[name] or 0 for name in sizes)
        if not count:
            self.add_error(sizes[0], _("Écrivez combien d’ustensiles vous apportez."))
        elif count > MOST_POTS:
            self.add_error(
                sizes[0],
                forms.ValidationError(
                    _("Une réservation a %(most)d ustensiles au plus."), params={"most": MOST_POTS}
                ),
            )
        return typed

    def pots(self) -> list[Pot]:
        """The pots that were typed, one by one."""
        typed = self.cleaned_data
        return [
            Pot(size=size, what=typed[f"what_{size}"])
            for size in self.offer.prices
            for _each in range(typed[f"pots_{size}"] or 0)
        ]
