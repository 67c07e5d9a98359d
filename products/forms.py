"""The catalogue's filters."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.search.filters import ChoicesField, FilterForm, QueryField, SlugsField

from .facets import PriceBand
from .models import FoodUse, Lining, Product, ProductKind


class Sort(models.TextChoices):
    NEWEST = "", _("Nouveautés")
    PRICE_UP = "price", _("Prix croissant")
    PRICE_DOWN = "-price", _("Prix décroissant")
    NAME = "name", _("Nom")


class CatalogueForm(FilterForm):
    q = QueryField(label=_("Chercher une pièce"))
    category = SlugsField(label=_("Catégorie"))
    technique = SlugsField(label=_("Martelage"))
    family = SlugsField(label=_("Famille"))
    workshop = SlugsField(label=_("Atelier"))
    kind = ChoicesField(label=_("Nature"), choices=ProductKind.choices)
    availability = ChoicesField(label=_("Disponibilité"), choices=Product.Availability.choices)
    price = ChoicesField(label=_("Prix"), choices=PriceBand.choices)
    food_use = ChoicesField(label=_("Usage alimentaire"), choices=FoodUse.choices)
    lining = ChoicesField(label=_("Étamage"), choices=Lining.choices)
    sort = forms.ChoiceField(
        label=_("Trier par"),
        choices=Sort.choices,
        required=False,
        error_messages={"invalid_choice": _("Ce tri n’existe pas.")},
        widget=forms.Select(attrs={"class": "input"}),
    )
