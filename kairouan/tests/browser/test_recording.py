"""Recording the hammer with the telephone's own microphone, or sending a file."""

import pytest
from playwright.sync_api import expect

from artisans.models import FamilyTechnique
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.review.proposals import ProposedSound
from kairouan.sounds.tests import sound_files as files

from .signed_in import cookie_of
from .test_sounds import PHONE, wait_until
from .widths import sideways_spill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A microphone that the browser plays itself: a beep a second. The one page that may use
# it is asked for leave as every page is, and the leave is given.
MICROPHONE = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--mute-audio",
]
# How often the page has asked for the microphone.
WATCH_MICROPHONE = """() => { const devices = navigator.mediaDevices, asks = devices.getUserMedia;
  window.asked = 0;
  devices.getUserMedia = (wanted) => { window.asked += 1; return asks.call(devices, wanted); }; }"""


@pytest.fixture
def technique(media):
    return TechniqueFactory(published=True)


@pytest.fixture
def member(technique):
    family = FamilyFactory(published=True)
    FamilyTechnique.objects.create(family=family, technique=technique, is_main=True)
    account = User.objects.create_user(email="hammer@tests.example")
    return ArtisanFactory(account=account, family=family)


@pytest.fixture(scope="module")
def with_microphone(browser_type, browser_type_launch_args):
    arguments = [*browser_type_launch_args.get("args", []), *MICROPHONE]
    browser = browser_type.launch(**browser_type_launch_args | {"args": arguments})
    yield browser
    browser.close()


@pytest.mark.parametrize(
    ("language", "stops", "sends"),
    [
        ("fr", "Arrêter", "Envoyer à l’équipe du cluster"),
        ("ar", "إيقاف التسجيل", "إرسال إلى فريق تجمّع النحاس"),
    ],
)
def test_member_records_listens_and_sends(
    with_microphone, live_server, technique, member, language, stops, sends
):
    context = with_microphone.new_context(viewport=PHONE, has_touch=True)
    context.add_cookies([cookie_of(member.account, live_server.url)])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.goto(f"{live_server.url}/{language}/espace/martelages/{technique.pk}/son/")
    page.evaluate(WATCH_MICROPHONE)
    record = page.locator("[data-record]")
    expect(record).to_be_visible()
    assert page.evaluate("window.asked") == 0
    record.tap()
    stop = page.get_by_role("button", name=stops)
    expect(stop).to_be_focused()
    expect(page.locator("[data-left]")).to_have_text("7")  # of ten: it counts down
    stop.tap()
    assert page.evaluate("window.asked") == 1
    heard = page.locator("[data-heard]")
    expect(heard).to_be_visible()
    heard.evaluate("one => one.play()")
    wait_until(page, "document.querySelector('[data-heard]').currentTime > 0.3")
    assert sideways_spill(page) <= 0
    page.get_by_role("button", name=sends).tap()
    expect(page.locator("[data-sound]")).to_be_visible()
    sound = ProposedSound.objects.get()
    assert sound.sent_by == member.account and 2_000 < sound.milliseconds < 6_000
    assert complaints == []
    context.close()


def test_recording_stops_by_itself(with_microphone, live_server, technique, member):
    context = with_microphone.new_context(viewport=PHONE)
    context.add_cookies([cookie_of(member.account, live_server.url)])
    page = context.new_page()
    page.goto(f"{live_server.url}/fr/espace/martelages/{technique.pk}/son/")
    page.locator("[data-recorder]").evaluate("one => one.dataset.seconds = 2")
    page.locator("[data-record]").click()
    expect(page.locator("[data-heard]")).to_be_visible()
    expect(page.locator("[data-said]")).to_have_text(
        "Écoutez, puis envoyez. Vous pouvez aussi recommencer."
    )
    assert page.evaluate("document.querySelector('input[type=file]').files[0].size") > 1_000
    context.close()


def test_who_refuses_the_microphone_is_told_what_else_to_do(
    browser, live_server, technique, member
):
    context = browser.new_context(viewport=PHONE, permissions=[])
    context.add_cookies([cookie_of(member.account, live_server.url)])
    page = context.new_page()
    page.goto(f"{live_server.url}/fr/espace/martelages/{technique.pk}/son/")
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error()); }"
    )
    page.locator("[data-record]").click()
    expect(page.locator("[data-said]")).to_contain_text("Le micro n’est pas permis.")
    context.close()


def test_member_without_a_script_sends_a_file(browser, live_server, technique, member):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    context.add_cookies([cookie_of(member.account, live_server.url)])
    page = context.new_page()
    page.goto(f"{live_server.url}/ar/espace/martelages/{technique.pk}/son/")
    expect(page.locator("[data-record]")).to_be_hidden()
    memo = {
        "name": "مذكّرة.m4a",
        "mimeType": "audio/mp4",
        "buffer": files.recorded("ipod", "aac"),
    }
    page.locator("input[type=file]").set_input_files(memo)
    page.get_by_role("button", name="إرسال إلى فريق تجمّع النحاس").click()
    expect(page.locator("[data-sound] audio[controls]")).to_be_visible()
    assert ProposedSound.objects.get().seconds == 3
    context.close()
