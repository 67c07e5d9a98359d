"""Figures in templates, each isolated (`<bdi>`) so that the text around it cannot
reorder it.
"""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from kairouan.common import formatting
from kairouan.common.phones import spoken_phone

register = template.Library()


def isolated(text):
    """A figure with its unit: the unit's own letters give it its direction."""
    return format_html("<bdi>{}</bdi>", text)


def left_to_right(text):
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.filter
def number(value):
    return "" if value is None else isolated(formatting.number(value))


@register.filter
def dinars(amount):
    return "" if amount is None else isolated(formatting.dinars(amount))


@register.filter
def size(value, unit):
    """A length, weight or volume in the unit it is kept in: `{{ height|size:"cm" }}`;
    from a kilogram on, grams are said in kilograms.
    """
    if value is None:
        return ""
    return isolated(formatting.weight(value) if unit == "g" else formatting.measure(value, unit))


@register.filter
def whole_sentences(text, most):
    """The sentences of a text that stand within so many words (formatting.py)."""
    return formatting.whole_sentences(str(text), most)


@register.filter
def phone(e164):
    return left_to_right(spoken_phone(e164)) if e164 else ""


@register.filter
def ltr(text):
    """Isolate an e-mail, an address, a reference."""
    return left_to_right(text) if text else ""


@register.filter
def email_address(text):
    """Isolate an e-mail address, which is broken at its @ where it is too long."""
    name, at, place = text.partition("@")
    return format_html('<bdi dir="ltr">{}{}<wbr>{}</bdi>', name, at, place)


@register.filter
def day_of_month(day):
    """ "24"; of "1er", what follows the figure is raised."""
    said, figure = formatting.day_of_month(day), str(day.day)
    raised = '{}<sup class="small">{}</sup>'
    return format_html(raised, figure, said.removeprefix(figure)) if said != figure else said


@register.filter
def daydate(value):
    return isolated(formatting.day(value)) if value else ""


@register.simple_tag
def dates(first, last):
    return isolated(formatting.period(first, last))


@register.filter
def clock(value):
    return left_to_right(formatting.clock(value)) if value else ""


@register.simple_tag
def hour_range(opens, closes):
    """From an hour to another, in words: a dash between two hours is reordered in
    Arabic.
    """
    return format_html(gettext("de {} à {}"), clock(opens), clock(closes))


@register.simple_tag
def years(first, last=None):
    """1928, or 1928 – 1990 in that order in both languages.

    An unknown end is left open.
    """
    if not first and not last:
        return ""
    return (
        left_to_right(f"{first or '?'}\u00a0–\u00a0{last or '?'}") if last else left_to_right(first)
    )


@register.filter
def elapsed(since):
    return isolated(formatting.elapsed(since)) if since else ""
