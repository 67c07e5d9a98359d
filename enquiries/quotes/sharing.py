"""The rule by which the team shares out what it holds, said to buyers and workshops
alike.

Proposed are the public workshops that are not asked yet and do not say that they are
away, in this order:

1. who makes it: the workshop has a public piece of a category that is asked for, or its
   hand knows a technique of one; where nothing that is asked is in the catalogue, all
   are taken to;
2. who has room: fewer requests agreed and not done than people at work there (one,
   where the workshop did not say how many);
3. whose turn it is: the one asked longest ago, or never.

An officer may choose another: the buyer's own words say more than a category does.
"""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from kairouan.common.formatting import day
from products.models import Product
from workshops.models import Workshop

from .models import Part, PartState, RequestState

MOST_PROPOSED = 6


@dataclass(frozen=True)
class Candidate:
    workshop: Workshop
    reasons: list[str]


def proposed_for(part: Part) -> list[Candidate]:
    """The workshops to which the team's part may be given, the first in turn before.

    Three statements, with what the part has at hand.
    """
    products = [line.product for line in part.own_lines if line.product]
    categories = {product.category_id for product in products} - {None}
    techniques = {product.technique_id for product in products} - {None}
    makes = Product.objects.published().filter(
        Q(category__in=categories) | Q(technique__in=techniques), workshop=OuterRef("pk")
    )
    knows = Workshop.techniques.through.objects.filter(
        workshop=OuterRef("pk"), technique__in=techniques
    )
    agreed = Q(quote_parts__state=PartState.AGREED, quote_parts__request__state=RequestState.OPEN)
    sent = ~Q(quote_parts__request__state=RequestState.HELD)
    found = (
        Workshop.objects.published()
        .there()
        .exclude(pk__in=part.request.parts.exclude(workshop=None).values("workshop"))
        .annotate(
            makes=Exists(makes),
            knows=Exists(knows),
            in_hand=Count("quote_parts", filter=agreed, distinct=True),
            last_asked=Max("quote_parts__created_at", filter=sent),
            room=Coalesce("people_count", 1) - F("in_hand"),
        )
        .order_by(
            Case(When(Q(makes=True) | Q(knows=True), then=Value(0)), default=Value(1)),
            Case(When(room__gt=0, then=Value(0)), default=Value(1)),
            F("last_asked").asc(nulls_first=True),
            "pk",
        )
    )
    asks_for_known = bool(categories or techniques)
    return [
        Candidate(workshop, reasons_of(workshop, asks_for_known))
        for workshop in found[:MOST_PROPOSED]
    ]


def reasons_of(workshop, asks_for_known: bool) -> list[str]:
    """Say in words where a workshop stands by the rule."""
    said = []
    if workshop.makes:
        said.append(_("fait de telles pièces"))
    elif workshop.knows:
        said.append(_("connaît ce martelage"))
    elif asks_for_known:
        said.append(_("n’a pas montré de telles pièces"))
    counts = {"agreed": workshop.in_hand, "people": workshop.people_count or 1}
    if workshop.room > 0:
        room = _("a de la place (accords en cours : %(agreed)d, personnes au travail : %(people)d)")
    else:
        room = _(
            "n’a plus de place (accords en cours : %(agreed)d, personnes au travail : %(people)d)"
        )
    said.append(room % counts)
    if workshop.last_asked:
        said.append(
            _("dernière demande : %(day)s") % {"day": day(timezone.localdate(workshop.last_asked))}
        )
    else:
        said.append(_("aucune demande jusqu’ici"))
    return said
