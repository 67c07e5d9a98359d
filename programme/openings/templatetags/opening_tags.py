"""Openings on the pages of the programme."""

from django import template

from programme.openings.models import Opening

register = template.Library()


@register.simple_tag
def open_places(count):
    """The openings that still take answers, `count` at most. One statement."""
    return list(Opening.objects.published().select_related("workshop")[:count])
