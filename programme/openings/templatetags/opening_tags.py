"""Openings on the pages of the programme."""

from django import template

from programme.openings.models import JobOpening

register = template.Library()


@register.simple_tag
def open_places(count):
    """The openings that still take answers, `count` at most. One statement."""
    return list(JobOpening.objects.published().select_related("workshop")[:count])
