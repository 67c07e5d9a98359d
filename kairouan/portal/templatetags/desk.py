"""The officers' first page."""

from django import template

from ..desk import sections

register = template.Library()


@register.simple_tag(takes_context=True)
def tasks_of_the_morning(context):
    """What waits for the officer who is signed in: [(title, tasks)]."""
    return sections(context["request"].user)
