"""Asking for a price, on the pages of products and workshops."""

from django import template

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
