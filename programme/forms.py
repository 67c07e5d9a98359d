"""The filters of the list of actions."""

from kairouan.search.filters import FilterForm

from .facets import FACETS


class ActionForm(FilterForm):
    facets = FACETS
