"""The sound of the hammer, on the screens of others."""

from django import template

from ..sounds import techniques_of

register = template.Library()


@register.inclusion_tag("space/_techniques_to_record.html")
def techniques_to_record(member):
    """The techniques of which this member may send a recording. One statement."""
    return {"techniques": techniques_of(member.artisan)}
