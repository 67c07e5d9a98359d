"""The frame of the artisan's space."""

from django import template
from django.urls import reverse

from kairouan.common import navigation

register = template.Library()


@register.inclusion_tag("space/_tabbar.html", takes_context=True)
def tabbar(context):
    """The four entries of the space, for a member, or for an officer who acts for
    one.
    """
    request = context["request"]
    if not getattr(request, "member", None) and not getattr(request.user, "artisan", None):
        return {"entries": []}
    here = request.resolver_match.view_name if request.resolver_match else ""
    entries = navigation.entries("space_entries")
    current = navigation.where(here, entries)
    return {
        "entries": [
            {
                "icon": entry.icon,
                "label": entry.label,
                "address": reverse(entry.address),
                "is_current": entry is current,
            }
            for entry in entries
        ]
    }


@register.inclusion_tag("space/_for_other.html", takes_context=True)
def for_other(context):
    member = getattr(context["request"], "member", None)
    return {
        "member": member if member and member.acts_for_other else None,
        "csrf_token": context.get("csrf_token"),
    }
