"""Facts of a product, declared once: columns of `Product` in the order of its lists.

The page, the steps of the space, the desk, the lists in and out, and what a proposal
holds read this table. A measure is added by its column, a migration and a line here.
"""

from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.numbers import MoneyField, WeightField


class FactSection(Enum):
    """Section where a fact is asked: a step of the space and a fieldset of the desk."""

    MATERIAL = auto()
    MEASURES = auto()
    OFFER = auto()


@dataclass(frozen=True)
class ProductFact:
    """A column of `Product` that states a fact.

    The page says a measure by its `label` and `unit`, on its `line`. The others are a
    sentence each: theirs stand in `templates/products/_facts.html`.
    """

    name: str
    section: FactSection
    label: StrOrPromise = ""
    unit: str = ""  # as `kairouan.common.numbers` names it
    line: int = 0  # of the page, from the top
    is_expected: bool = False  # unknown, the page of a product says so
    is_proposed: bool = True  # changed by a member, it waits for an officer


SIZES_LINE = 1  # sizes are said together, each after its label


def size_fact(name: str, label: StrOrPromise) -> ProductFact:
    return ProductFact(name, FactSection.MEASURES, label, "cm", SIZES_LINE, is_expected=True)


FACTS = (
    ProductFact("metal", FactSection.MATERIAL),
    ProductFact("lining", FactSection.MATERIAL),
    ProductFact("finish", FactSection.MATERIAL),
    ProductFact("food_use", FactSection.MATERIAL),
    ProductFact("last_tinned_on", FactSection.MATERIAL),
    ProductFact("heat_sources", FactSection.MATERIAL),
    size_fact("diameter_cm", _("Diamètre")),
    size_fact("height_cm", _("Hauteur")),
    size_fact("length_cm", _("Longueur")),
    size_fact("width_cm", _("Largeur")),
    ProductFact("weight_g", FactSection.MEASURES, _("Poids"), "g", line=2, is_expected=True),
    ProductFact("gauge_mm", FactSection.MEASURES, _("Épaisseur"), "mm", line=4, is_expected=True),
    ProductFact("capacity_l", FactSection.MEASURES, _("Contenance"), "l", line=3),
    ProductFact("price_kind", FactSection.OFFER),
    ProductFact("price", FactSection.OFFER, unit="dinars"),
    ProductFact("price_unit", FactSection.OFFER),
    ProductFact("price_confirmed_on", FactSection.OFFER),
    ProductFact("price_valid_until", FactSection.OFFER),
    ProductFact("availability", FactSection.OFFER, is_proposed=False),
    ProductFact("is_unique", FactSection.OFFER),
    ProductFact("lead_time_days", FactSection.OFFER, unit="days"),
    ProductFact("minimum_quantity", FactSection.OFFER),
    ProductFact("is_customisable", FactSection.OFFER),
)
MEASURES = tuple(fact for fact in FACTS if fact.section is FactSection.MEASURES)
SIZES = tuple(fact for fact in MEASURES if fact.line == SIZES_LINE)
OTHER_MEASURES = tuple(fact for fact in MEASURES if fact.line != SIZES_LINE)

# Fields of forms and cells for what people type with a unit of their own.
FIELDS_BY_UNIT = {"g": WeightField, "dinars": MoneyField}
FIELD_CLASSES = {
    fact.name: FIELDS_BY_UNIT[fact.unit] for fact in FACTS if fact.unit in FIELDS_BY_UNIT
}


def fact_names(facts: tuple[ProductFact, ...]) -> list[str]:
    """Names of the columns of these facts."""
    return [fact.name for fact in facts]
