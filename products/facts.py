"""Facts of a product, declared once: columns of `Product` in the order of its lists.

The lists in and out and what a proposal holds read the whole table; the page, the steps
of the space and the desk read its measures. A measure is added by its column, a
migration and a line here.
"""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.numbers import MoneyField, WeightField


@dataclass(frozen=True)
class ProductFact:
    """A column of `Product` that states a fact.

    The page says a measure by its `label` and `unit`, on its `line`. The others are a
    sentence each: theirs stand in `templates/products/_facts.html`.
    """

    name: str
    label: StrOrPromise = ""
    unit: str = ""  # as `kairouan.common.numbers` names it
    line: int = 0  # of the page, from the top: of a measure alone
    is_proposed: bool = True  # changed by a member, it waits for an officer


SIZES_LINE = 1  # sizes are said together, each after its label


def size_fact(name: str, label: StrOrPromise) -> ProductFact:
    return ProductFact(name, label, "cm", SIZES_LINE)


FACTS = (
    ProductFact("metal"),
    ProductFact("lining"),
    ProductFact("finish"),
    ProductFact("food_use"),
    ProductFact("last_tinned_on"),
    ProductFact("heat_sources"),
    size_fact("diameter_cm", _("Diamètre")),
    size_fact("height_cm", _("Hauteur")),
    size_fact("length_cm", _("Longueur")),
    size_fact("width_cm", _("Largeur")),
    ProductFact("weight_g", _("Poids"), "g", line=2),
    ProductFact("gauge_mm", _("Épaisseur"), "mm", line=4),
    ProductFact("capacity_l", _("Contenance"), "l", line=3),
    ProductFact("price_kind"),
    ProductFact("price", unit="dinars"),
    ProductFact("price_unit"),
    ProductFact("price_confirmed_on"),
    ProductFact("price_valid_until"),
    ProductFact("availability", is_proposed=False),
    ProductFact("is_unique"),
    ProductFact("lead_time_days", unit="days"),
    ProductFact("minimum_quantity"),
    ProductFact("is_customisable"),
)
MEASURES = tuple(fact for fact in FACTS if fact.line)
SIZES = tuple(fact for fact in MEASURES if fact.line == SIZES_LINE)
OTHER_MEASURES = tuple(fact for fact in MEASURES if fact.line != SIZES_LINE)

# Fields of forms and cells for what people type with a unit of their own.
FIELDS_BY_UNIT: dict[str, type[forms.Field]] = {"g": WeightField, "dinars": MoneyField}
FIELD_CLASSES: dict[str, type[forms.Field]] = {
    fact.name: FIELDS_BY_UNIT[fact.unit] for fact in FACTS if fact.unit in FIELDS_BY_UNIT
}


def fact_names(facts: tuple[ProductFact, ...]) -> list[str]:
    """Names of the columns of these facts."""
    return [fact.name for fact in facts]
