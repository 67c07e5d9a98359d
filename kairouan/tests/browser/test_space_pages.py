"""Every kind of screen of the space, found by following its links as a member would, on
the portal as it is served.

These tests write nothing themselves, but the server notes that a member is there: they
hold no transaction of their own.
"""

import re

import pytest
from playwright.sync_api import expect

from kairouan.accounts.demo import ACCOUNTS, PASSWORD

from .rules import COLOURS, RULES, broken_rules
from .widths import sideways_spill

pytestmark = pytest.mark.browser

OWNER = next(account["phone"] for account in ACCOUNTS if account["key"] == "member-owner")
LANGUAGES = ("fr", "ar")
NARROW, PHONE, DESK = 320, 390, 1280  # px
FINGER = 44  # px
PREVIEW = "main form[method=post][action$='/apercu/']"
# What is touched: a box or a stud is touched by its whole line.
TOO_SMALL = """(finger) => {
  const touched = document.querySelectorAll("main button, main input, main select, main textarea, main a.btn, main summary, .tabbar a, .rows a, .back");
  const small = [];
  for (const element of touched) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(".sr-only, [type=hidden], [aria-hidden=true]")) continue;
    const area = element.matches("[type=checkbox], [type=radio], [type=file]") ? element.closest("label") ?? element : element.matches(".rows a") ? element.closest("li") : element;
    const { width, height } = area.getBoundingClientRect();
    if (height && (Math.round(height) < finger || Math.round(width) < finger)) small.push(`${element.outerHTML.slice(0, 90)} ${width}×${height}`);
  }
  return small;
}"""


@pytest.fixture(scope="session")
def signed_in(browser, portal):
    """Browser state of a member, signed in with telephone and password."""
    context = browser.new_context(locale="ar-TN")
    page = context.new_page()
    page.goto(f"{portal}/ar/espace/entrer/mot-de-passe/")
    page.locator("[name=login]").fill(OWNER)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form.form button[type=submit]:visible").last.click()
    expect(page).to_have_url(f"{portal}/ar/espace/")
    state = context.storage_state()
    context.close()
    return state


def opened(page, address: str):
    """Go where an address leads: to a preview, by its button on the screen of its
    record.
    """
    record, is_preview, _rest = address.partition("apercu/")
    page.goto(record)
    if is_preview:
        page.locator(f"{PREVIEW} button").click()
        expect(page).to_have_url(address)


@pytest.fixture(scope="session")
def screens(browser, portal, signed_in) -> dict[str, str]:
    """One address (without its language) of each kind of screen, by its address without
    numbers: all that links, and the buttons of previews, lead to from the home of the
    space.
    """
    context = browser.new_context(storage_state=signed_in)
    page = context.new_page()
    found, to_read = {}, ["espace/"]
    while to_read:
        address = to_read.pop(0)
        opened(page, f"{portal}/fr/{address}")
        found[re.sub(r"\d+", "N", address)] = address
        for link in page.locator(f"a[href^='/fr/espace/']:not([download]), {PREVIEW}").evaluate_all(
            "ways => ways.map(way => new URL(way.href ?? way.action).pathname)"
        ):
            path = link.removeprefix("/fr/")
            kind = re.sub(r"\d+", "N", path)
            if kind not in found and kind not in {re.sub(r"\d+", "N", other) for other in to_read}:
                to_read.append(path)
    context.close()
    return found


def test_links_lead_to_every_subject(screens):
    """A screen that nothing leads to is not there for a member."""
    assert {
        "espace/",
        "espace/pieces/",
        "espace/pieces/nouvelle/",
        "espace/pieces/prix/",
        "espace/pieces/N/photos/",
        "espace/pieces/N/prix/",
        "espace/pieces/N/apercu/",
        "espace/pieces/N/retirer/",
        "espace/atelier/N/",
        "espace/atelier/N/martelages/",
        "espace/atelier/N/horaires/winter/",
        "espace/atelier/N/accords/",
        "espace/atelier/N/photos/",
        "espace/atelier/N/personnes/",
        "espace/martelages/N/son/",
        "espace/formations/",
        "espace/formations/N/",
        "espace/offres/",
        "espace/offres/nouvelle/",
        "espace/compte/",
        "espace/mes-donnees/",
        "espace/avis/",
    } <= set(screens)


@pytest.mark.parametrize("language", LANGUAGES)
def test_space_is_laid_out_for_a_desk(browser, portal, signed_in, language):
    """Its bar stands under the header, and what one keeps beside what waits; on a phone
    the bar lies under the thumb, one thing below the other.
    """
    context = browser.new_context(storage_state=signed_in)
    page = context.new_page()
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{portal}/{language}/espace/")
    bar, columns = page.locator(".tabbar"), page.locator(".app-columns > *")
    waits, kept = (columns.nth(place).bounding_box() for place in (0, 1))
    assert bar.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
    assert waits["y"] == kept["y"] and (waits["x"] < kept["x"]) == (language == "fr")
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert bar.bounding_box()["y"] + bar.bounding_box()["height"] == 800
    waits, kept = (columns.nth(place).bounding_box() for place in (0, 1))
    assert kept["y"] >= waits["y"] + waits["height"]
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_fit_say_where_one_is_and_complain_of_nothing(
    browser, portal, signed_in, screens, language
):
    context = browser.new_context(storage_state=signed_in)
    page, wrong = context.new_page(), []
    page.on(
        "console",
        lambda message: (
            wrong.append((page.url, message.text)) if message.type in ("error", "warning") else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((portal, "data:"))
            else wrong.append((page.url, request.url))
        ),
    )
    for address in screens.values():
        page.set_viewport_size({"width": NARROW, "height": 700})
        opened(page, f"{portal}/{language}/{address}")
        for width in (NARROW, PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 700})
            spill = sideways_spill(page)
            if spill:
                wrong.append((address, width, spill))
        if page.locator("h1").count() != 1 or not page.title():
            wrong.append((address, "h1", page.title()))
        if page.locator("html").get_attribute("lang") != language:
            wrong.append((address, "lang"))
        if "apercu" not in address:
            page.set_viewport_size({"width": 360, "height": 700})
            wrong += [(address, small) for small in page.evaluate(TOO_SMALL, FINGER)]
    context.close()
    assert wrong == []


@pytest.mark.parametrize(("scheme", "width"), [("light", NARROW), ("dark", PHONE)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_break_no_accessibility_rule(
    browser, portal, signed_in, screens, language, scheme, width
):
    context = browser.new_context(
        storage_state=signed_in, color_scheme=scheme, reduced_motion="reduce"
    )
    page, wrong = context.new_page(), {}
    for address in screens.values():
        page.set_viewport_size({"width": width, "height": 700})
        opened(page, f"{portal}/{language}/{address}")
        # As high as the page: what happens to lie under the bar at the bottom is
        # reached by scrolling.
        page.set_viewport_size(
            {"width": width, "height": page.evaluate("document.documentElement.scrollHeight")}
        )
        if report := broken_rules(page, RULES if scheme == "light" else COLOURS):
            wrong[address] = report
    context.close()
    assert wrong == {}
