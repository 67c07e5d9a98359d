"""The directory's filters."""

from django.utils.translation import gettext_lazy as _

from kairouan.common.places import Delegation
from kairouan.search.filters import ChoicesField, FilterForm, QueryField, SlugsField

from .facets import Tinning, Welcome
from .models import CraftStep


class DirectoryForm(FilterForm):
    q = QueryField(label=_("Chercher un atelier"))
    technique = SlugsField(label=_("Martelage"))
    family = SlugsField(label=_("Famille"))
    delegation = ChoicesField(label=_("Délégation"), choices=Delegation.choices)
    step = ChoicesField(label=_("Étape faite sur place"), choices=CraftStep.choices)
    visits = ChoicesField(label=_("Visites"), choices=Welcome.choices)
    tinning = ChoicesField(label=_("Rétamage"), choices=Tinning.choices)
