"""The desk on the portal as it is served, in both languages: its pages break no rule of
axe and keep within a window of 1280 px, nothing lies over a title, telephones and
addresses read in their own order.
"""

import pytest
from playwright.sync_api import expect

from kairouan.accounts.demo import ACCOUNTS, PASSWORD, current_code

from .rules import broken_rules
from .widths import sideways_spill

pytestmark = pytest.mark.browser

OFFICER = next(account for account in ACCOUNTS if account["key"] == "officer-ar")
# The ten pages where an officer spends the day. A list leads to its first record.
MAIN = ["", "review/proposal/file/", "desk/term/traductions/"]
LISTS = [
    "products/product/",
    "workshops/workshop/",
    "artisans/artisan/",
    "artisans/consent/",
    "programme/action/",
    "quotes/quoterequest/",
    "enquiries/message/",
    "accounts/user/",
]
RECORDS = [
    "products/product/",
    "workshops/workshop/",
    "artisans/artisan/",
    "artisans/consent/",
    "quotes/quoterequest/",
    "programme/action/",
    "accounts/user/",
]
# One of each other kind of page; the account of an officer is on the same desk.
OTHERS = [
    "identification/observation/grille/",
    "workshops/workshop/nouveau-membre/",
    "desk/term/traductions/feuille/",
    "portal/page/recover/",
    "programme/partner/import/",
    "password_change/",
    "rien-de-tel/",
]
ACCOUNT = [
    "",
    "mot-de-passe/",
    "deuxieme-facteur/",
    "deuxieme-facteur/codes/",
    "deuxieme-facteur/ajouter/",
    "confirmer/",
]
OF_A_RECORD = ["history/", "delete/"]
FIRST_RECORD = "#result_list tbody a[href*='/change/']"
# Every text of the page where a telephone or an e-mail stands, whose signs are not
# drawn from left to right.
TURNED_ROUND = r"""() => {
  const turned = [], walker = document.createTreeWalker(document.querySelector("#content"), NodeFilter.SHOW_TEXT);
  const left = (node, at) => { const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + 1); return range.getBoundingClientRect(); };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("option, script, style, textarea, select") || !node.parentElement.checkVisibility()) continue;
    for (const found of node.data.matchAll(/\+\d[\d\u00a0 ]{6,}\d|[\w.+-]+@[\w-]+\.[\w.]+/g)) {
      const first = left(node, found.index), second = left(node, found.index + 1);
      if (first.top === second.top && first.left > second.left) turned.push(node.data.trim());
    }
  }
  for (const input of document.querySelectorAll("#content input[type=text], #content input[type=tel], #content input[type=email], #content input[type=url]")) {
    const style = getComputedStyle(input);
    if (/^\+?\d|@/.test(input.value) && style.direction === "rtl" && style.unicodeBidi !== "plaintext") turned.push(input.outerHTML);
  }
  return turned;
}"""

# Titles that something one touches lies over.
COVERED = r"""() => {
  const seen = (selectors) => [...document.querySelectorAll(selectors)].filter((part) => part.checkVisibility());
  const titles = seen("#content > :is(h1, h2), #content-main > :is(h1, h2)").map((title) => {
    const range = document.createRange();
    range.selectNodeContents(title);
    return [title.innerText, [...range.getClientRects()]];
  });
  const touched = seen("#content :is(a, button, input, select)").filter((part) => !part.closest("h1, h2"));
  const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  return titles
    .filter(([, lines]) => touched.some((part) => lines.some((line) => meet(line, part.getBoundingClientRect()))))
    .map(([words]) => words);
}"""


@pytest.fixture(scope="module")
def officer(browser, portal):
    """Browser state of an officer, signed in with a password and a code."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{portal}/ar/admin/")
    page.locator("[name=login]").fill(OFFICER["email"])
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form.form button[type=submit]:visible").last.click()
    page.locator("[name=code]").fill(current_code(OFFICER))
    page.locator("main form.form button[type=submit]:visible").last.click()
    expect(page).to_have_url(f"{portal}/ar/admin/")
    yield page
    context.close()


def opened(page, portal, language: str, address: str, is_record: bool):
    page.goto(f"{portal}/{language}/admin/{address}")
    if is_record:
        open_first_record(page, portal)
    else:
        unfold(page)


def open_first_record(page, portal):
    """The first record of the list that the page shows."""
    page.goto(portal + page.locator(FIRST_RECORD).first.get_attribute("href").partition("?")[0])
    unfold(page)


def unfold(page):
    page.evaluate(
        "document.querySelectorAll('#content details').forEach((part) => part.open = true)"
    )


PAGES = [(address, False) for address in MAIN + LISTS] + [(address, True) for address in RECORDS]


def assert_breaks_no_rule(page):
    assert broken_rules(page) == "", page.url


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(("address", "is_record"), PAGES)
def test_page_of_the_desk_breaks_no_accessibility_rule(
    officer, portal, address, is_record, language
):
    opened(officer, portal, language, address, is_record)
    assert_breaks_no_rule(officer)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_page_of_another_kind_breaks_no_accessibility_rule(officer, portal, language):
    for address in OTHERS:
        opened(officer, portal, language, address, is_record=False)
        assert_breaks_no_rule(officer)
    opened(officer, portal, language, "products/product/", is_record=True)
    record = officer.url.removesuffix("change/")
    for address in [record + page for page in OF_A_RECORD] + [
        f"{portal}/{language}/espace/compte/{page}" for page in ACCOUNT
    ]:
        officer.goto(address)
        assert_breaks_no_rule(officer)


def test_every_form_that_adds_breaks_no_accessibility_rule(officer, portal):
    """Of every kind of record, as the desk's own first page leads to them.

    In one language: their words are read elsewhere.
    """
    officer.goto(f"{portal}/ar/admin/")
    adding = officer.eval_on_selector_all(
        "#content .group__add", "links => links.map(link => link.getAttribute('href'))"
    )
    assert len(adding) > 20
    for address in adding:
        opened(officer, portal, "ar", address.removeprefix("/ar/admin/"), is_record=False)
        assert_breaks_no_rule(officer)


def test_list_that_is_looked_through_is_named_when_it_opens(officer, portal):
    """Check what select2 draws then: where one types, and what is found."""
    opened(officer, portal, "ar", "products/product/add/", is_record=False)
    officer.locator("#id_workshop + .select2-container [role=combobox]").click()
    expect(officer.locator(".select2-results__option[role=option]").first).to_be_visible()
    assert_breaks_no_rule(officer)


def faults_of_layout(page) -> list[str]:
    """Say what is wrong with the layout of the page that shows, whatever its words."""
    spilt, covered = sideways_spill(page), page.evaluate(COVERED)
    return [f"scrolls sideways by {spilt} px"] * (spilt > 0) + [
        f"covered: {title}" for title in covered
    ]


def test_pages_of_the_desk_keep_within_the_window_in_french(officer, portal):
    """The walk below reads Arabic."""
    faults = {}

    def look():
        faults[officer.url] = faults_of_layout(officer)

    for address in MAIN + LISTS + OTHERS:
        opened(officer, portal, "fr", address, is_record=False)
        look()
    for address in RECORDS:
        opened(officer, portal, "fr", address, is_record=True)
        look()
        record = officer.url.removesuffix("change/")
        for page in OF_A_RECORD:
            officer.goto(record + page)
            look()
    assert {address: found for address, found in faults.items() if found} == {}


def test_every_list_and_record_reads_in_arabic(officer, portal):
    """Of every kind of record, as the desk's own first page lists them: one that is
    added tomorrow is walked too.

    From right to left, within the window, no title under a button, telephones and
    addresses in their own order.
    """
    officer.goto(f"{portal}/ar/admin/")
    kinds = officer.eval_on_selector_all(
        "#content .group__list", "links => links.map(link => link.getAttribute('href'))"
    )
    assert len(kinds) > 20
    faults = {}

    def look():
        assert officer.locator("html").get_attribute("dir") == "rtl"
        faults[officer.url] = faults_of_layout(officer) + officer.evaluate(TURNED_ROUND)

    look()
    for kind in kinds:
        officer.goto(portal + kind)
        unfold(officer)
        look()
        if officer.locator(FIRST_RECORD).count():
            open_first_record(officer, portal)
            look()
    assert {address: found for address, found in faults.items() if found} == {}
