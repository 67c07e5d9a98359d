"""Booking a re-tinning, on the pages of services and workshops, and in the space."""

from django import template
from django.db.models import Count, Q

from workshops.models import Workshop

from ..models import CAMPAIGN_COLUMNS, BookingState, Campaign, TinningOffer

register = template.Library()


@register.inclusion_tag("bookings/_book.html")
def book_tinning(product):
    """The way from a service to its booking. A product read for its page carries what
    is said (`products.models.read_for_page`), and costs no statement.
    """
    if not getattr(product, "books_tinning", False):
        return {"slug": "", "campaign": None}
    found = {name: getattr(product, f"campaign_{name}") for name in CAMPAIGN_COLUMNS}
    campaign = Campaign(**found) if found["last_day"] else None
    return {"slug": product.workshop.slug, "campaign": campaign}


@register.inclusion_tag("bookings/_book.html")
def book_tinning_of(workshop):
    """The way from a workshop to its booking. Two statements at most."""
    if not TinningOffer.objects.open().filter(workshop=workshop).exists():
        return {"slug": "", "campaign": None}
    return {"slug": workshop.slug, "campaign": Campaign.objects.ahead().first()}


@register.simple_tag
def bookings_waiting(member):
    """Count the bookings that a member has to confirm: {number, has_offer: whether a
    workshop of theirs re-tins}. One statement.
    """
    offers = TinningOffer.objects.filter(
        workshop__in=Workshop.objects.managed_by(member.artisan).values("pk")
    )
    asked = Count("bookings", filter=Q(bookings__state=BookingState.ASKED))
    counts = list(offers.annotate(asked=asked).values_list("asked", flat=True))
    return {"has_offer": bool(counts), "number": sum(counts)}
