"""The key on the pages of what it tells apart."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def key_address(technique) -> str:
    """The key with this technique's own features for answers: to learn to see it."""
    seen = {name: getattr(technique, name) for name in ("outline", "order", "spacing", "depth")}
    return f"{reverse('artisans:key')}?{urlencode({name: state for name, state in seen.items() if state})}"
