"""Asking for a price, on the pages of products and workshops."""

from django import template
from django.utils.html import format_html

from kairouan.common.bilingual import language_of_other_letters
from kairouan.common.languages import BY_CODE
from products.models import ProductKind

register = template.Library()


@register.inclusion_tag("quotes/_add.html")
def ask_price(product):
    """The button that puts a product, or the parts of a set, on the list."""
    return {
        "name": "piece",
        "slug": product.slug,
        "is_set": product.kind == ProductKind.SET,
        "is_main": True,
        "workshop": product.workshop,
    }


@register.inclusion_tag("quotes/_add.html")
def ask_price_of(workshop):
    """The button that asks a workshop for a price, in words of one's own."""
    return {
        "name": "atelier",
        "slug": workshop.slug,
        "is_set": False,
        "is_main": False,
        "workshop": workshop,
    }


@register.filter
def own_words(text):
    """The attributes of a text that someone typed: its language where its letters tell,
    else the direction of its first letter.
    """
    lang = language_of_other_letters(str(text))
    if not lang:
        return format_html('dir="{}"', "auto")
    return format_html('lang="{}" dir="{}"', lang, BY_CODE[lang].direction)
