"""The frame of the artisan's space."""

from django import template
from django.urls import reverse

from kairouan.common import navigation

register = template.Library()


@register.inclusion_tag("space/_tabbar.html", takes_context=True)
def tabbar(context):
    """The entries of the space, for a member, or for an officer who acts for one."""
    return {"entries": entries_for(context["request"])}


@register.inclusion_tag("space/_menu.html", takes_context=True)
def space_menu(context):
    """The same entries, and the way out, in a phone's menu."""
    return {
        "entries": entries_for(context["request"]),
        "csrf_token": context.get("csrf_token"),
    }


def entries_for(request) -> list[dict]:
    """The entries of the space, the current one marked; none for a visitor."""
    if not getattr(request, "member", None) and not getattr(request.user, "artisan", None):
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    entries = navigation.entries("space_entries")
    current = navigation.where(here, entries)
    return [
        {
            "icon": entry.icon,
            "label": entry.label,
            "address": reverse(entry.address),
            "is_current": entry is current,
        }
        for entry in entries
    ]


@register.inclusion_tag("space/_for_other.html", takes_context=True)
def for_other(context):
    member = getattr(context["request"], "member", None)
    return {
        "member": member if member and member.acts_for_other else None,
        "csrf_token": context.get("csrf_token"),
    }
