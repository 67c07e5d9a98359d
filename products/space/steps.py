"""The short steps of a piece: what each asks, and what it still misses."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kairouan.common.calendar import today_in_tunis
from kairouan.space.forms import MemberForm

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
    overlaid piece with its `picture_count`, or "".
    """

    name: str
    title: str
    lacks: Callable[[Product], str]
    form: type[MemberForm] | None = None  # the photographs have a screen of their own
    for_services: bool = True

    def address(self, piece: Product) -> str:
        return reverse(f"space:product_{self.name}", args=[piece.pk])

    @property
    def summary(self) -> str:
        """The template that says the step in words."""
        return f"space/_piece_{self.name}.html"


SIZES = ("diameter_cm", "height_cm", "length_cm", "width_cm", "weight_g", "capacity_l", "gauge_mm")


def lacks_material(piece: Product) -> str:
    if not piece.metal:
        return _("Métal non précisé")
    if piece.lining == Lining.UNKNOWN or piece.food_use == FoodUse.UNDECLARED:
        return _("Étamage ou usage non déclaré")
    return ""


def lacks_price(piece: Product) -> str:
    expired = piece.price_valid_until and piece.price_valid_until < today_in_tunis()
    return _("Ce prix n’est plus valable") if piece.price is not None and expired else ""


STEPS = [
    ProductStep(
        "names", _("Le nom"), lambda piece: "" if piece.name else _("Sans nom"), ProductNamesForm
    ),
    ProductStep(
        "text",
        _("En quelques phrases"),
        lambda piece: "" if piece.description else _("À écrire"),
        TextForm,
    ),
    ProductStep(
        "technique", _("Le martelage"), lambda piece: "", TechniqueForm, for_services=False
    ),
    ProductStep(
        "material", _("La matière et l’usage"), lacks_material, MaterialForm, for_services=False
    ),
    ProductStep(
        "dimensions",
        _("Les dimensions"),
        lambda piece: "" if any(getattr(piece, name) for name in SIZES) else _("À mesurer"),
        DimensionsForm,
        for_services=False,
    ),
    ProductStep("price", _("Le prix"), lacks_price, PriceForm),
    ProductStep(
        "photos", _("Les photos"), lambda piece: "" if piece.picture_count else _("Sans photo")
    ),
]
# What a new piece is asked at once, of several steps together; it is no step of its
# own.
FACTS = ProductStep("facts", _("L’essentiel"), lambda piece: "", FactsForm)
BY_NAME = {step.name: step for step in [*STEPS, FACTS]}


def steps_of(piece: Product) -> list[ProductStep]:
    """A service has no size, no metal, no hammering of its own."""
    return [step for step in STEPS if step.for_services or piece.kind != ProductKind.SERVICE]
