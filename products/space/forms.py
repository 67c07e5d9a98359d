"""Forms of a product in the space, a screen each."""

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Technique
from kairouan.common.bilingual import filled_columns
from kairouan.common.calendar import today_in_tunis
from kairouan.common.forms import ChecksConstraints, PhotoInput
from kairouan.common.languages import (
    BY_CODE,
    base_column,
    columns,
    default_column,
    language_of_letters,
    typed_columns,
)
from kairouan.common.records import field_of
from kairouan.photos.cleaning import clean_photo
from kairouan.review.moderation import Status
from kairouan.review.proposals import current_value
from kairouan.space.forms import MemberForm, MemberHelper

from ..facts import FIELD_CLASSES, MEASURES, fact_names
from ..models import Category, Product, ProductKind, SaleUnit

ONE_LANGUAGE = _("Une langue suffit : l’équipe du cluster traduit l’autre.")


class RequiresName(ChecksConstraints):
    """A product has a name from its first day: without one it could not be found
    again.
    """

    def clean(self):
        typed = super().clean()
        if not filled_columns(typed, "name") and not set(columns("name")) & set(self.errors):
            self.add_error(
                default_column("name"),
                ValidationError(_("Écrivez le nom, dans une langue au moins."), code="required"),
            )
        return typed


def chosen_among(field: forms.ModelChoiceField, queryset):
    field.queryset = queryset
    field.empty_label = pgettext_lazy("liste", "Choisissez")


class NewProductForm(ChecksConstraints):
    """The least that makes a draft, photograph first.

    The name is written once, in either script, and lands in the column of its letters.
    """

    photo = forms.FileField(
        label=_("Une photo"),
        required=False,
        widget=PhotoInput,
        help_text=_("Près d’une fenêtre, sur un fond uni. D’autres photos s’ajoutent ensuite."),
    )
    name = forms.CharField(
        label=_("nom"),
        max_length=field_of(Product, base_column("name")).max_length,
        help_text=ONE_LANGUAGE,
        widget=forms.TextInput({"dir": "auto"}),
    )

    class Meta:
        model = Product
        fields = ["workshop", "kind", "category"]
        widgets = {"kind": forms.RadioSelect}
        labels = {
            "workshop": _("De quel atelier ?"),
            "kind": _("Type"),
            "category": _("Catégorie"),
        }

    field_order = ["photo", "name", "workshop", "kind", "category"]

    def __init__(self, *args, workshops, **kwargs):
        super().__init__(*args, **kwargs)
        chosen_among(self.fields["workshop"], workshops)
        chosen_among(self.fields["category"], Category.objects.all())
        if len(workshops) == 1:
            del self.fields["workshop"]
            self.instance.workshop = workshops[0]
        self.helper = MemberHelper(self)
        self.helper.inputs[0].value = _("Enregistrer et continuer")

    def clean_photo(self):
        """Give what `clean_photo` of the portal's photographs gives, or None."""
        return clean_photo(self.cleaned_data["photo"]) if self.cleaned_data["photo"] else None

    def clean_name(self):
        name = self.cleaned_data["name"]
        column = BY_CODE[language_of_letters(name)].column("name")
        setattr(self.instance, column, name)
        return name

    def _post_clean(self):
        super()._post_clean()
        if self.errors and self.cleaned_data.get("photo"):
            self.add_error(
                "photo",
                ValidationError(
                    _("Choisissez la photo de nouveau : elle n’a pas été gardée."), code="again"
                ),
            )


class ProductNamesForm(RequiresName, MemberForm):
    class Meta:
        model = Product
        fields = [*typed_columns("name"), "kind", "category", "part_of"]
        widgets = {"kind": forms.RadioSelect}
        labels = {"kind": _("Type"), "category": _("Catégorie")}
        help_texts = {default_column("name"): ONE_LANGUAGE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen_among(self.fields["category"], Category.objects.all())
        product = self.instance
        own = Q(workshop=product.workshop_id) & ~Q(status=Status.ARCHIVED)
        sets = Product.objects.filter(own | Q(pk=product.part_of_id), kind=ProductKind.SET).exclude(
            pk=product.pk
        )
        chosen_among(self.fields["part_of"], sets.sorted_by_name())
        self.fields["part_of"].empty_label = _("Aucun")


class TextForm(MemberForm):
    class Meta:
        model = Product
        fields = typed_columns("description")
        help_texts = {default_column("description"): ONE_LANGUAGE}


class TechniqueForm(MemberForm):
    class Meta:
        model = Product
        fields = ["technique"]
        widgets = {"technique": forms.RadioSelect}
        labels = {"technique": _("Quel martelage ?")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Technique.objects.known_to(self.person).values("pk")
        offered = Technique.objects.filter(Q(pk__in=known) | Q(pk=self.instance.technique_id))
        chosen_among(self.fields["technique"], offered.sorted_by_name())
        self.fields["technique"].empty_label = _("Aucune, ou je ne sais pas")
        self.helper.layout = Layout("seen", Field("technique", template="space/_product_pick.html"))


class MaterialForm(MemberForm):
    class Meta:
        model = Product
        fields = ["metal", "finish", "lining", "last_tinned_on", "food_use", "heat_sources"]
        widgets = {"food_use": forms.RadioSelect}
        help_texts = {
            "food_use": _("Ne choisissez « alimentaire » que si l’étamage le permet."),
            "heat_sources": _("Ce que la pièce supporte. Laissez vide si vous ne savez pas."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("metal", "finish"):
            self.fields[name].choices = [
                ("", _("Non précisé")),
                *(field_of(Product, name).choices or ()),
            ]
        self.helper.layout = Layout(
            "seen",
            Fieldset(_("Le cuivre"), "metal", "finish"),
            Fieldset(_("L’étamage"), "lining", "last_tinned_on"),
            Fieldset(_("L’usage"), "food_use", "heat_sources"),
        )

    def clean_last_tinned_on(self):
        day = self.cleaned_data["last_tinned_on"]
        if day and day > today_in_tunis():
            raise ValidationError(_("Cette date est dans le futur."))
        return day


class DimensionsForm(MemberForm):
    class Meta:
        model = Product
        fields = fact_names(MEASURES)
        field_classes = FIELD_CLASSES


class PriceForm(MemberForm):
    """The offer. The day a price was confirmed is the day it was written: nobody types
    it.
    """

    # what, changed, makes the price be of today
    PRICED = ("price_kind", "price", "price_unit", "price_valid_until")

    class Meta:
        model = Product
        fields = [
            "price_kind",
            "price",
            "price_unit",
            "price_valid_until",
            "lead_time_days",
            "minimum_quantity",
            "is_unique",
            "is_customisable",
        ]
        field_classes = FIELD_CLASSES
        widgets = {"price_kind": forms.RadioSelect, "price_unit": forms.RadioSelect}
        labels = {
            "price_kind": _("Type de prix"),
            "price": _("Prix (dinars)"),
            "price_unit": pgettext_lazy("prix", "Prix par"),
        }
        help_texts = {"price": _("Toutes taxes comprises : 85 ou 85,500.")}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.before["price_confirmed_on"] = current_value(instance, "price_confirmed_on")
        offer = ["lead_time_days", "minimum_quantity", "is_unique", "is_customisable"]
        if instance.kind == ProductKind.SERVICE:
            offer = ["lead_time_days", "is_customisable"]
            for name in ("minimum_quantity", "is_unique"):
                self.fields.pop(name, None)
        self.helper.layout = Layout(
            "seen",
            Fieldset(_("Le prix"), "price_kind", "price", "price_unit", "price_valid_until"),
            Fieldset(_("La commande"), *offer),
        )

    def clean_price_valid_until(self):
        day = self.cleaned_data["price_valid_until"]
        if day and day < today_in_tunis() and day != self.instance.price_valid_until:
            raise ValidationError(_("Ce jour est déjà passé."))
        return day

    def clean(self):
        typed = super().clean()
        if typed.get("price_kind") == Product.PriceKind.BY_WEIGHT:
            typed["price_unit"] = SaleUnit.KILOGRAM  # copper is weighed by the kilogram
        self.instance.price_confirmed_on = (
            today_in_tunis() if typed.get("price") is not None else None
        )
        return typed

    def _post_clean(self):
        super()._post_clean()
        if any(
            self.values.get(name) != self.before[name]
            for name in self.PRICED
            if name in self.values
        ):
            self.values["price_confirmed_on"] = (
                today_in_tunis().isoformat() if self.values["price"] is not None else None
            )


class FactsForm(PriceForm):
    """The facts that matter most for a kind of product, on one screen: what a new
    product is asked before it can be sent. The rest comes later.
    """

    ASKED = {
        ProductKind.PRODUCT: ["weight_g", "diameter_cm", "height_cm", "lining", "food_use"],
        ProductKind.SET: ["lining", "food_use"],
        ProductKind.SERVICE: ["lead_time_days"],
    }

    class Meta(PriceForm.Meta):
        fields = [
            "weight_g", "diameter_cm", "height_cm", "lining", "food_use",
            "price_kind", "price", "price_unit", "lead_time_days",
        ]  # fmt: skip
        labels = PriceForm.Meta.labels | {"weight_g": _("Poids")}
        help_texts = PriceForm.Meta.help_texts | {
            "weight_g": _("En grammes ou en kilos, comme vous l’écrivez : 850 g, 1,2 kg.")
        }
        widgets = PriceForm.Meta.widgets | {"food_use": forms.RadioSelect}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        asked = self.ASKED[instance.kind]
        price = ["price_kind", "price", "price_unit"]
        for name in set(self.fields) - {*asked, *price, "seen"}:
            del self.fields[name]
        self.helper.layout = Layout(
            "seen", Fieldset(_("Ce qui compte le plus"), *asked), Fieldset(_("Le prix"), *price)
        )
        self.helper.inputs[0].value = _("Enregistrer et continuer")
