import pytest
from django.core.exceptions import ValidationError

from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"price_kind": "fixed", "price": None}, "Donnez un montant"),
        (
            {"food_proof": "test", "food_proof_on": "2026-01-01"},
            "va avec sa nature, sa date et son papier",
        ),
        (
            {"food_proof_on": "2026-01-01", "food_proof_file": "food/x.pdf"},
            "va avec sa nature, sa date et son papier",
        ),
        (
            {"price_kind": "on_request", "price": 85, "price_confirmed_on": "2026-01-01"},
            "« Sur demande » est choisi et un montant est écrit",
        ),
        (
            {
                "price_kind": "by_weight",
                "price": 85,
                "price_confirmed_on": "2026-01-01",
                "price_unit": "piece",
            },
            "se donne par kg",
        ),
        (
            {"price_kind": "fixed", "price": 85, "price_confirmed_on": None},
            "quand ce prix a été confirmé",
        ),
        ({"food_use": "food", "lining": "unknown"}, "suppose un étamage connu"),
    ],
)
def test_what_cannot_be_true_of_a_product_is_refused_in_a_sentence(facts, sentence):
    product = ProductFactory()
    for name, value in facts.items():
        setattr(product, name, value)
    with pytest.raises(ValidationError, match=sentence):
        product.full_clean()


@pytest.mark.parametrize(
    ("chosen", "is_valid"), [([], True), (["gas", "oven"], True), (["micro-ondes"], False)]
)
def test_heat_sources_are_chosen_among_those_we_know(chosen, is_valid):
    product = ProductFactory(heat_sources=chosen)
    if is_valid:
        product.full_clean()
        assert len(product.heat_labels()) == len(chosen)
    else:
        with pytest.raises(ValidationError, match="micro-ondes"):
            product.full_clean()
