"""The frame of the artisan's space."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Icon, label, address, and what of an address's name tells that the member stands
# there.
ENTRIES = [
    ("home", _("Accueil"), "space:home", ("space:home", "space:notices")),
    ("pieces", _("Mes pièces"), "pieces:list", ("pieces:",)),
    ("workshop", _("Mon atelier"), "keeping:workshops", ("keeping:",)),
    ("person", _("Mon compte"), "account", ("account", "space:my_data")),
]


@register.inclusion_tag("space/_tabbar.html", takes_context=True)
def tabbar(context):
    """The four entries of the space, for a member, or for an officer who acts for
    one.
    """
    request = context["request"]
    if not getattr(request, "keeper", None) and not getattr(request.user, "artisan", None):
        return {"entries": []}
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "entries": [
            {
                "icon": icon,
                "label": label,
                "address": reverse(name),
                "is_current": here.startswith(prefixes),
            }
            for icon, label, name, prefixes in ENTRIES
        ]
    }


@register.inclusion_tag("space/_for_other.html", takes_context=True)
def for_other(context):
    keeper = getattr(context["request"], "keeper", None)
    return {
        "keeper": keeper if keeper and keeper.acts_for_other else None,
        "csrf_token": context.get("csrf_token"),
    }
