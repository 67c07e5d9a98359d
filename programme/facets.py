"""What the lists of actions and of openings can be narrowed by."""

from django.utils.translation import gettext_lazy as _

from kairouan.common.facets import Facet
from kairouan.common.places import Delegation

from .models import Action, Axis, Moment, Placement

FACETS = [
    Facet("when", _("Quand"), "moment", choices=Moment),
    Facet("axis", _("Axe"), "axis", choices=Axis),
    Facet("format", _("Forme"), "format", choices=Action.Format),
    Facet("kind", _("Nature"), "kind", choices=Action.Kind),
]

OPENING_FACETS = [
    Facet("kind", _("Nature"), "kind", choices=Placement.Kind),
    Facet("delegation", _("Délégation"), "workshop__delegation", choices=Delegation),
]
