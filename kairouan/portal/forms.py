"""The search form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kairouan.search.filters import FilterForm, QueryField

from .search import ResultKind


class SearchForm(FilterForm):
    q = QueryField(label=_("Chercher un atelier, une pièce"))
    kind = forms.ChoiceField(
        label=_("Où"),
        choices=[("", _("Partout")), *ResultKind.choices],
        required=False,
        error_messages={"invalid_choice": _("Ce genre n’existe pas.")},
    )
