"""Sharpness of the photographs, measured in the browser: the pixels of the file that it
chose against those of the screen that it fills, once `object-fit` has cut it.
"""

import pytest

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "catalogue/",
    "catalogue/couscoussier-etame/",
    "catalogue/douzan-complet-de-la-mariee/",
    "ateliers/",
    "ateliers/atelier-ben-jemaa/",
    "familles/ben-jemaa/",
    "martelages/",
    "martelages/ondes/",
    "collections/suite-102/",
    "programme/",
]
# Pixels to the dot, then the widths of the window, growing: a browser that has chosen a
# file for a wide window keeps it in a narrow one.
SCREENS = [(2, (390,)), (3, (390,)), (1, (768, 1280))]
MOST_ENLARGED = 1.05

# Of every photograph that takes room: what it was, how many pixels of the screen a
# pixel of it covers. A drawing (SVG) has no pixels.
MEASURE = """async () => {
  const shown = [...document.images].filter(
    (image) => image.checkVisibility() && image.clientWidth && !image.currentSrc.endsWith(".svg"));
  return Promise.all(shown.map(async (image) => {
    image.loading = "eager";
    const file = new Image();  // `naturalWidth` of an image with sizes is not in pixels
    do {
      await image.decode();
      file.src = image.currentSrc;
      await file.decode();
    } while (file.src !== image.currentSrc);
    const across = image.clientWidth / file.naturalWidth;
    const down = image.clientHeight / file.naturalHeight;
    const cover = getComputedStyle(image).objectFit === "cover";
    return {
      file: `${image.alt.slice(0, 40)} (${image.currentSrc.split("-").slice(1).join("-")}, `
        + `${image.clientWidth} × ${image.clientHeight})`,
      enlarged: devicePixelRatio * (cover ? Math.max(across, down) : across),
    };
  }));
}"""


@pytest.mark.parametrize(("density", "widths"), SCREENS)
def test_no_photograph_of_the_main_pages_is_enlarged(browser, portal, density, widths):
    context = browser.new_context(device_scale_factor=density, service_workers="block")
    page = context.new_page()
    blurred = []
    for path in PAGES:
        page.set_viewport_size({"width": widths[0], "height": 844})
        page.goto(f"{portal}/fr/{path}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_load_state("networkidle")
            measured = page.evaluate(MEASURE)
            assert measured or path == "programme/", f"{path}: no photograph at {width} px"
            blurred += [
                f"{path} at {width} px: {each['file']} is enlarged {each['enlarged']:.2f} times"
                for each in measured
                if each["enlarged"] > MOST_ENLARGED
            ]
    context.close()
    assert blurred == []
