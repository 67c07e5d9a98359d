"""What only a browser knows of each page: its width, its policy, its accessibility."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = [
    "",
    "catalogue/",
    "catalogue/?technique=nid-dabeille&availability=ready&sort=price",
    "catalogue/?q=rien-de-tel",
    "catalogue/couscoussier-etame/",
    "collections/",
    "ateliers/",
    "ateliers/atelier-ben-jemaa/",
    "familles/",
    "familles/ben-jemaa/",
    "martelages/",
    "martelages/ondes/",
    "programme/",
    "programme/actions/",
    "recherche/?q=cuivre",
    "histoire/",
    "confidentialite/",
    "composants/",
]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_page_fits_and_complains_of_nothing(watched, portal, address, language):
    for width in (320, 390, 1280):
        watched.set_viewport_size({"width": width, "height": 800})
        watched.goto(f"{portal}/{language}/{address}")
        spill = watched.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert spill == 0, f"{width} px: scrolls sideways by {spill} px"
    assert watched.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_page_breaks_no_accessibility_rule(page, portal, address, language, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": 1280 if scheme == "light" else 390, "height": 800})
    page.goto(f"{portal}/{language}/{address}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
