"""The portal by keyboard alone, enlarged, with more air between the letters, without
script, with a finger.
"""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from .test_pages import PAGES
from .widths import sideways_spill

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 800}
DESK = {"width": 1280, "height": 800}
PIECE = "catalogue/couscoussier-etame/"

# What the Tab key should stop at, in the order of the page; of a group of radio buttons
# it stops at one.
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true})
    && !one.closest("details:not([open]) > :not(summary)")).length"""
# A link stretched over its card shows its focus on the card, a file on its frame.
FOCUS = """() => { const one = document.activeElement; if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), card = one.closest(".card, .file");
  const styles = [getComputedStyle(one), getComputedStyle(one, "::after"), ...(card ? [getComputedStyle(card)] : [])];
  return { name: one.tagName + "." + one.className + " " + (one.textContent || one.name || "").trim().slice(0, 30),
    seen: styles.some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)),
    shown: box.bottom > 0 && box.top < innerHeight && box.width > 0 }; }"""


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "address", ["", "catalogue/", PIECE, "ateliers/atelier-ben-jemaa/", "visiter/", "contact/"]
)
def test_keyboard_reaches_everything_sees_where_it_is_and_is_never_trapped(
    page, portal, address, language
):
    page.set_viewport_size(DESK)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{portal}/{language}/{address}")
    stops = page.evaluate(STOPS)
    for number in range(stops):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus, f"the keyboard left the page after {number} of {stops} stops"
        assert focus["seen"] and focus["shown"], focus
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) is None or page.evaluate("document.activeElement.matches('.skip')")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_menu_opens_is_walked_and_closes_by_keyboard(page, portal, language):
    page.set_viewport_size(PHONE)
    page.goto(f"{portal}/{language}/")
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#menu').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).not_to_be_visible()
    assert page.evaluate("document.activeElement.matches('.menu-button')")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_filters_are_chosen_and_taken_away_by_keyboard(page, portal, language):
    page.set_viewport_size(DESK)
    page.goto(f"{portal}/{language}/catalogue/")
    page.locator("[name=technique][value=ondes]").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("technique=ondes"))
    chip = page.locator(".chip")
    expect(chip).to_have_count(1)
    chip.focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("technique=ondes"))


def test_photos_of_a_product_stand_whole_the_first_above_the_others(page, portal):
    """None is cut, none hides behind a button, on a telephone and on a desk. Those
    after the first stand two by two.
    """
    for screen in (PHONE, DESK):
        page.set_viewport_size(screen)
        page.goto(f"{portal}/fr/{PIECE}")
        photos = page.locator(".product img")
        assert photos.count() > 1
        boxes = [photo.bounding_box() for photo in photos.all()]
        shapes = photos.evaluate_all("all => all.map((one) => one.width / one.height)")
        said = photos.evaluate_all(
            "all => all.map((one) => one.getAttribute('width') / one.getAttribute('height'))"
        )
        assert shapes == pytest.approx(said, rel=0.02)
        first, *others = boxes
        assert len({round(box["width"]) for box in others}) == 1
        assert all(first["y"] + first["height"] <= other["y"] for other in others)
        for one, next_to_it in zip(others[::2], others[1::2], strict=False):
            assert one["y"] == next_to_it["y"]


# Words that stand outside a box that hides what overflows it.
CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  if (!/hidden|clip/.test(style.overflowX + style.overflowY) || one.closest(".sr-only, svg") || !one.checkVisibility()) return false;
  return [...one.querySelectorAll("*")].some((inner) => {
    if (![...inner.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || !inner.checkVisibility()) return false;
    const words = inner.getBoundingClientRect();
    return words.bottom > box.bottom + 2 || words.left < box.left - 2 || words.right > box.right + 2;
  });
}).map((one) => one.className)"""


@pytest.fixture(scope="module")
def page_with_own_sheets(browser):
    """A page that takes a reader's own sheets, for one address after the other: a new
    browser's window for each costs more than the page.
    """
    # a reader's own sheet is not the page's
    context = browser.new_context(viewport=DESK, bypass_csp=True, service_workers="block")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_page_stands_twice_its_size_and_more_air_between_its_letters(
    page_with_own_sheets, portal, address, language
):
    """WCAG 1.4.4 and 1.4.12: text at 200 %, and the spacing a reader may need; nothing
    spills, nothing is cut.
    """
    page = page_with_own_sheets
    page.goto(f"{portal}/{language}/{address}")
    for sheet in (
        "html { font-size: 200% }",
        "html { font-size: 100% } * { line-height: 1.5 !important; letter-spacing: .12em "
        "!important; word-spacing: .16em !important } "
        "p { margin-block-end: 2em !important }",
    ):
        page.add_style_tag(content=sheet)
        assert (sideways_spill(page), page.evaluate(CUT)) == (0, []), sheet


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_letter_is_written_without_script_and_nothing_typed_is_lost(
    browser, portal, portal_data, language
):
    reader = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = reader.new_page()
    page.goto(f"{portal}/{language}/contact/")
    page.locator("[name=name]").fill("مباركة")
    page.locator("[name=text]").fill("أريد زيارة ورشة صباح السبت")
    page.locator("[name=subject]").select_option("visit")
    page.wait_for_timeout(3100)  # faster than that is a machine
    page.locator("button.btn").click()
    expect(page.locator(".flash--err")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("أريد زيارة ورشة صباح السبت")
    page.locator("[name=phone]").fill("٩٨ ١٢٣ ٤٥٦")
    page.locator("button.btn").click()
    expect(page).to_have_url(f"{portal}/{language}/contact/envoye/")
    with closing(sqlite3.connect(portal_data / "kairouan.sqlite3")) as database:
        rows = database.execute(
            "SELECT name, phone, language, state FROM enquiries_message ORDER BY id DESC LIMIT 1"
        )
        assert rows.fetchone() == ("مباركة", "+21698123456", language, "new")
    assert reader.cookies() == []
    reader.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_list_is_narrowed_without_script(browser, portal, language):
    reader = browser.new_context(java_script_enabled=False, viewport=DESK)
    page = reader.new_page()
    for address, box in (
        ("ateliers/", "[name=visits][value=visitors]"),
        ("programme/actions/", "[name=format][value=group]"),
        ("catalogue/", "[name=kind][value=service]"),
    ):
        page.goto(f"{portal}/{language}/{address}")
        while not page.locator(box).is_visible():  # folded: the reader opens its group
            page.locator(f"details:has({box}) > summary").click()
        page.locator(box).check()
        page.locator("#voir").click()
        expect(page.locator(".chip")).to_have_count(1)
    reader.close()


def test_walk_says_its_hours_without_script(browser, portal):
    reader = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = reader.new_page()
    page.goto(f"{portal}/ar/visiter/")
    page.locator(".stop summary").first.click()
    expect(page.locator(".stop details ul").first).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator("[data-open-now]").first).to_be_hidden()
    page.goto(f"{portal}/fr/{PIECE}")
    assert page.locator("a[data-share]").get_attribute("href").startswith("https://wa.me/?text=")
    expect(page.locator("a[data-share]")).to_contain_text("WhatsApp")
    reader.close()


def test_product_is_shared_by_the_telephones_own_sheet(browser, portal):
    reader = browser.new_context(viewport=PHONE)
    page = reader.new_page()
    page.add_init_script(
        "navigator.share = (what) => { window.shared = what; return Promise.resolve(); }"
    )
    page.goto(f"{portal}/fr/{PIECE}")
    button = page.locator("a[data-share]")
    expect(button).to_have_text("Partager")
    button.click()
    shared = page.evaluate("window.shared")
    assert shared["title"] == page.locator("h1").inner_text()
    assert re.fullmatch(re.escape(portal) + r"/p/\d+", shared["url"])
    page.goto(shared["url"])
    expect(page).to_have_url(re.compile("/couscoussier-etame/"))
    reader.close()


# The table of hours rewritten, then the script asked again: (weekday, opens, closes),
# the moment in Tunis, the sentence. The period is known to hold until Wednesday.
SUNDAY, MONDAY, THURSDAY = "2026-11-22", "2026-11-23", "2026-11-26"
FRIDAY, SATURDAY, WEDNESDAY = "2026-11-27", "2026-11-28", "2026-12-02"
HOURS = [
    ([(0, "08:00", "17:00")], f"{SUNDAY}T20:00", "Ouvre lundi à 08:00"),
    ([(0, "08:00", "17:00")], f"{MONDAY}T07:59", "Ouvre à 08:00"),
    ([(0, "08:00", "17:00")], f"{MONDAY}T08:00", "Ouvert jusqu’à 17:00"),
    ([(0, "08:00", "17:00")], f"{MONDAY}T16:59", "Ouvert jusqu’à 17:00"),
    ([(0, "08:00", "17:00")], f"{MONDAY}T17:00", "Ouvre lundi à 08:00"),
    # the prayer of Friday
    ([(4, "08:00", "12:00"), (4, "14:30", "18:00")], f"{FRIDAY}T13:00", "Ouvre à 14:30"),
    ([(4, "08:00", "12:00"), (4, "14:30", "18:00")], f"{FRIDAY}T14:30", "Ouvert jusqu’à 18:00"),
    ([(4, "21:00", "01:00")], f"{FRIDAY}T23:30", "Ouvert jusqu’à 01:00"),  # a night of Ramadan
    ([(4, "21:00", "01:00")], f"{SATURDAY}T00:59", "Ouvert jusqu’à 01:00"),
    # beyond the last day of the period, nothing is promised
    ([(4, "21:00", "01:00")], f"{SATURDAY}T01:00", "Fermé en ce moment"),
    ([(4, "21:00", "01:00")], f"{FRIDAY}T00:30", "Ouvre à 21:00"),
    ([("0 1 2 3", "08:00", "17:00")], f"{THURSDAY}T10:00", "Ouvert jusqu’à 17:00"),
    ([("0 1 2 3", "08:00", "17:00")], f"{FRIDAY}T10:00", "Ouvre lundi à 08:00"),
    # from Sunday to Monday, round the week
    ([(6, "22:00", "02:00")], f"{MONDAY}T01:30", "Ouvert jusqu’à 02:00"),
    ([("0 1 2 3", "08:00", "17:00")], f"{WEDNESDAY}T18:00", "Fermé en ce moment"),
]


@pytest.mark.parametrize(("openings", "moment", "sentence"), HOURS)
@pytest.mark.parametrize("zone", ["Africa/Tunis", "America/New_York"])
def test_open_now_is_what_the_table_says_in_tunis(
    browser, portal, openings, moment, sentence, zone
):
    reader = browser.new_context(timezone_id=zone)
    page = reader.new_page()
    page.clock.set_fixed_time(f"{moment}:00+01:00")
    page.goto(f"{portal}/fr/ateliers/atelier-ben-jemaa/")
    say_again(page, openings, WEDNESDAY)
    expect(page.locator("[data-open-now]")).to_have_text(sentence)
    reader.close()


def test_page_kept_for_longer_than_its_hours_are_known_says_nothing(page, portal):
    page.clock.set_fixed_time(f"{THURSDAY}T10:00:00+01:00")
    page.goto(f"{portal}/fr/ateliers/atelier-ben-jemaa/")
    page.locator("[data-open-now]").evaluate("(note) => { note.textContent = ''; }")
    say_again(page, [(3, "08:00", "17:00")], "2026-11-25")
    expect(page.locator("[data-open-now]")).to_be_empty()


def say_again(page, openings, until: str):
    page.evaluate(
        """async ([openings, until]) => {
          const table = document.querySelector("[data-period-in-force] tbody");
          table.replaceChildren(...openings.map(([weekday, opens, closes]) => {
            const line = document.createElement("tr");
            Object.assign(line.dataset, { weekday, opens, closes });
            return line;
          }));
          document.querySelector("[data-open-now]").dataset.until = until;
          await import(`/static/js/open-now.js?again=${Math.random()}`);
        }""",
        [openings, until],
    )


@pytest.mark.parametrize("address", ["", "catalogue/", PIECE, "visiter/", "contact/"])
def test_reduced_motion_stops_animations(page, portal, address):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{portal}/fr/{address}")
    moving = """[...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      return [style.transitionDuration, style.animationDuration].some((time) => time.split(",").some((each) => parseFloat(each) > 0.01))
        || style.scrollBehavior === "smooth";
    }).map((one) => one.tagName + "." + one.className)"""
    assert page.evaluate(moving) == []
