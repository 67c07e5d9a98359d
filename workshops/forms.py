"""The directory's filters."""

from django.utils.translation import gettext_lazy as _

from kairouan.search.filters import FilterForm, QueryField

from .facets import FACETS


class DirectoryForm(FilterForm):
    facets = FACETS

    q = QueryField(label=_("Chercher un atelier"))
