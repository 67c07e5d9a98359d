"""The chain, both ways: from an action to the workshops and the products that came of
it, and from these back to it. Never an amount, never a person.
"""

from django import template
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from kairouan.common.bilingual import localized_from
from kairouan.common.languages import columns
from products.models import Collection, Product
from programme.models import Action, ActionOutcome, FairPresence, Support, SupportKind
from workshops.models import Workshop

register = template.Library()

OF_ORIGIN = ["slug", *columns("title")]  # what is said of the action that something came of
MOST_SHOWN = 12  # workshops, or products, on the page of an action


@register.inclusion_tag("programme/_came_of.html")
def came_of(action):
    """Show the outcomes of an action: the published products (seen, as on a shelf) and
    collections that came of it, the published workshops it reached, and how much help
    was given. Five statements at most, whatever there is. Help given to one person is
    not counted: it would say who.
    """
    fairs, supports = (
        FairPresence.objects.filter(action=action),
        Support.objects.filter(action=action),
    )
    reached = Exists(fairs.filter(workshop=OuterRef("pk"))) | Exists(
        supports.filter(workshop=OuterRef("pk"))
    )
    outcomes = ActionOutcome.objects.filter(action=action)
    products = Product.objects.published().filter(pk__in=outcomes.values("product"))
    collections = Collection.objects.published().filter(pk__in=outcomes.values("collection"))
    given = (
        supports.filter(artisan=None)
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"))
        .values_list("kind", "count")
    )
    return {
        "workshops": list(
            Workshop.objects.published().filter(reached).sorted_by_name()[:MOST_SHOWN]
        ),
        "products": list(products.for_cards().order_by("pk")[:MOST_SHOWN]),
        "collections": list(collections.order_by("pk")[:MOST_SHOWN]),
        "given": [(SupportKind(kind).label, count) for kind, count in sorted(given)],
    }


@register.inclusion_tag("programme/_programme_of.html")
def programme_of(workshop):
    """The published actions that a workshop took part in as a workshop.

    One statement; the attendance of its people is theirs alone.
    """
    took_part = (
        Exists(FairPresence.objects.filter(action=OuterRef("pk"), workshop=workshop))
        | Exists(Support.objects.filter(action=OuterRef("pk"), workshop=workshop))
        | Exists(
            ActionOutcome.objects.filter(
                action=OuterRef("pk"),
                product__in=Product.objects.published().filter(workshop=workshop),
            )
        )
    )
    return {
        "actions": list(
            Action.objects.published().filter(took_part).order_by("-starts_on", "pk")[:MOST_SHOWN]
        )
    }


@register.inclusion_tag("programme/_born_of.html")
def born_of(record):
    """The published action that a product or a collection came of: the first, when
    there are several.

    A product read for its page carries it (`products.models.read_for_page`), and costs
    nothing more; a collection costs one statement.
    """
    if isinstance(record, Product):
        origin = {name: getattr(record, f"born_of_{name}", None) for name in OF_ORIGIN}
    else:
        first = (
            Action.objects.published()
            .filter(outcomes__collection=record)
            .order_by("outcomes__on_sale_since", "pk")
        )
        origin = first.values(*OF_ORIGIN).first() or {}
    if not origin.get("slug"):
        return {"title": "", "address": ""}
    return {
        "title": localized_from(origin, "title"),
        "address": reverse("programme:action_detail", args=[origin["slug"]]),
    }
