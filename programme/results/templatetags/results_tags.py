"""Figures of the results in templates."""

from django import template

from kairouan.common.templatetags.formatting import isolated, left_to_right
from programme.results.indicators import MeasureUnit
from programme.results.release import published
from programme.results.wording import figure_text

register = template.Library()


@register.simple_tag
def figure(measure, number):
    """The figure with its unit, where its unit is not in its title; « masqué » for
    None.
    """
    words = figure_text(measure, number)
    return (
        left_to_right(words)
        if measure.unit == MeasureUnit.PERCENT and number is not None
        else isolated(words)
    )


@register.simple_tag
def release_date():
    """The day of the release that the pages show; None before the first."""
    return published().made_on
