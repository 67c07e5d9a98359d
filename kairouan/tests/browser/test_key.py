"""The key as a reader has it: on a small telephone, in both languages, with a script
and without.
"""

import pytest
from playwright.sync_api import expect

from artisans.identification.models import Observation
from artisans.models import Technique
from artisans.tests.factories import TechniqueFactory
from enquiries.models import Message
from kairouan.demonstration import MEDIA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = {"fr": "Cela ressemble au martelage « Rayons »", "ar": "يشبه هذا طَرق «أشعّة»"}


@pytest.fixture
def rays(db) -> Technique:
    technique = TechniqueFactory(published=True, drawing="rayons", name_fr="Rayons", name_ar="أشعّة")
    for state in ("order.rays", "outline.stroke"):
        Observation.objects.create(technique=technique, state=state, frequency="always")
    return technique


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_answers_lead_to_a_technique(browser, live_server, rays, language, scripts):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripts, service_workers="block"
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/martelages/reconnaitre/")
    page.locator("[name=order][value=rays]").check()
    if scripts:
        page.wait_for_url("**order=rays**")
    page.locator("[name=outline][value=stroke]").check()
    if scripts:
        page.wait_for_url("**outline=stroke**")
    else:
        page.locator(".key__send button").click()
        page.wait_for_url("**outline=stroke**#reponse")
    expect(page.locator(".key__candidate h2")).to_contain_text(SAID[language])
    shared = browser.new_page()
    shared.goto(page.url)
    expect(shared.locator(".key__candidate h2")).to_contain_text(SAID[language])
    expect(shared.locator("[name=order][value=rays]")).to_be_checked()
    assert shared.locator(".key__candidate li").count() == 2
    shared.close()
    context.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_unrecognised_hammering_is_sent_to_the_cluster_with_a_photo(
    browser, live_server, rays, language
):
    for state in ("order.rings", "outline.oval"):
        Observation.objects.create(technique=rays, state=state, frequency="never")
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{live_server.url}/{language}/martelages/reconnaitre/?order=rings&outline=oval")
    page.locator(".key__none a").click()
    expect(page.locator("[name=subject]")).to_have_value("recognise")
    # what is asked, and both answers
    assert len(page.locator("[name=text]").input_value().splitlines()) == 3
    page.locator("[name=name]").fill("Mbarka")
    page.locator("[name=phone]").fill("98 123 456")
    page.locator("[name=photo]").set_input_files(MEDIA / "produit-zezoua.jpg")
    page.locator("form.form button[type=submit], form.form input[type=submit]").click()
    page.wait_for_url("**/contact/envoye/")
    letter = Message.objects.get()
    assert letter.photo.size > 10_000
    letter.delete()  # and its file
    page.close()


def test_answers_are_given_by_keyboard(browser, live_server, rays):
    page = browser.new_page()
    page.goto(f"{live_server.url}/fr/martelages/reconnaitre/")
    page.locator("[name=order]:checked").focus()
    page.keyboard.press("ArrowUp")  # from "I do not see it", the last, to the one above
    page.wait_for_url("**order=free**")
    expect(page.locator("[name=order][value=free]")).to_be_focused()
    page.close()


def test_way_back_ticks_what_the_address_says(browser, live_server, rays):
    page = browser.new_page(viewport={"width": 390, "height": 740}, service_workers="block")
    page.goto(f"{live_server.url}/fr/martelages/reconnaitre/")
    page.locator("[name=order][value=rays]").check()
    page.wait_for_url("**order=rays**")
    page.locator("[name=outline][value=stroke]").check()
    page.wait_for_url("**outline=stroke**")
    page.locator("[name=premiere]").select_option(rays.slug)
    page.wait_for_url("**premiere=**")
    page.go_back()
    expect(page.locator("[name=premiere]")).to_have_value("")
    expect(page.locator("[name=outline][value=stroke]")).to_be_checked()
    page.go_back()
    expect(page.locator("[name=outline][value='']")).to_be_checked()
    expect(page.locator("[name=order][value=rays]")).to_be_checked()
    page.go_forward()
    expect(page.locator("[name=outline][value=stroke]")).to_be_checked()
    page.close()


def test_answer_on_its_way_as_one_leaves_is_not_left_ticked(browser, live_server, rays):
    page = browser.new_page(viewport={"width": 390, "height": 740}, service_workers="block")
    page.goto(f"{live_server.url}/fr/martelages/reconnaitre/?order=rays")
    page.route("**outline=stroke**", lambda route: None)  # the line is slow: its answer never comes
    page.locator("[name=outline][value=stroke]").check()
    page.goto(f"{live_server.url}/fr/martelages/")
    page.go_back()
    page.wait_for_url("**order=rays")
    expect(page.locator("[name=outline][value='']")).to_be_checked()
    expect(page.locator("[name=order][value=rays]")).to_be_checked()
    page.reload()
    expect(page.locator("[name=outline][value='']")).to_be_checked()
    page.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_card_folds_to_the_size_of_a_pocket(browser, live_server, rays, language):
    """Two A6 beside each other, 210 by 148 mm, in letters of two millimetres at
    least.
    """
    for mark in (
        "nid-dabeille",
        "grain-dorge",
        "ecailles",
        "spirale",
        "pluie",
        "ondes",
        "plane-miroir",
    ):
        TechniqueFactory(published=True, drawing=mark, name_fr="Plané miroir", name_ar="صقل المرآة")
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/{language}/martelages/reconnaitre/carte/")
    page.wait_for_load_state()
    millimetre = 96 / 25.4
    card = page.locator(".key-card").bounding_box()
    assert card["width"] <= 210 * millimetre and card["height"] <= 148 * millimetre
    assert (
        page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('.key-card li')).fontSize)"
        )
        >= 2 * millimetre
    )
    page.close()
