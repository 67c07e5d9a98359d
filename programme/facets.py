"""Facets of the list of actions."""

from django.utils.translation import gettext_lazy as _

from kairouan.search.facets import Facet

from .models import Action, ActionKind, Axis, Moment

FACETS = [
    Facet("when", _("Quand"), "moment", choices=Moment),
    Facet("axis", _("Axe"), "axis", choices=Axis),
    Facet("format", _("Forme"), "format", choices=Action.Format),
    Facet("kind", _("Nature"), "kind", choices=ActionKind),
]
