"""The filters of the lists, and the form by which someone asks for a place."""

from django.utils.translation import gettext_lazy as _

from kairouan.search.filters import ChoicesField, FilterForm

from .models import Action, ActionKind, Axis, Moment


class ActionForm(FilterForm):
    when = ChoicesField(label=_("Quand"), choices=Moment.choices)
    axis = ChoicesField(label=_("Axe"), choices=Axis.choices)
    format = ChoicesField(label=_("Forme"), choices=Action.Format.choices)
    kind = ChoicesField(label=_("Nature"), choices=ActionKind.choices)
