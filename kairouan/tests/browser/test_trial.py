"""A blind trial from end to end: an officer loads pictures, three people answer on
their telephones, the key's page publishes what came of it.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from artisans.identification.demo import load_grid
from artisans.identification.models import TrialPhoto
from artisans.marks.house import HOUSE
from artisans.models import Technique
from artisans.tests.factories import TechniqueFactory
from kairouan.accounts.models import User
from kairouan.demonstration import MEDIA

from .signed_in import cookie_of
from .widths import sideways_spill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
# Details and products, never the close-ups that teach; the last two were hammered by
# none of ours.
PHOTOS = {
    "produit-theiere-detail.jpg": "nid-dabeille",
    "produit-kerouana-detail.jpg": "ecailles",
    "produit-plateau-rayons-detail.jpg": "rayons",
    "produit-plateau-spirale-detail.jpg": "spirale",
    "produit-carafe-detail.jpg": "ondes",
    "produit-zezoua.jpg": "grain-dorge",
    "produit-saladier.jpg": "pluie",
    "produit-bassine.jpg": "plane-miroir",
    "produit-jarre-detail.jpg": "ecailles",
    "produit-couscoussier-detail.jpg": "nid-dabeille",
    "atelier-marteau.jpg": "",
    "atelier-louches.jpg": "",
}
SEEN = {
    "nid-dabeille": {"order": "honeycomb", "outline": "hexagon"},
    "ecailles": {"outline": "scale", "edge": "step"},
    "rayons": {"order": "rays", "outline": "stroke"},
    "spirale": {"order": "spiral", "outline": "round"},
    "ondes": {"order": "rings", "outline": "ridge"},
    "grain-dorge": {"order": "rings", "outline": "oval"},
    "pluie": {"order": "free", "outline": "round"},
    "plane-miroir": {"outline": "polygon", "depth": "flat"},
    "": {"order": "honeycomb", "outline": "stroke", "edge": "step"},
}
# The third takes the rain for barley and none of ours for waves, and does not know what
# to say of the mirror.
MISLED = SEEN | {"pluie": SEEN["grain-dorge"], "": SEEN["ondes"], "plane-miroir": {}}


@pytest.fixture
def register(media):
    for rank, mark in enumerate(HOUSE):
        TechniqueFactory(published=True, drawing=mark, rank=rank)
    load_grid()
    return {technique.mark: technique for technique in Technique.objects.all()}


@pytest.fixture
def officer(browser, live_server):
    account = User.objects.create_superuser(email="ona@tests.example", password="x")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    context.add_cookies([cookie_of(account, live_server.url)])
    yield context.new_page()
    context.close()


def prepare(page, address: str, register) -> list[str]:
    """The trial as an officer types it; the links of its three readers."""
    page.goto(address)
    for number, (file, mark) in enumerate(PHOTOS.items()):
        page.locator("#photos-group .add-row a").click()
        page.locator(f"#id_photos-{number}-image").set_input_files(MEDIA / file)
        if mark:
            page.locator(f"#id_photos-{number}-technique").select_option(str(register[mark].pk))
        else:
            page.locator(f"#id_photos-{number}-is_foreign").check()
    for number, kind in enumerate(("coppersmith", "visitor", "visitor")):
        page.locator("#readers-group .add-row a").click()
        page.locator(f"#id_readers-{number}-kind").select_option(kind)
    page.locator("[name=_continue]").first.click()
    # twelve photographs are cleaned
    expect(page.locator(".messagelist .success")).to_be_visible(timeout=30_000)
    return page.locator(".has_original .field-link a").evaluate_all(
        "links => links.map(link => link.href)"
    )


def step(page, name: str):
    page.locator(f".object-tools a[href$='/etape/{name}/']").click()
    page.locator(".submit-row [type=submit]").click()
    page.wait_for_url("**/change/")


def answer_all(page, link: str, seen: dict, scripts: bool):
    page.goto(link)
    for number in range(1, len(PHOTOS) + 1):
        expect(page.locator(".key__trial figcaption b")).to_have_text(
            re.compile(rf"\b{number}\b.*\b{len(PHOTOS)}\b")
        )
        mark = TrialPhoto.objects.get(pk=page.locator("[name=image]").input_value()).technique
        said = seen[mark.mark if mark else ""]
        left = dict(said)
        while left:
            asked = page.locator(".is-current h2").get_attribute("id").removeprefix("q-")
            state = left.pop(asked, "")  # what the reader does not see is passed over
            page.locator(f".is-current .key__state[href*='{asked}={state}#']").click()
            page.wait_for_url(f"**{asked}={state}#*")
        chosen = "button:not([name])" if said else "[name=passer]"
        with page.expect_navigation():
            page.locator(f".key__send {chosen}").click()
        assert page.url == link
    expect(page.locator(".key")).to_have_count(0)


def test_trial_is_answered_on_telephones_and_its_result_is_published(
    browser, live_server, officer, register
):
    links = prepare(officer, live_server.url + reverse("admin:identification_trial_add"), register)
    assert len(links) == 3
    step(officer, "ouvrir")
    for link, seen, scripts, language in zip(
        links, (SEEN, SEEN, MISLED), (True, False, True), ("fr", "fr", "ar"), strict=True
    ):
        context = browser.new_context(
            viewport=PHONE, java_script_enabled=scripts, service_workers="block"
        )
        answer_all(context.new_page(), link.replace("/fr/", f"/{language}/"), seen, scripts)
        context.close()
    officer.reload()
    step(officer, "clore")
    visitor = browser.new_page(viewport=PHONE)
    for language, right in (
        ("fr", ["28 sur 30", "28 sur 30", "4 sur 6"]),
        ("ar", ["28 من 30", "28 من 30", "4 من 6"]),
    ):
        visitor.goto(f"{live_server.url}/{language}/martelages/reconnaitre/")
        for figure in right[0::2]:
            for number in figure.replace("من", "sur").split(" sur "):
                expect(visitor.locator(".measure bdi", has_text=number).first).to_be_visible()
        visitor.goto(f"{live_server.url}/{language}/martelages/reconnaitre/essais/")
        expect(visitor.locator(".measure .stats dd")).to_have_text(right)
        visitor.locator(".measure summary").click()
        row = visitor.locator(
            ".confusion tbody tr",
            has=visitor.get_by_role("rowheader", name=str(register["pluie"].name)),
        )
        assert sideways_spill(visitor) <= 0
        if language == "fr":
            assert row.locator("td").all_inner_texts() == [
                "0",
                "1",
                "0",
                "0",
                "2",
                "0",
                "0",
                "0",
                "0",
                "0",
            ]
    visitor.close()
