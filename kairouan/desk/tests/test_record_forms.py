"""Forms of the desk: the reader's language first, each help once, the parts of a long
form listed, two ways to a chosen record.
"""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from kairouan.common.languages import CODES
from kairouan.tests.test_admin import filled_in
from products.tests.factories import ProductFactory
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


def page_of(officer, record, language: str) -> str:
    options = record._meta
    with translation.override(language):
        address = reverse(
            f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk]
        )
        return officer.get(address).content.decode()


@pytest.mark.parametrize("language", CODES)
def test_text_of_the_readers_language_comes_first(officer, language):
    page = page_of(officer, ProductFactory(), language)
    others = [code for code in CODES if code != language]
    assert [page.index(f'id="id_name_{code}"') for code in (language, *others)] == sorted(
        page.index(f'id="id_name_{code}"') for code in CODES
    )


@pytest.mark.parametrize("language", CODES)
def test_how_a_person_is_named_is_said_once_from_left_to_right(officer, language):
    page = page_of(officer, WorkshopFactory(), language)
    assert page.count("[[#12]]") == page.count('<bdi dir="ltr">[[#12]]</bdi>') == 1


@pytest.mark.parametrize("language", CODES)
def test_help_of_a_text_stands_beside_the_readers_own(officer, language):
    page = page_of(officer, WorkshopFactory(), language)
    assert [code for code in CODES if f'id="id_directions_{code}_helptext"' in page] == [language]


def test_parts_of_a_long_form_lead_to_their_headings(officer):
    page = page_of(officer, WorkshopFactory(), "fr")
    contents = page.partition('class="form-parts"')[2].partition("</nav>")[0]
    places = re.findall(r'href="#([^"]+)"', contents)
    assert len(places) > 8 and len({*places}) == len(places)
    assert all(f'id="{place}"' in page for place in places)


def test_short_form_lists_no_parts(officer):
    assertNotContains(officer.get(reverse("admin:workshops_label_add")), "form-parts")


def test_chosen_record_is_opened_or_another_added_and_no_more(officer):
    page = officer.get(reverse("admin:products_product_add"))
    assertContains(page, "change-related")
    assertContains(page, "add-related")
    assertNotContains(page, "delete-related")
    assertNotContains(page, 'class="related-widget-wrapper-link view-related')


@pytest.mark.parametrize("language", CODES)
def test_amount_is_written_with_a_comma_and_read_back_as_it_was(officer, language):
    product = ProductFactory(price_kind="fixed", price="85.500", price_confirmed_on="2026-01-01")
    assert 'name="price" value="85,500"' in page_of(officer, product, language)
    with translation.override(language):
        address = reverse("admin:products_product_change", args=[product.pk])
        for typed in ("85,500", "85.500", "85,5"):
            sent = filled_in(officer.get(address)) | {"price": typed, "_continue": "1"}
            assert officer.post(address, sent).status_code == 302
            product.refresh_from_db()
            assert str(product.price) == "85.500"
