"""Every piece a member keeps, by where it stands."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kairouan.common.bilingual import reader_language
from kairouan.review.moderation import Status
from kairouan.review.proposals import Proposal, State

from ..models import Product


class Standing(models.TextChoices):
    """The lists of the page; a piece may stand on two: online, with a change that
    waits.
    """

    ALL = "", _("Toutes")
    ONLINE = "online", pgettext_lazy("pièces", "En ligne")
    WAITING = "waiting", pgettext_lazy("pièces", "En attente")
    SENT_BACK = "sent_back", pgettext_lazy("pièces", "À revoir")
    DRAFT = "draft", pgettext_lazy("pièces", "Brouillons")
    WITHDRAWN = "withdrawn", pgettext_lazy("pièces", "Retirées")


def condition(standing: Standing) -> Q:
    match standing:
        case Standing.ONLINE:
            return Q(status=Status.PUBLISHED)
        case Standing.WAITING:
            return Q(status=Status.SUBMITTED) | changed(State.SUBMITTED)
        case Standing.SENT_BACK:
            return Q(status=Status.SENT_BACK) | changed(State.SENT_BACK)
        case Standing.DRAFT:
            return Q(status=Status.DRAFT) | changed(State.DRAFT)
        case Standing.WITHDRAWN:
            return Q(status=Status.ARCHIVED)
    return Q()


def changed(state: State) -> Q:
    """The pieces with a change in this state."""
    waiting = Proposal.objects.filter(
        content_type=ContentType.objects.get_for_model(Product), state=state
    )
    return Q(pk__in=waiting.values("object_id"))


def counts(kept) -> dict[Standing, int]:
    """How many pieces stand in each list. One statement."""
    wanted = {
        standing.name.lower(): Count("pk", filter=condition(standing))
        for standing in Standing
        if standing
    }
    found = kept.aggregate(all=Count("pk"), **wanted)
    return {standing: found[standing.name.lower()] for standing in Standing}


def in_order(kept):
    """By workshop, the newest first: changing a piece does not move it."""
    pieces = kept.select_related("workshop", "technique").prefetch_related("pictures")
    return pieces.order_by(f"workshop__sort_{reader_language()}", "workshop_id", "-pk")


def priced(pieces: list[Product]) -> list[Product]:
    """Pieces already overlaid, with the price their member sees, for the tag that says
    a price.
    """
    for piece in pieces:
        piece.shown_price = piece.price
    return pieces
