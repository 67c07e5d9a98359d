"""Every product a member keeps, by where it stands."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kairouan.common.bilingual import reader_language
from kairouan.review.moderation import Status
from kairouan.review.proposals import Proposal, ProposalState

from ..models import Product


class ProductFilter(models.TextChoices):
    """The lists of the page; a product may stand on two: online, with a change that
    waits.
    """

    ALL = "", _("Toutes")
    ONLINE = "online", pgettext_lazy("pièces", "En ligne")
    WAITING = "waiting", pgettext_lazy("pièces", "En attente")
    SENT_BACK = "sent_back", pgettext_lazy("pièces", "À revoir")
    DRAFT = "draft", pgettext_lazy("pièces", "Brouillons")
    WITHDRAWN = "withdrawn", pgettext_lazy("pièces", "Retirées")


def filter_condition(standing: ProductFilter) -> Q:
    match standing:
        case ProductFilter.ONLINE:
            return Q(status=Status.PUBLISHED)
        case ProductFilter.WAITING:
            return Q(status=Status.SUBMITTED) | with_change_in(ProposalState.SUBMITTED)
        case ProductFilter.SENT_BACK:
            return Q(status=Status.SENT_BACK) | with_change_in(ProposalState.SENT_BACK)
        case ProductFilter.DRAFT:
            return Q(status=Status.DRAFT) | with_change_in(ProposalState.DRAFT)
        case ProductFilter.WITHDRAWN:
            return Q(status=Status.ARCHIVED)
    return Q()


def with_change_in(state: ProposalState) -> Q:
    """The products with a change in this state."""
    waiting = Proposal.objects.filter(
        content_type=ContentType.objects.get_for_model(Product), state=state
    )
    return Q(pk__in=waiting.values("object_id"))


def filter_counts(kept) -> dict[ProductFilter, int]:
    """Count the products of each list. One statement."""
    wanted = {
        standing.name.lower(): Count("pk", filter=filter_condition(standing))
        for standing in ProductFilter
        if standing
    }
    found = kept.aggregate(all=Count("pk"), **wanted)
    return {standing: found[standing.name.lower()] for standing in ProductFilter}


def sorted_for_member(kept):
    """By workshop, the newest first: changing a product does not move it."""
    products = kept.select_related("workshop", "technique").prefetch_related("photos")
    return products.order_by(f"workshop__sort_{reader_language()}", "workshop_id", "-pk")


def with_member_price(products: list[Product]) -> list[Product]:
    """Products `with_proposals`, with the price their member sees, for the tag that
    says a price.
    """
    for product in products:
        product.shown_price = product.price
    return products
