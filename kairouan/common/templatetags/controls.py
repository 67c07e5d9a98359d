"""What the templates of Django's controls say at length."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def as_attributes(attrs: dict | None):
    """The attributes of an element, a space before each.

    Django's own template makes them by a loop; a desk page of opening hours has a
    thousand of them.
    """
    return mark_safe(
        "".join(
            f" {conditional_escape(name)}"
            if value is True
            else f' {conditional_escape(name)}="{conditional_escape(value)}"'
            for name, value in (attrs or {}).items()
            if value is not False
        )
    )
