"""Numbers and days as people type them."""

import contextlib
import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from kairouan.common.numbers import (
    DayField,
    MoneyField,
    NumberField,
    WeightField,
    WholeNumberField,
    amount_text,
    typed_field,
)
from kairouan.review.proposals import ProposedPhoto

ARABIC, PERSIAN, DEVANAGARI = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"
many = settings(max_examples=200, deadline=None, derandomize=True)


def length(**options):
    return NumberField(max_digits=5, decimal_places=1, unit="cm", **options)


def price(**options):
    return MoneyField(max_digits=10, min_value=Decimal("0.001"), **options)


class PriceForm(forms.Form):
    price = price()
    note = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("28", 28),
        ("28,5", "28.5"),
        ("28.5", "28.5"),
        ("٢٨٫٥", "28.5"),
        ("۲۸٫۵", "28.5"),
        ("٢٨,٥", "28.5"),
        ("28,50", "28.5"),
        ("0028", 28),
        (",5", "0.5"),
        (" 28 cm ", 28),
        ("28cm", 28),
        ("28 صم", 28),
        ("٢٨ سم", 28),
        ("285 mm", "28.5"),
        ("2 m", 200),
        ("28.000", 28),
        ("\u200f٢٨\u200e", 28),
        ("28\u00a0cm.", 28),
    ],
)
def test_length_is_understood(typed, understood):
    assert length().clean(typed) == Decimal(understood)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("85", 85),
        ("85,5", "85.5"),
        ("85,500", "85.5"),
        ("1,500", "1.5"),
        ("1500", 1500),
        ("1 500", 1500),
        ("1\u00a0500,250", "1500.25"),
        ("1\u202f500", 1500),
        ("1٬500", 1500),
        ("١٬٥٠٠٫٢٥٠", "1500.25"),
        ("1.500,250", "1500.25"),
        ("1,500.25", "1500.25"),
        ("1 500.000", 1500),
        ("0.500", "0.5"),
        ("1500.000", 1500),
        ("12.50", "12.5"),
        ("85 DT", 85),
        ("85دت", 85),
        ("85 د.ت", 85),
        ("85 د.ت.", 85),
        ("د.ت 85", 85),
        ("85 dinars", 85),
        ("85500 millimes", "85.5"),
        ("٨٥ دينار", 85),
    ],
)
def test_price_is_understood(typed, understood):
    assert price().clean(typed) == Decimal(understood)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("1500", 1500),
        ("1.500", 1500),
        ("1,500", 1500),
        ("1 500 g", 1500),
        ("2 kg", 2000),
        ("1,5 kg", 1500),
        ("1,500 kg", 1500),
        ("١٥٠٠ غ", 1500),
    ],
)
def test_weight_in_grams_is_understood(typed, understood):
    assert WholeNumberField(unit="g").clean(typed) == understood


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("4 kg", 4000),
        ("4 g", 4),
        ("1,2 kg", 1200),
        ("50", 50),
        ("1 500", 1500),
        ("0", 0),
        ("", None),
    ],
)
def test_weight_of_a_product_with_its_unit_or_heavy_enough_is_not_asked_back(typed, grams):
    assert WeightField(required=False).clean(typed) == grams
    shown = WeightField().prepare_value(grams)
    assert WeightField(required=False).clean(shown) == grams  # what was answered is not asked again


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (length(), "14o", "Écrivez seulement des chiffres, par exemple 140"),
        (length(), "-5", "Écrivez seulement des chiffres, par exemple 140"),
        (length(), "1,5,0", "Écrivez seulement des chiffres, par exemple 140"),
        (length(), "1 50", "Écrivez seulement des chiffres, par exemple 140"),
        (length(), "28 kg", "Écrivez seulement des chiffres, par exemple 140"),
        (length(), "1" * 41, "Écrivez seulement des chiffres, par exemple 140"),
        (length(), "1" * 30, "Ce nombre est trop long."),
        (length(), "28,55", "Écrivez 1 chiffre au plus après la virgule."),
        (length(), "10000", "Écrivez un nombre plus petit : 9\u00a0999,9 au plus."),
        (price(), "0", "Écrivez un nombre plus grand : 0,001 au moins."),
        (price(), "1,5005", "Écrivez 3 chiffres au plus après la virgule."),
        (price(), "1.500", "1500 dinars, ou 1 dinar 500 millimes ?"),
        (price(), "٢.٠٠٠", "2000 dinars, ou 2 dinars ?"),
        (price(), "1.500.000", "1500000 dinars, ou 1500 dinars ?"),
        (price(), "1 500 000", "1500000 dinars, ou 1500 dinars ?"),
        (WeightField(), "4", "4\u00a0g, ou 4\u00a0kg ?"),
        (WeightField(), "٤", "4\u00a0g, ou 4\u00a0kg ?"),
        (WeightField(), "1,2", "1,2\u00a0kg ?"),
        (WholeNumberField(), "2,5", "Écrivez un nombre entier, sans virgule."),
        (
            WholeNumberField(max_value=32767),
            "40000",
            "Écrivez un nombre plus petit : 32\u00a0767 au plus.",
        ),
        (DayField(), "31/02/2026", "Écrivez le jour, le mois et l’année, par exemple 25/11/2026"),
        (DayField(), "0001-01-01", "Écrivez le jour, le mois et l’année, par exemple 25/11/2026"),
    ],
)
def test_refused_number_has_a_message(field, typed, sentence):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [sentence]


def test_question_is_answered_by_one_tap_and_nothing_else_is_lost():
    form = PriceForm({"price": "1.500", "note": "à la main"})
    assert not form.is_valid()
    under = render_to_string("kairouan_forms/_under.html", {"field": form["price"]})
    assert 'name="price-means" value="1500"' in under
    assert 'name="price-means" value="1,500"' in under
    for answer, meant in (("1500", 1500), ("1,500", Decimal("1.5"))):
        answered = PriceForm({"price": "1.500", "note": "à la main", "price-means": answer})
        assert answered.is_valid()
        assert answered.cleaned_data == {"price": meant, "note": "à la main"}
        assert answered["price"].value() == answer


def test_answer_to_another_question_answers_nothing():
    assert not PriceForm({"price": "2.500", "price-means": "1500"}).is_valid()
    assert PriceForm({"price": "80", "price-means": "1500"}).fields["price"].clean("80") == 80
    assert not PriceForm({"price": "", "price-means": "1500"}).is_valid()


def test_amount_is_written_so_that_it_is_never_asked_back():
    assert [amount_text(Decimal(amount)) for amount in ("85", "85.5", "1500", "0.001")] == [
        "85",
        "85,500",
        "1500",
        "0,001",
    ]
    assert price().prepare_value(Decimal("85.500")) == "85,500"
    assert length().prepare_value(Decimal("28.0")) == "28"


def test_signs_are_read_where_they_mean_something():
    field = NumberField(decimal_places=2, max_value=100, signed=True, unit="%")
    assert [field.clean(typed) for typed in ("+10", "−5", "-5 %", "١٠٪")] == [10, -5, -5, 10]


@pytest.mark.parametrize(
    "typed", ["25/11/2026", "2026-11-25", "٢٥/١١/٢٠٢٦", "25-11-2026", "25.11.2026"]
)
def test_day_is_understood(typed):
    assert DayField().clean(typed) == datetime.date(2026, 11, 25)


@many
@given(
    st.decimals(min_value=Decimal("0.001"), max_value=Decimal("9999999"), places=3),
    st.sampled_from([ARABIC, PERSIAN, DEVANAGARI, "0123456789"]),
)
def test_every_amount_comes_back_from_any_digits(amount, digits):
    typed = amount_text(amount).translate(str.maketrans("0123456789", digits))
    assert price().clean(typed) == amount


@many
@given(
    st.integers(min_value=0, max_value=2_147_483_647),
    st.sampled_from([ARABIC, PERSIAN, "0123456789"]),
    st.sampled_from(" \u00a0\u202f٬"),
)
def test_every_whole_number_comes_back_from_any_digits_and_any_space(whole, digits, space):
    typed = f"{whole:,}".translate(str.maketrans("0123456789,", digits + space))
    assert WholeNumberField().clean(typed) == whole


TYPED = st.text(max_size=60) | st.text(
    alphabet="0123456789٠١٢۳۴ ,.٫٬-+−%\u00a0\u200fgkcmDTدتصم\x00²½", max_size=45
)


@pytest.mark.parametrize(
    "field",
    [length(), price(), price(signed=True), WholeNumberField(unit="g"), WeightField(), DayField()],
)
def test_whatever_is_typed_is_understood_or_refused(field):
    @many
    @given(TYPED)
    def tried(typed):
        with contextlib.suppress(ValidationError):
            assert field.clean(typed) is not None

    tried()


@many
@given(TYPED, TYPED)
def test_whatever_is_answered_the_form_answers(typed, answer):
    form = PriceForm({"price": typed, "price-means": answer})
    form.is_valid()
    assert str(form["price"])


def test_number_that_a_form_hides_stays_hidden():
    column = ProposedPhoto._meta.get_field("focus_x")
    assert typed_field(column, column.formfield(widget=forms.HiddenInput)).widget.is_hidden
