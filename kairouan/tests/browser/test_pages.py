"""Checks of each page that need a browser: width, content policy, accessibility."""

import pytest

from .rules import COLOURS, RULES, broken_rules
from .widths import sideways_spill

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "catalogue/",
    "catalogue/?technique=nid-dabeille&availability=ready&sort=price",
    "catalogue/?q=rien-de-tel&kind=rien",
    "catalogue/couscoussier-etame/",
    "collections/",
    "collections/petit-douzan/",
    "ateliers/",
    "ateliers/atelier-ben-jemaa/",
    "familles/",
    "familles/ben-jemaa/",
    "martelages/",
    "martelages/ondes/",
    "martelages/nid-dabeille/",
    "martelages/reconnaitre/",
    "martelages/reconnaitre/?order=rings&outline=oval&depth=flat&premiere=ondes&seconde=grain-dorge",
    "martelages/reconnaitre/carte/",
    "martelages/reconnaitre/essais/",
    "martelages/reconnaitre/essai/demonstration/",
    "programme/",
    "programme/actions/",
    "programme/actions/calendrier/",
    "programme/actions/photographier-ses-pieces-au-telephone/",
    "programme/offres/",
    "programme/offres/apprenti-au-martelage/",
    "programme/offres/apprenti-au-martelage/postuler/",
    "programme/offres/candidature-envoyee/",
    "programme/chaine/",
    "programme/resultats/",
    "programme/resultats/?trimestre=2026-1",
    "programme/resultats/i1/",
    "programme/resultats/rapport/",
    "programme/attestations/",
    "recherche/",
    "recherche/?q=cuivre",
    "visiter/",
    "contact/",
    "rejoindre/",
    "contact/envoye/",
    "demande/",
    "retamage/atelier-ben-jemaa/",
    "comparer/?p=theiere-a-la-menthe&p=kerouana-a-couvercle",
    "histoire/",
    "confidentialite/",
    "composants/",
]
NOT_FOUND = "rien-de-tel/"  # a page too, though the browser complains of its status
WIDTHS = (320, 390, 768, 1280)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_page_fits_and_complains_of_nothing(watched, portal, address, language):
    """Opened on the narrowest telephone, then on a desk; between, the window grows."""
    for width in WIDTHS:
        watched.set_viewport_size({"width": width, "height": 800})
        if width in (WIDTHS[0], WIDTHS[-1]):
            watched.goto(f"{portal}/{language}/{address}")
        spill = sideways_spill(watched)
        assert spill == 0, f"{width} px: scrolls sideways by {spill} px"
    assert watched.complaints == []


@pytest.fixture(scope="module")
def page_at_rest(browser):
    """A page where nothing moves, for one address after the other: a new browser's
    window for each costs more than the page.
    """
    context = browser.new_context(reduced_motion="reduce", service_workers="block")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("address", [*PAGES, NOT_FOUND])
def test_page_breaks_no_accessibility_rule(page_at_rest, portal, address, language):
    """Check the page as a telephone and a desk show it; between the two, pages are
    measured above.

    In the dark, only colours are other: `test_static`.
    """
    page = page_at_rest
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{portal}/{language}/{address}")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            assert broken_rules(page, options) == "", f"{width} px, {scheme}"
