"""The catalogue's filters."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.search.filters import FilterForm, QueryField

from .facets import FACETS


class Sort(models.TextChoices):
    NEWEST = "", _("Nouveautés")
    PRICE_UP = "price", _("Prix croissant")
    PRICE_DOWN = "-price", _("Prix décroissant")
    NAME = "name", _("Nom")


class CatalogueForm(FilterForm):
    facets = FACETS

    q = QueryField(label=_("Chercher une pièce"))
    sort = forms.ChoiceField(
        label=_("Trier par"),
        choices=Sort.choices,
        required=False,
        error_messages={"invalid_choice": _("Ce tri n’existe pas.")},
        widget=forms.Select(attrs={"class": "input"}),
    )
