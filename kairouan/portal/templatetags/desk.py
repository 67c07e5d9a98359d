"""The officers' first page."""

from django import template

from ..desk import desk_sections

register = template.Library()


@register.simple_tag(takes_context=True)
def tasks_of_the_morning(context):
    """List the tasks of the signed-in officer, by section: [(title, tasks)]."""
    return desk_sections(context["request"].user)
