"""The sound of the hammer in a browser: fetched when one asks and never before, played
by touch and by keyboard.
"""

import pytest
from playwright.sync_api import expect

from artisans.models import FamilyTechnique, TechniqueSound, Visibility
from artisans.tests.factories import FamilyFactory, TechniqueFactory
from kairouan.sounds.cleaning import clean_sound
from kairouan.sounds.tests import sound_files as files

from .widths import sideways_spill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
# The share of the drawing that has not been played yet, in percent.
PLAYED = "parseFloat(document.querySelector('.sound__played').style.getPropertyValue('--left'))"
LISTENED_TO = "[...document.querySelectorAll('audio')].filter((one) => !one.paused).length"
LISTENS = "document.querySelector('[data-sound] audio').currentTime"


@pytest.fixture
def technique(media):
    technique = TechniqueFactory(published=True, slug="nid-dabeille")
    family = FamilyFactory(published=True, slug="marteleurs")
    FamilyTechnique.objects.create(
        family=family, technique=technique, is_main=True, visibility=Visibility.EVERYONE
    )
    return technique


@pytest.fixture
def sound(technique):
    clean = clean_sound(files.sent(files.wav(files.strokes(8).tobytes())))
    sound = TechniqueSound.holding(
        clean, technique=technique, description_fr="Coups clairs", description_ar="ضربات صافية"
    )
    sound.save()
    return sound


def wait_until(page, expression: str):
    """Ask the page again and again: its policy lets no text be run within it."""
    for _time in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


def requests_of_sounds(page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/sounds/" in one.url else None)
    return asked


@pytest.mark.parametrize(
    ("language", "plays", "pauses", "said"),
    [
        ("fr", "Écouter", "Mettre en pause", "Coups clairs 8 secondes"),
        ("ar", "استماع", "إيقاف مؤقّت", "ضربات صافية 8 ثوان"),
    ],
)
@pytest.mark.parametrize("place", ["martelages/nid-dabeille", "familles/{family}"])
def test_sound_is_fetched_and_played_when_one_asks(
    page, live_server, sound, language, plays, pauses, said, place
):
    asked = requests_of_sounds(page)
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    place = place.format(family=sound.technique.families.get().slug)
    page.goto(f"{live_server.url}/{language}/{place}/")
    button = page.get_by_role("button", name=plays, exact=True)
    button.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert asked == [] and page.evaluate(LISTENS) == 0
    expect(button).to_have_accessible_description(said)
    assert page.locator("audio[controls]").count() == 0

    button.press("Enter")
    pause = page.get_by_role("button", name=pauses, exact=True)
    expect(pause).to_be_focused()
    wait_until(page, f"{LISTENS} > 1")
    assert set(asked) == {f"{live_server.url}{sound.audio.url}"}
    left = page.evaluate(PLAYED)
    assert 0 < left < 100
    pause.press("Space")
    expect(button).to_be_visible()
    held = page.evaluate(LISTENS)
    page.wait_for_timeout(300)
    assert page.evaluate(LISTENS) == held
    assert complaints == [] and sideways_spill(page) <= 0


def test_one_sound_at_a_time(page, live_server, sound):
    kept = TechniqueSound.in_place_of(sound, technique=sound.technique)
    kept.save()
    page.goto(f"{live_server.url}/fr/martelages/nid-dabeille/")
    buttons = page.locator("[data-sound] button")
    expect(buttons).to_have_count(2)
    for button in buttons.all():
        button.click()
        wait_until(page, f"{LISTENED_TO} === 1")
        # the page says so a moment later, as the event comes
        expect(page.locator("[data-playing]")).to_have_count(1)
        expect(button).to_have_text("Mettre en pause")


def test_sound_ends_where_it_began(page, live_server, sound):
    page.goto(f"{live_server.url}/fr/martelages/nid-dabeille/")
    button = page.locator("[data-sound] button")
    button.click()
    wait_until(page, f"{LISTENS} > 0.2")
    page.evaluate("document.querySelector('audio').currentTime = 7.9")
    expect(button).to_have_text("Écouter")
    assert page.evaluate(PLAYED) == 100


def test_sound_is_heard_without_a_script(browser, live_server, sound):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    asked = requests_of_sounds(page)
    page.goto(f"{live_server.url}/ar/martelages/nid-dabeille/")
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.locator("[data-sound] svg")).to_be_visible()
    expect(page.locator("[data-sound] button")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    assert asked == []
    context.close()
