"""The short steps of a product: what each asks, and what it still misses."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.calendar import today_in_tunis
from kairouan.space.forms import MemberForm

from ..facts import MEASURES
from ..models import FoodUse, Lining, Product, ProductKind
from .forms import (
    DimensionsForm,
    FactsForm,
    MaterialForm,
    PriceForm,
    ProductNamesForm,
    TechniqueForm,
    TextForm,
)


@dataclass(frozen=True)
class ProductStep:
    """A step is known by the name of its address; `lacks` says what is missing of an
    product `with_proposal`, with its `photo_count`, or "".
    """

    name: str
    title: StrOrPromise
    lacks: Callable[[Product], StrOrPromise]
    form: type[MemberForm] | None = None  # the photographs have a screen of their own
    for_services: bool = True

    def address(self, product: Product) -> str:
        return reverse(f"space:product_{self.name}", args=[product.pk])

    @property
    def summary(self) -> str:
        """The template that says the step in words."""
        return f"space/_product_{self.name}.html"


def lacks_material(product: Product) -> StrOrPromise:
    if not product.metal:
        return _("Métal non précisé")
    if product.lining == Lining.UNKNOWN or product.food_use == FoodUse.UNDECLARED:
        return _("Étamage ou usage non déclaré")
    return ""


def lacks_measures(product: Product) -> StrOrPromise:
    return "" if any(getattr(product, fact.name) for fact in MEASURES) else _("À mesurer")


def lacks_price(product: Product) -> StrOrPromise:
    expired = product.price_valid_until and product.price_valid_until < today_in_tunis()
    return _("Ce prix n’est plus valable") if product.price is not None and expired else ""


STEPS = [
    ProductStep(
        "names",
        _("Le nom"),
        lambda product: "" if product.name else _("Sans nom"),
        ProductNamesForm,
    ),
    ProductStep(
        "text",
        _("En quelques phrases"),
        lambda product: "" if product.description else _("À écrire"),
        TextForm,
    ),
    ProductStep(
        "technique", _("Le martelage"), lambda product: "", TechniqueForm, for_services=False
    ),
    ProductStep(
        "material", _("La matière et l’usage"), lacks_material, MaterialForm, for_services=False
    ),
    ProductStep(
        "dimensions",
        _("Les dimensions"),
        lacks_measures,
        DimensionsForm,
        for_services=False,
    ),
    ProductStep("price", _("Le prix"), lacks_price, PriceForm),
    ProductStep(
        "photos", _("Les photos"), lambda product: "" if product.photo_count else _("Sans photo")
    ),
]
# What a new product is asked at once, of several steps together; it is no step of its
# own.
FACTS = ProductStep("facts", _("L’essentiel"), lambda product: "", FactsForm)
BY_NAME = {step.name: step for step in [*STEPS, FACTS]}


def steps_of(product: Product) -> list[ProductStep]:
    """A service has no size, no metal, no hammering of its own."""
    return [step for step in STEPS if step.for_services or product.kind != ProductKind.SERVICE]
