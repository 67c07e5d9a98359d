"""The officers' first page, and the groups of records on every page of the desk."""

from django import template

from ..desk import morning_of
from ..desk_groups import shown_groups

register = template.Library()


@register.simple_tag(takes_context=True)
def tasks_of_the_morning(context):
    """Arrange the tasks of the signed-in officer (`Morning`)."""
    return morning_of(context["request"].user)


@register.simple_tag(takes_context=True)
def desk_groups(context):
    """List the groups of records that the signed-in officer may open."""
    return shown_groups(context.get("available_apps") or [], context["request"].path)
