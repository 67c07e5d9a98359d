"""Forms of a workshop that re-tins: what it offers, its tin, a pot, a word."""

from decimal import Decimal

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import FileInput, PortalHelper, TakesPastedText
from kairouan.common.languages import typed_columns
from kairouan.common.numbers import MoneyField, typed_field
from kairouan.common.records import field_of
from kairouan.desk.documents import clean_document
from kairouan.publication.stamp import public_write
from kairouan.review.history import store_version
from kairouan.review.serialization import Value, set_columns, value_of
from kairouan.space.forms import MemberForm, help_in_each
from products.models import Product, ProductKind

from ..models import Booking, Pot, PotSize, PotState, TinLot, TinningOffer
from ..steps import AT_WORK, locked_offer

PRICES = [f"price_{size}" for size in PotSize]


class OfferForm(MemberForm):
    """Days, capacity, place and prices. Like opening hours, they never wait."""

    class Meta:
        model = TinningOffer
        fields = [
            "is_active",
            "service",
            "weekdays",
            "capacity",
            "ready_in_days",
            "takes_from",
            *typed_columns("drop_off"),
            *PRICES,
        ]
        labels = {"is_active": _("On peut réserver chez nous")}
        help_texts = help_in_each(
            "drop_off", _("S’il n’est pas l’atelier lui-même. Ce texte est public.")
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        services = Product.objects.filter(workshop=self.instance.workshop, kind=ProductKind.SERVICE)
        self.fields["service"].queryset = services
        self.fields["service"].empty_label = _("Aucun")
        for name in PRICES:
            self.fields[name].of_a_line = True
        self.helper.layout = Layout(
            "is_active",
            Fieldset(_("Les jours"), "weekdays", "capacity", "ready_in_days", "takes_from"),
            Fieldset(_("Les prix, en dinars"), *PRICES),
            Fieldset(_("Le lieu"), *typed_columns("drop_off")),
            "service",
        )

    def held(self, instance, name) -> Value:
        return value_of(instance, name)

    def keep(self):
        """Write what was changed, before the public at once. Inside `history.revision`.

        Raises ValidationError.
        """
        with public_write():
            offer, _is_new = TinningOffer.objects.get_or_create(workshop=self.instance.workshop)
            offer = locked_offer(offer.pk)
            set_columns(offer, self.changed)
            offer.full_clean()
            offer.save()
            store_version(offer)


class LotForm(TakesPastedText, forms.ModelForm):
    """A new lot of tin, with the paper of who sold it."""

    document = forms.FileField(
        label=_("Le papier du fournisseur"),
        required=False,
        allow_empty_file=True,  # said in our own words
        widget=FileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_("Le certificat ou la facture : PDF ou photo, 5 Mo au plus. Jamais public."),
    )

    class Meta:
        model = TinLot
        fields = ["number", "supplier", "tin_percent", "lead_percent", "opened_on", "document"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("tin_percent", "lead_percent", "opened_on"):
            self.fields[name] = typed_field(field_of(TinLot, name), self.fields[name])
        self.fields["number"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
        self.fields["supplier"].widget.attrs["dir"] = "auto"
        self.helper = PortalHelper(self, submit=_("Utiliser ce lot"))
        self.helper.attrs = {"novalidate": ""}  # our own sentences, in the page's language

    def clean_document(self):
        document = self.cleaned_data["document"]
        return clean_document(document) if document else document


class PotForm(TakesPastedText, forms.Form):
    """Where one pot stands, and what there is to say about it. Its prefix is the pot's
    number.
    """

    state = forms.ChoiceField(label=_("Où en est-il"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=field_of(Pot, "note").max_length,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("Le propriétaire la lit."),
    )
    price = MoneyField(
        label=_("Prix, en dinars"), required=False, max_digits=8, min_value=Decimal("0.001")
    )

    def __init__(self, data, pot: Pot):
        super().__init__(
            data,
            prefix=f"p{pot.pk}",
            initial={
                "state": PotState.RECEIVED if pot.state == PotState.EXPECTED else pot.state,
                "note": pot.note,
                "price": pot.price,
            },
        )
        self.fields["state"].choices = [(state.value, state.label) for state in AT_WORK]


class RefusalForm(TakesPastedText, forms.Form):
    """A word for the owner whose pots cannot be taken."""

    words = forms.CharField(
        label=_("Un mot pour le propriétaire"),
        required=False,
        max_length=field_of(Booking, "answer").max_length,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
