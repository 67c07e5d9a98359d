"""Requests for quotation, as the space says them."""

from django import template
from django.db.models import Count, Min
from django.utils.html import format_html_join
from django.utils.translation import gettext

from ..announcing import named
from ..space.lists import waiting_for

register = template.Library()


@register.simple_tag
def requests_waiting(member):
    """Count the requests that wait for a member: {number, since (of the oldest)}."""
    return waiting_for(member.artisan).aggregate(number=Count("pk"), since=Min("created_at"))


@register.simple_tag
def few_words(lines):
    """Say what is asked in a few words, each line in its own direction."""
    return format_html_join(gettext(", "), "<bdi>{}</bdi>", ((line,) for line in named(lines)))
