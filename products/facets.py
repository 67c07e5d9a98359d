"""Facets of the catalogue."""

from decimal import Decimal

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from kairouan.search.facets import Facet

from .models import FoodUse, Lining, Product, ProductKind, SaleUnit


class PriceBand(models.TextChoices):
    """Prices by band, in dinars; the upper bound is not in the band."""

    UNDER_100 = "0-100", _("moins de 100 DT")
    UNDER_300 = "100-300", _("de 100 à 300 DT")
    UNDER_600 = "300-600", _("de 300 à 600 DT")
    OVER = "600-", _("600 DT et plus")
    BY_WEIGHT = "kg", _("prix au kilo")
    ON_REQUEST = "request", _("sur demande")


def price_band() -> Case:
    """The band of `shown_price`: a price that has expired is on request.

    A price for a kilo is in no band of dinars, for it is not the price of the product;
    it has its own, even when the weight is known: the page says no product of the two,
    so the list may not promise one.
    """
    bands = [
        When(shown_price__lt=Decimal(limit), then=Value(band))
        for limit, band in (
            (100, PriceBand.UNDER_100),
            (300, PriceBand.UNDER_300),
            (600, PriceBand.UNDER_600),
        )
    ]
    return Case(
        When(shown_price=None, then=Value(PriceBand.ON_REQUEST)),
        When(price_unit=SaleUnit.KILOGRAM, then=Value(PriceBand.BY_WEIGHT)),
        *bands,
        default=Value(PriceBand.OVER),
    )


def price_of_one() -> Case:
    """`shown_price` where it is that of the whole product, so that two may be put in
    order; None for a price for a kilo.
    """
    return Case(When(~Q(price_unit=SaleUnit.KILOGRAM), then=F("shown_price")), default=Value(None))


FACETS = [
    Facet("category", _("Catégorie"), "category", kind="category"),
    Facet("technique", _("Martelage"), "technique", kind="technique", at_once=8),
    Facet("availability", _("Disponibilité"), "availability", choices=Product.Availability),
    Facet("price", _("Prix"), price_band, choices=PriceBand),
    Facet("food_use", _("Usage alimentaire"), "food_use", choices=FoodUse),
    Facet("lining", _("Étamage"), "lining", choices=Lining),
    Facet("kind", _("Nature"), "kind", choices=ProductKind),
    Facet("family", _("Famille"), "workshop__family", kind="family"),
    Facet("workshop", _("Atelier"), "workshop", kind="workshop", most=15),
]
