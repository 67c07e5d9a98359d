"""What the index reads of the catalogue: products, categories, collections."""

import math
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from kairouan.search.facets import Facet
from kairouan.search.index import current_index
from kairouan.search.kinds import NAME_ORDERS, Kind, Order, Touch, register

from .facets import FACETS, price_of_one
from .models import Category, Collection, Finish, Heat, Metal, Product, ProductKind


def newest(published_at, number) -> tuple[float, float]:
    return -published_at.timestamp() if published_at else math.inf, -number


def ranked_first(front_rank, published_at, number) -> tuple[float, float, float]:
    """Those the officers ranked, then the newest."""
    return math.inf if front_rank is None else front_rank, *newest(published_at, number)


def cheapest(price, price_of_kilo_too) -> tuple[float, float]:
    """By price: the kilo follows the piece, and what is on request comes last."""
    return (
        math.inf if price is None else float(price),
        math.inf if price_of_kilo_too is None else float(price_of_kilo_too),
    )


def dearest(price, price_of_kilo_too) -> tuple[float, float]:
    return (
        math.inf if price is None else -float(price),
        math.inf if price_of_kilo_too is None else -float(price_of_kilo_too),
    )


class Uniqueness(models.TextChoices):
    UNIQUE = "unique", _("pièce unique")


def uniqueness() -> Case:
    return Case(When(is_unique=True, then=Value(Uniqueness.UNIQUE)))


PRICES = (price_of_one, "shown_price")

register(
    Kind(
        "product",
        Product.objects.published,
        facets=FACETS,
        facts=[
            Facet("metal", "", "metal", choices=Metal),
            Facet("finish", "", "finish", choices=Finish),
            Facet("heat", "", "heat_sources", choices=Heat),
            Facet("uniqueness", "", uniqueness, choices=Uniqueness),
            Facet("diameter", "", "diameter_cm"),
            Facet("height", "", "height_cm"),
            Facet("length", "", "length_cm"),
            Facet("capacity", "", "capacity_l"),
        ],
        orders=NAME_ORDERS
        | {
            "newest": Order(("published_at", "pk"), newest, (float, float)),
            "front": Order(
                ("front_rank", "published_at", "pk"), ranked_first, (float, float, float)
            ),
            "price": Order(PRICES, cheapest, (float, float)),
            "-price": Order(PRICES, dearest, (float, float)),
        },
        touched_by=[
            Touch("workshops_workshop", through="workshop_id", of=("status", "family_id")),
        ],
        lasts_until="price_valid_until",
        is_numerous=True,
        has_numbers=True,
        service=("kind", ProductKind.SERVICE),
    ),
    Kind("category", Category.objects.all, rank="order"),
    Kind("collection", Collection.objects.published),
)


@dataclass
class Front:
    """Products of the home page, and a service to show beside them."""

    products: list[Product]
    service: Product | None


def products_of_front(count: int) -> Front:
    """The products of the home page, at most `count`, as their cards show them: those
    the officers ranked, then the newest. Never a service, which stands apart, nor what
    is sold.
    """
    table = current_index().tables["product"]
    services = table.having("kind", [ProductKind.SERVICE])
    sold = table.having("availability", [Product.Availability.SOLD])
    numbers = table.page(table.alive & ~services & ~sold, "front", 0, count)
    offered = table.page(table.alive & services, "front", 0, 1)
    found = Product.objects.published().for_cards().in_bulk([*numbers, *offered])
    return Front(
        [found[number] for number in numbers if number in found],
        next((found[number] for number in offered if number in found), None),
    )
