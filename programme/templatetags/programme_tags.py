"""Actions on the pages of the roof."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.inclusion_tag("programme/_agenda.html")
def agenda(actions, level=2):
    """A list of actions by date; `level` is that of their headings."""
    return {"actions": actions, "level": level}


@register.simple_tag
def standing(action):
    """The badge of an action: its class and its words."""
    if action.is_cancelled:
        return {"css": "badge--err", "words": gettext("Annulée")}
    if action.is_past:
        return {"css": "", "words": gettext("Terminée")}
    if action.is_under_way:
        return {"css": "badge--wait", "words": gettext("En cours")}
    return {"css": "badge--ok", "words": gettext("À venir")}
