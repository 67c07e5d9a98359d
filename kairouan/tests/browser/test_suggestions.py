"""What a search box proposes, as a reader has it: on a telephone, by keyboard, in both
languages, and without the script or the network.
"""

import re

import pytest
from playwright.sync_api import expect

from kairouan.search.suggesting import MOST_OF_A_KIND
from products.tests.factories import ProductFactory
from workshops.tests.factories import WorkshopFactory

from .rules import broken_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ["fr", "ar"]
TYPED = {"fr": "pla", "ar": "صين"}
NAMES = {
    "fr": ["Plateau de cuivre", "Plat à tajine", "Atelier des plateaux"],
    "ar": ["صينية نحاس", "صينية بحامل", "ورشة الصينية"],
}
PHONE = {"viewport": {"width": 390, "height": 844}, "service_workers": "block"}


@pytest.fixture
def records(db):
    pieces = [
        ProductFactory(published=True, name_fr=french, name_ar=arabic)
        for french, arabic in zip(NAMES["fr"][:2], NAMES["ar"][:2], strict=True)
    ]
    return [
        *pieces,
        WorkshopFactory(published=True, name_fr=NAMES["fr"][2], name_ar=NAMES["ar"][2]),
    ]


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def box(browser, live_server, records, language):
    """The search box of the search page, on a telephone."""
    page = browser.new_page(**PHONE)
    page.goto(f"{live_server.url}/{language}/recherche/")
    yield page.get_by_role("combobox")
    page.close()


def write(box, text: str):
    box.click()
    box.press_sequentially(text)


def test_arrows_go_through_the_names_and_enter_opens_one(box, records, language):
    page = box.page
    write(box, TYPED[language])
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    assert {option.locator("bdi").inner_text() for option in options.all()} == set(NAMES[language])
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-activedescendant", "")
    assert broken_rules(page) == ""
    for place in (0, 1, 2):
        box.press("ArrowDown")
        expect(options.nth(place)).to_have_attribute("aria-selected", "true")
        expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
        assert box.get_attribute("aria-activedescendant") == options.nth(place).get_attribute("id")
    box.press("ArrowDown")  # back in the box
    expect(box).to_have_attribute("aria-activedescendant", "")
    expect(box).to_have_value(TYPED[language])
    box.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    assert broken_rules(page) == ""
    place = options.nth(2).get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{place}")
    assert page.locator("h1").inner_text() in NAMES[language]


def test_escape_closes_the_list_and_keeps_what_was_typed(box, language):
    write(box, TYPED[language])
    options = box.page.get_by_role("option")
    expect(options).to_have_count(3)
    box.press("Escape")
    expect(options).to_have_count(0)  # hidden, they are none to a screen reader
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value(TYPED[language])
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Tab")
    expect(options).to_have_count(0)


def test_enter_in_the_box_searches_as_ever(box, language):
    write(box, TYPED[language])
    expect(box.page.get_by_role("option")).to_have_count(3)
    box.press("Enter")
    box.page.wait_for_url(re.compile(r"/recherche/\?q="))
    expect(box.page.locator(".results > li")).not_to_have_count(0)


def test_touch_opens_what_is_proposed(box, language):
    write(box, TYPED[language])
    option = box.page.get_by_role("option").first
    place = option.get_attribute("href")
    option.click()
    box.page.wait_for_url(f"**{place}")


def test_list_stands_under_its_box_within_the_screen(box, language):
    write(box, TYPED[language])
    expect(box.page.get_by_role("option")).to_have_count(3)
    under, above = box.page.get_by_role("listbox").bounding_box(), box.bounding_box()
    assert under["y"] >= above["y"] + above["height"] - 1
    assert abs(under["x"] - above["x"]) <= 1
    assert abs(under["width"] - above["width"]) <= 1
    assert box.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first = box.page.get_by_role("option").first
    direction = first.evaluate("(one) => getComputedStyle(one).direction")
    assert direction == {"fr": "ltr", "ar": "rtl"}[language]
    assert first.bounding_box()["height"] >= 44


def test_no_network_is_silent_and_the_box_asks_again(box, language):
    page = box.page
    said = []
    page.on("pageerror", lambda error: said.append(error))
    page.route("**/propositions/**", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        write(box, TYPED[language])
    expect(page.get_by_role("option")).to_have_count(0)
    page.unroute("**/propositions/**")
    box.press("Backspace")
    expect(page.get_by_role("option")).not_to_have_count(0)
    assert said == []


def test_what_is_typed_fast_is_asked_once(box, language):
    asked = []
    box.page.on("request", lambda request: asked.append(request.url))
    write(box, TYPED[language])
    expect(box.page.get_by_role("option")).to_have_count(3)
    assert len([address for address in asked if "propositions" in address]) == 1


def test_box_of_the_catalogue_proposes_too(browser, live_server, records, language):
    page = browser.new_page(**PHONE)
    page.goto(f"{live_server.url}/{language}/catalogue/")
    page.locator(".filter-button").click()
    box, options = page.locator("#id_q"), page.locator("[role=option]")
    write(box, TYPED[language])
    expect(options).to_have_count(3)
    assert broken_rules(page) == ""
    box.press("Escape")  # closes the list, not the panel of the filters
    expect(options.first).to_be_hidden()
    expect(box).to_be_visible()
    page.close()


def test_form_searches_without_the_script(browser, live_server, records, language):
    context = browser.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/recherche/")
    assert page.get_by_role("combobox").count() == 0
    page.get_by_role("searchbox").fill(TYPED[language])
    page.locator("main form button").click()
    expect(page.locator(".results > li")).not_to_have_count(0)
    context.close()


def test_few_of_a_kind_are_proposed(box, language):
    ProductFactory.create_batch(9, published=True, name_fr="Gobelet", name_ar="كأس")
    for number in range(9):
        ProductFactory(published=True, name_fr=f"Gobelet {number}", name_ar=f"كأس {number}")
    write(box, {"fr": "gobel", "ar": "كأس"}[language])
    expect(box.page.get_by_role("option")).not_to_have_count(0)
    assert MOST_OF_A_KIND <= box.page.get_by_role("option").count() <= 8
