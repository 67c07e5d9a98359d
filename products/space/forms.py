"""What a member says of a piece, a screen each."""

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Technique
from kairouan.common.bilingual import DIRECTIONS
from kairouan.common.calendar import today_in_tunis
from kairouan.common.editing import MemberForm, MemberHelper
from kairouan.common.forms import ChecksConstraints
from kairouan.common.moderation import Status
from kairouan.common.numbers import MoneyField
from kairouan.common.proposals import current_value

from ..models import Category, Product

ONE_LANGUAGE = _("Une langue suffit : l’équipe du cluster traduit l’autre.")


class Named(ChecksConstraints):
    """A piece has a name from its first day: without one it could not be found again."""

    def clean(self):
        typed = super().clean()
        if not typed.get("name_ar") and not typed.get("name_fr") and not {"name_ar", "name_fr"} & set(self.errors):
            self.add_error("name_ar", ValidationError(_("Écrivez le nom, dans une langue au moins."), code="required"))
        return typed


def chosen_among(field: forms.ModelChoiceField, queryset):
    field.queryset = queryset
    field.empty_label = pgettext_lazy("liste", "Choisissez")


class NewPieceForm(Named):
    """The least that makes a draft."""

    class Meta:
        model = Product
        fields = ["workshop", "kind", "category", "name_ar", "name_fr"]
        widgets = {"kind": forms.RadioSelect}
        labels = {"workshop": _("De quel atelier ?"), "kind": _("C’est"), "category": _("Rayon du catalogue")}
        help_texts = {"name_ar": ONE_LANGUAGE}

    def __init__(self, *args, workshops, **kwargs):
        super().__init__(*args, **kwargs)
        chosen_among(self.fields["workshop"], workshops)
        chosen_among(self.fields["category"], Category.objects.all())
        if len(workshops) == 1:
            del self.fields["workshop"]
            self.instance.workshop = workshops[0]
        for code in DIRECTIONS:
            self.fields[f"name_{code}"].widget.attrs |= {"lang": code, "dir": DIRECTIONS[code]}
        self.helper = MemberHelper(self)
        self.helper.inputs[0].value = _("Enregistrer et continuer")


class PieceForm(MemberForm):
    """A step of a piece. While the piece is a draft, each step leads to the next."""

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        if instance.status == Status.DRAFT:
            self.helper.inputs[0].value = _("Enregistrer et continuer")


class NamesForm(Named, PieceForm):
    class Meta:
        model = Product
        fields = ["name_ar", "name_fr", "kind", "category", "part_of"]
        widgets = {"kind": forms.RadioSelect}
        labels = {"kind": _("C’est"), "category": _("Rayon du catalogue")}
        help_texts = {"name_ar": ONE_LANGUAGE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen_among(self.fields["category"], Category.objects.all())
        piece = self.instance
        own = Q(workshop=piece.workshop_id) & ~Q(status=Status.ARCHIVED)
        sets = Product.objects.filter(own | Q(pk=piece.part_of_id), kind=Product.Kind.SET).exclude(pk=piece.pk)
        chosen_among(self.fields["part_of"], sets.sorted_by_name())
        self.fields["part_of"].empty_label = _("Aucun")


class TextForm(PieceForm):
    class Meta:
        model = Product
        fields = ["description_ar", "description_fr"]
        help_texts = {"description_ar": ONE_LANGUAGE}


class TechniqueForm(PieceForm):
    class Meta:
        model = Product
        fields = ["technique"]
        widgets = {"technique": forms.RadioSelect}
        labels = {"technique": _("Quelle frappe ?")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Technique.objects.filter(Q(status=Status.PUBLISHED) | Q(pk=self.instance.technique_id))
        chosen_among(self.fields["technique"], known.sorted_by_name())
        self.fields["technique"].empty_label = _("Aucune, ou je ne sais pas")
        self.helper.layout = Layout("seen", Field("technique", template="space/_piece_pick.html"))


class MaterialForm(PieceForm):
    class Meta:
        model = Product
        fields = ["metal", "finish", "lining", "last_tinned_on", "food_use", "heat_sources"]
        widgets = {"food_use": forms.RadioSelect}
        help_texts = {
            "food_use": _("Ne dites « alimentaire » que si l’étamage le permet."),
            "heat_sources": _("Ce que la pièce supporte. Laissez vide si vous ne savez pas."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("metal", "finish"):
            self.fields[name].choices = [("", _("Non précisé")), *Product._meta.get_field(name).choices]
        self.helper.layout = Layout(
            "seen",
            Fieldset(_("Le cuivre"), "metal", "finish"),
            Fieldset(_("L’étamage"), "lining", "last_tinned_on"),
            Fieldset(_("L’usage"), "food_use", "heat_sources"),
        )

    def clean_last_tinned_on(self):
        day = self.cleaned_data["last_tinned_on"]
        if day and day > today_in_tunis():
            raise ValidationError(_("Ce jour n’est pas encore passé."))
        return day


class DimensionsForm(PieceForm):
    class Meta:
        model = Product
        fields = ["diameter_cm", "height_cm", "length_cm", "width_cm", "weight_g", "gauge_mm", "capacity_l"]


class PriceForm(PieceForm):
    """The offer. The day a price was confirmed is the day it was written: nobody types it."""

    PRICED = ("price_kind", "price", "price_unit", "price_valid_until")  # what, changed, makes the price be of today

    class Meta:
        model = Product
        fields = [
            "price_kind", "price", "price_unit", "price_valid_until", "lead_time_days", "minimum_quantity", "is_unique", "is_customisable",
        ]  # fmt: skip
        field_classes = {"price": MoneyField}
        widgets = {"price_kind": forms.RadioSelect, "price_unit": forms.RadioSelect}
        labels = {
            "price_kind": _("Comment le prix se donne"),
            "price": _("Prix (dinars)"),
            "price_unit": pgettext_lazy("prix", "Pour"),
        }
        help_texts = {"price": _("Toutes taxes comprises : 85 ou 85,500.")}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.before["price_confirmed_on"] = current_value(instance, "price_confirmed_on")
        offer = ["lead_time_days", "minimum_quantity", "is_unique", "is_customisable"]
        if instance.kind == Product.Kind.SERVICE:
            offer = ["lead_time_days", "is_customisable"]
            del self.fields["minimum_quantity"], self.fields["is_unique"]
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
            typed["price_unit"] = Product.Unit.KILOGRAM  # copper is weighed by the kilogram
        self.instance.price_confirmed_on = today_in_tunis() if typed.get("price") is not None else None
        return typed

    def _post_clean(self):
        super()._post_clean()
        if any(self.values.get(name) != self.before[name] for name in self.PRICED if name in self.values):
            self.values["price_confirmed_on"] = today_in_tunis().isoformat() if self.values["price"] is not None else None
