"""Facets of the list of openings."""

from django.utils.translation import gettext_lazy as _

from kairouan.common.places import Delegation
from kairouan.search.facets import Facet

from .models import PlacementKind

OPENING_FACETS = [
    Facet("kind", _("Nature"), "kind", choices=PlacementKind),
    Facet("delegation", _("Délégation"), "workshop__delegation", choices=Delegation),
]
