"""Products beside each other, on every fact that matters for copper."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kairouan.common.annotations import StrOrPromise
from kairouan.common.templatetags.bilingual import phrase
from kairouan.common.templatetags.formatting import daydate, number
from products.facts import MEASURES
from products.models import FoodUse, Lining, Product
from products.templatetags.product_tags import availability_words, figure_of, price

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Row:
    """A fact of each product, "" where nobody gave it."""

    label: StrOrPromise
    values: list[str]


def lining(product: Product) -> str:
    if product.lining == Lining.UNKNOWN:
        return ""
    said = product.get_lining_display()
    if not product.last_tinned_on:
        return said
    return format_html(_("{}, étamé le {}"), said, daydate(product.last_tinned_on))


def food_use(product: Product) -> str:
    if product.food_use == FoodUse.UNDECLARED:
        return ""
    said = product.get_food_use_display()
    if not product.food_proof:
        return said
    return format_html("{} · {}", said, product.get_food_proof_display())


def heat(product: Product) -> str:
    return _(", ").join(str(label) for label in product.heat_labels())


def hammering(product: Product) -> str:
    technique = product.public_technique
    return phrase(technique.name) if technique else ""


def minimum(product: Product) -> str:
    return number(product.minimum_quantity) if product.minimum_quantity else ""


def made_to_measure(product: Product) -> str:
    return _("oui") if product.is_customisable else ""


FACTS: list[tuple[StrOrPromise, Callable[[Product], str]]] = [
    (gettext_lazy("Atelier"), lambda product: phrase(product.workshop.name)),
    (gettext_lazy("Prix indicatif"), price),
    (gettext_lazy("Disponibilité"), availability_words),
    (gettext_lazy("Martelage"), hammering),
    (gettext_lazy("Métal"), Product.get_metal_display),
    (gettext_lazy("Étamage"), lining),
    (gettext_lazy("Usage"), food_use),
    (gettext_lazy("Finition"), Product.get_finish_display),
    (gettext_lazy("Feux"), heat),
    *((fact.label, lambda product, fact=fact: figure_of(product, fact)) for fact in MEASURES),
    (gettext_lazy("Quantité minimale"), minimum),
    (gettext_lazy("Sur mesure"), made_to_measure),
]


def compared(slugs: list[str]) -> list[Product]:
    """The public products of these addresses, four at most, in the order asked for."""
    wanted = list(dict.fromkeys(slug for slug in slugs if "\x00" not in slug))
    found = {
        product.slug: product
        for product in Product.objects.published()
        .filter(slug__in=wanted[: 2 * MOST])
        .select_related("workshop", "technique")
        .prefetch_related("photos")
    }
    return [found[slug] for slug in wanted if slug in found][:MOST]


def rows_of(products: list[Product]) -> list[Row]:
    return [Row(label, [fact(product) for product in products]) for label, fact in FACTS]
