"""A visitor's ways through the portal."""

import re

import pytest
from playwright.sync_api import expect

from kairouan.common.calendar import today_in_tunis
from kairouan.publication.announcements import Announcement

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 800}


def products(page) -> int:
    return page.locator("#liste article").count()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_list_is_refined_in_place_and_back_undoes_it(watched, portal, language):
    watched.goto(f"{portal}/{language}/catalogue/")
    watched.evaluate("window.stays = true")
    before = products(watched)
    watched.locator("[name=technique][value=ondes]").check()
    expect(watched).to_have_url(re.compile(r"\?technique=ondes"))
    expect(watched.locator(".chip")).to_have_count(1)
    assert 0 < products(watched) < before
    assert watched.evaluate("window.stays")
    assert watched.evaluate("document.activeElement.value") == "ondes"
    watched.go_back()
    expect(watched.locator(".chip")).to_have_count(0)
    expect(watched.locator("[name=technique][value=ondes]")).not_to_be_checked()
    assert products(watched) == before
    assert watched.complaints == []


@pytest.mark.parametrize("announced", [False, True], ids=["plain", "announced"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_menu_is_closed_by_the_button_that_opened_it(
    browser, live_server, language, announced, transactional_db
):
    """An announcement above the page must not push the button under the panel, which
    opens at a fixed place.
    """
    if announced:
        today = today_in_tunis()
        text = {
            "text_fr": "La foire du cuivre s’ouvre samedi à la médina. " * 3,
            "text_ar": "يفتح معرض النحاس يوم السبت بالمدينة العتيقة. " * 3,
        }
        Announcement.objects.create(**text, starts_on=today, ends_on=today)
    page = browser.new_page(viewport={"width": 390, "height": 800}, service_workers="block")
    page.goto(f"{live_server.url}/{language}/")
    assert page.locator(".announcement").count() == announced
    button, menu = page.locator(".menu-button"), page.locator("#menu")
    button.click()
    expect(menu).to_be_visible()
    top = menu.bounding_box()["y"]
    assert (
        top
        >= page.locator(".logo").bounding_box()["y"]
        + page.locator(".logo").bounding_box()["height"]
    )
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= top
    button.click()
    expect(menu).not_to_be_visible()
    page.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_menu_opens_under_the_header_wherever_it_stands(browser, portal, language):
    """Under a band that stands above the header, with no script.

    It has the seven entries of a phone, the artisans' space among them.
    """
    reader = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = reader.new_page()
    page.goto(f"{portal}/{language}/")
    page.evaluate("document.body.prepend(document.querySelector('.demo'))")
    page.locator(".menu-button").click()
    header, menu = page.locator(".site-head"), page.locator("#menu")
    expect(menu).to_be_visible()
    assert page.locator(".demo").bounding_box()["height"] > 30
    bounds = header.bounding_box()
    assert menu.bounding_box()["y"] == pytest.approx(bounds["y"] + bounds["height"], abs=1)
    links = menu.locator("a").evaluate_all("links => links.map(link => link.pathname)")
    places = ("catalogue", "martelages", "familles", "ateliers", "visiter", "programme", "espace")
    assert {f"/{language}/{place}/" for place in places} <= set(links)
    reader.close()


def test_everything_works_without_script(browser, portal):
    reader = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = reader.new_page()
    page.goto(f"{portal}/fr/catalogue/")
    page.locator("[name=technique][value=ondes]").check()
    page.locator("#voir").click()
    expect(page).to_have_url(re.compile("technique=ondes"))
    page.locator(".chip").click()
    expect(page).not_to_have_url(re.compile("technique=ondes"))
    page.goto(f"{portal}/ar/recherche/")
    page.locator("input[name=q]").fill("كسكاس")
    page.keyboard.press("Enter")
    expect(page.locator(".results li").first).to_be_visible()
    reader.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_menu_and_filters_open_on_a_phone_without_script(browser, portal, language):
    reader = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = reader.new_page()
    page.goto(f"{portal}/{language}/catalogue/")
    expect(page.locator("#menu")).not_to_be_visible()
    page.locator(".menu-button").click()
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".filter-button").click()
    expect(page.locator("#filtres")).to_be_visible()
    reader.close()


def test_language_switch_stays_on_the_page_with_its_filters_after_refining(page, portal):
    page.goto(f"{portal}/fr/catalogue/")
    page.locator("[name=technique][value=ondes]").check()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator("a.lang-link").click()
    expect(page).to_have_url(re.compile(r"/ar/catalogue/\?technique=ondes"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_keyboard_meets_the_skip_link_first_and_sees_its_focus(page, portal):
    page.goto(f"{portal}/fr/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#contenu")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_print_leaves_out_what_paper_cannot_do(page, portal):
    page.goto(f"{portal}/fr/catalogue/")
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("#liste article").first).to_be_visible()
    expect(page.locator(".funders")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_logo_is_drawn_in_the_colour_of_the_text(page, portal, scheme):
    """A symbol of another file inherits no colour but what the sheet gives it: left
    alone it is black on the dark ground.
    """
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{portal}/fr/")
    drawn, text = (
        page.evaluate(f"getComputedStyle(document.querySelector('{place}')).{style}")
        for place, style in ((".logo svg", "fill"), ("body", "color"))
    )
    assert drawn == text
