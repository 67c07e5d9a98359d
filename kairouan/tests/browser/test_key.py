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


def choice(page, answer: str):
    """The answer of the question that is asked, by what its address adds:
    "order=rays", "order=" to pass it over.
    """
    return page.locator(f".is-current .key__state[href*='{answer}#']")


def chosen(page) -> list[str]:
    """What shows as answered, each with its question: "outline: Trait"."""
    return page.locator(".key__state[aria-current]").evaluate_all(
        "links => links.map(link => new URL(link.href).search + ' ' + link.innerText.trim())"
    )


def answered(page) -> dict[str, str]:
    """What the address says."""
    return page.evaluate(
        "Object.fromEntries([...new URLSearchParams(location.search)]"
        ".filter(([name]) => name !== 'question'))"
    )


def assert_marks_are_those_of_the_address(page):
    said = {name: state for name, state in answered(page).items() if state}
    states = page.locator(".key__state[aria-current]:not(.key__state--skip)")
    assert states.count() == len(said), (chosen(page), said)
    for name, state in said.items():
        link = page.locator(f".key__state[aria-current][href*='{name}={state}']")
        assert link.count() >= 1, (name, state)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_answers_lead_to_a_technique_a_question_at_a_time(
    browser, live_server, rays, language, scripts
):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripts, service_workers="block"
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/martelages/reconnaitre/")
    expect(page.locator(".key__question:visible")).to_have_count(1)
    choice(page, "outline=stroke").click()
    page.wait_for_url("**?outline=stroke#question")
    expect(page.locator(".key__question:visible")).to_have_count(1)
    expect(page.locator(".is-current")).to_be_in_viewport()
    choice(page, "order=rays").click()
    page.wait_for_url("**outline=stroke&order=rays#question")
    expect(page.locator(".key__candidate h2")).to_contain_text(SAID[language])
    shared = browser.new_page()
    shared.goto(page.url)
    expect(shared.locator(".key__candidate h2")).to_contain_text(SAID[language])
    assert shared.locator(".key__candidate li").count() == 2
    shared.close()
    context.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_way_back_and_forward_keep_marks_and_address_together(
    browser, live_server, rays, language, scripts
):
    """Answered, passed over, gone back through, gone forward again, changed."""
    context = browser.new_context(
        viewport={"width": 390, "height": 740}, java_script_enabled=scripts, service_workers="block"
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/martelages/reconnaitre/")
    way = ["outline=stroke", "order=", "edge=other", "spacing=touching", "direction=", "depth=deep"]
    places = [page.url]
    for answer in way:
        choice(page, answer).click()
        page.wait_for_url(f"**{answer}#*")
        if scripts:
            assert_marks_are_those_of_the_address(page)
        places.append(page.url)
    expect(page.locator(".key__question:visible")).to_have_count(0)  # all are asked
    expect(page.locator("#reponse")).to_be_in_viewport()
    for place in reversed(places[:-1]):
        page.go_back()
        assert page.url == place
        if scripts:
            assert_marks_are_those_of_the_address(page)
    for place in places[1:4]:
        page.go_forward()
        assert page.url == place
        if scripts:
            assert_marks_are_those_of_the_address(page)
    # the question before, by the page's own way, and another answer in its place
    page.locator(".key__place a").click()
    page.wait_for_url("**question=edge#question")
    choice(page, "edge=sharp").click()
    page.wait_for_url("**?outline=stroke&order=&edge=sharp#question")
    if scripts:
        assert_marks_are_those_of_the_address(page)
    context.close()


def test_no_answer_stands_alone_on_a_row_at_a_desk(browser, live_server, rays):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for language in ("fr", "ar"):
        page.goto(f"{live_server.url}/{language}/martelages/reconnaitre/")
        expect(page.locator(".key__question:visible")).to_have_count(6)
        # what is passed over is a line of its own, under them
        rows = page.locator(".key__states").evaluate_all(
            """lists => lists.map(list => Object.values(Object.groupBy([...list.children].slice(0, -1),
                item => Math.round(item.getBoundingClientRect().top))).map(row => row.length))"""
        )
        assert all(len(row) == 1 or min(row) > 1 for row in rows), rows
        assert len(rows) == 6
    page.close()


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
    page = browser.new_page(viewport={"width": 1280, "height": 900}, service_workers="block")
    page.goto(f"{live_server.url}/fr/martelages/reconnaitre/")
    choice(page, "outline=stroke").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**?outline=stroke#question")
    page.keyboard.press("Tab")  # from the question that is asked now: the way back to the last
    expect(page.locator(".key__place a")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".is-current .key__state").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**?outline=stroke&order=honeycomb#question")
    page.close()


def test_page_kept_by_the_browser_is_given_back_as_its_address_says(browser, live_server, rays):
    """The tests' browser keeps no page whole: it is told that this one was."""
    page = browser.new_page(viewport={"width": 390, "height": 740}, service_workers="block")
    page.goto(f"{live_server.url}/fr/martelages/reconnaitre/?outline=stroke")
    page.locator("[name=premiere]").select_option(rays.slug)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("[name=premiere]")).to_have_value("")
    expect(page.locator(".key__compare [name=outline]")).to_have_value("stroke")
    page.close()


def test_two_techniques_are_laid_side_by_side_beside_the_answers(browser, live_server, rays):
    other = TechniqueFactory(published=True, drawing="ondes", name_fr="Ondes", name_ar="أمواج")
    page = browser.new_page(viewport={"width": 390, "height": 740}, java_script_enabled=False)
    page.goto(f"{live_server.url}/fr/martelages/reconnaitre/?outline=stroke")
    page.locator("[name=premiere]").select_option(rays.slug)
    page.locator("[name=seconde]").select_option(other.slug)
    page.locator(".key__compare button").click()
    page.wait_for_url(f"**?outline=stroke&premiere={rays.slug}&seconde={other.slug}#cote-a-cote")
    expect(page.locator(".key__beside th[scope=col]")).to_have_text(["Rayons", "Ondes"])
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
