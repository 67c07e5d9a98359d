"""Figures of the results in templates."""

from django import template

from kairouan.common.templatetags.formatting import isolated, left_to_right
from programme.results.indicators import INDICATORS, MeasureUnit
from programme.results.periods import START
from programme.results.release import published
from programme.results.wording import figure_text

register = template.Library()


# what the programme says first of what it has changed
FIRST_SAID = ["I1", "I5", "I3", "I4"]


@register.simple_tag
def what_has_changed():
    """List the published figures, since the start, of people and workshops; without
    those that nothing stands behind yet. Kept for the edition in hand.
    """
    release = published()
    figures = [release.read(INDICATORS[code].main, START) for code in FIRST_SAID]
    return [each for each in figures if each.has_number]


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
