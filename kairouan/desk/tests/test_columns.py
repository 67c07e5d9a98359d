"""Columns of the desk's lists: words for yes and no, badges for what is not as it
should be, amounts with their unit, cells that say their column.
"""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Artisan, Technique
from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from kairouan.desk.columns import STATES, TONES
from kairouan.desk.templatetags.desk_lists import with_columns
from products.models import Product
from products.tests.factories import ProductFactory
from programme.tests.factories import ActionFactory

pytestmark = pytest.mark.django_db

ACTIONS = "admin:programme_action_changelist"
PRODUCTS = "admin:products_product_changelist"


def test_yes_and_no_are_words_and_the_exception_alone_a_badge(officer):
    ActionFactory(is_cancelled=False)
    usual = officer.get(reverse(ACTIONS))
    assertContains(usual, '<span class="quiet">non</span>')
    assertNotContains(usual, "icon-no.svg")
    ActionFactory(is_cancelled=True)
    assertContains(officer.get(reverse(ACTIONS)), '<span class="badge badge--err">oui</span>')


@pytest.mark.parametrize(("sex", "word"), [("female", "décédée"), ("male", "décédé")])
def test_death_is_said_in_a_quiet_word(officer, sex, word):
    """It alarms nobody: no badge, for the living or for the dead."""
    ArtisanFactory(is_living=True)
    ArtisanFactory(is_living=False, sex=sex)
    page = officer.get(reverse("admin:artisans_artisan_changelist"))
    assertContains(page, '<span class="quiet">oui</span>')
    assertContains(page, f'<span class="quiet">{word}</span>')
    assertNotContains(page, "badge--err")


@pytest.mark.parametrize(("language", "words"), [("fr", ("oui", "non")), ("ar", ("نعم", "لا"))])
def test_what_a_form_only_shows_is_said_in_words_too(language, words):
    field = Artisan._meta.get_field("is_living")
    with translation.override(language):
        said = [display_for_field(value, field, "—") for value in (True, False)]
    assert said == [f'<span class="quiet">{word}</span>' for word in words]


def test_amounts_have_their_unit_and_techniques_their_drawing(officer):
    technique = TechniqueFactory(published=True)
    ProductFactory(
        technique=technique, price_kind="fixed", price="1600.000", price_confirmed_on="2026-01-01"
    )
    page = officer.get(reverse(PRODUCTS))
    assertContains(page, '<bdi class="nowrap">1\xa0600\xa0DT</bdi>')
    assertContains(page, Technique.drawing_of(technique.mark))


def test_column_shown_by_its_kind_is_still_sorted(officer):
    cheap, dear = (
        ProductFactory(price_kind="fixed", price=price, price_confirmed_on="2026-01-01")
        for price in (9, 10)
    )
    place = admin.site.get_model_admin(Product).list_display.index("price") + 1
    for asked, wanted in ((f"{place}", [cheap, dear]), (f"-{place}", [dear, cheap])):
        listed = officer.get(reverse(PRODUCTS), {"o": asked})
        assert [*listed.context["cl"].result_list] == wanted
        assertContains(listed, "column-price")
        assertContains(listed, 'class="sortoptions"')


def test_each_cell_says_its_column_but_the_photograph(officer):
    ProductFactory()
    page = officer.get(reverse(PRODUCTS)).content.decode()
    assert '<td data-column="Catégorie" class="field-category nowrap">' in page
    assert '<td class="field-thumbnail">' in page


def test_text_of_a_cell_is_set_apart_from_the_name_of_its_column():
    plain, drawn = (
        mark_safe('<td class="a">+216 98</td>'),
        mark_safe('<th class="a"><a href="/">x</a></th>'),
    )
    assert with_columns([plain, drawn], ['Télé "1"', "nom"]) == [
        '<td data-column="Télé &quot;1&quot;" class="a"><bdi>+216 98</bdi></td>',
        '<th data-column="Nom" class="a"><a href="/">x</a></th>',
    ]


def test_every_tone_is_of_a_state_that_some_record_has():
    values = {
        str(value)
        for model in admin.site._registry
        for field in model._meta.fields
        if field.name in STATES
        for value, _label in field.choices or ()
    }
    assert TONES.keys() - values == set()
