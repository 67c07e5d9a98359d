"""Letters as a browser sets them: the cut that a word takes, the air between two lines,
the length of a line.
"""

import pytest

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "catalogue/",
    "familles/",
    "martelages/ondes/",
    "programme/",
    "programme/resultats/",
    "visiter/",
    "histoire/",
]
# The highest and the lowest letters of a title: a capital with its accent, shadda and a
# vowel over a tall letter; what hangs under the line.
HIGHEST = {"fr": ["É", "À", "Î"], "ar": ["لّ", "الطَّ", "أُ"]}
LOWEST = {"fr": ["g", "ç", "j"], "ar": ["ع", "ي", "إِ"]}
TIGHT = """([highest, lowest]) => {
  const pen = document.createElement("canvas").getContext("2d");
  const most = (texts, side) => Math.max(...texts.map((text) => pen.measureText(text)[side]));
  const tight = new Set();
  for (const title of document.querySelectorAll("main :is(h1, h2, h3, h4)")) {
    const style = getComputedStyle(title);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const needed = most(highest, "actualBoundingBoxAscent") + most(lowest, "actualBoundingBoxDescent");
    if (style.fontFamily.includes("KC Titre") && parseFloat(style.lineHeight) < needed)
      tight.add(`${title.tagName}.${title.className} ${style.fontSize} ${style.lineHeight}`);
  }
  return [...tight];
}"""
LONG_LINES = """() => [...document.querySelectorAll("main :is(p, dd, li)")]
  .filter((one) => !one.querySelector("p, ul, ol, dl, table, svg, div"))
  .map((one) => {
    const lines = Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight));
    return [one.innerText.trim(), Math.max(1, lines)];
  })
  .filter(([text, lines]) => text.length > 60 && text.length / lines > 95)
  .map(([text]) => text.slice(0, 60))"""


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_lines_of_a_title_never_touch_and_no_line_is_too_long(page, portal, address, language):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{portal}/{language}/{address}")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(TIGHT, [HIGHEST[language], LOWEST[language]]) == []
    assert page.evaluate(LONG_LINES) == []


@pytest.mark.parametrize("written", ["تونس الإبداعية Creative Tunisia", "نحاس القيروان 2026"])
def test_latin_in_an_arabic_title_takes_the_cut_of_our_title_letters(page, portal, written):
    page.goto(f"{portal}/ar/visiter/")
    page.locator("h1").evaluate("(title, text) => { title.textContent = text; }", written)
    page.wait_for_function(
        "(text) => document.fonts.check('500 40px \"KC Titre AR\"', text)", arg=written
    )
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    title = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": title})["fonts"]
    assert {font["isCustomFont"] for font in fonts} == {True}
    assert all("KC Titre" in font["familyName"] for font in fonts)
