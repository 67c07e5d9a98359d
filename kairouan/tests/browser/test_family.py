"""A family's new hammering, with its photograph and its sound, from a telephone of
390 px held in Arabic to the public page: an officer publishes it from a desk, and the
family chooses to whom it shows, which counts at once.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from artisans.models import Technique
from artisans.tests.factories import ArtisanFactory, FamilyFactory
from kairouan.accounts.models import User
from kairouan.common.languages import LANGUAGES
from kairouan.demonstration import MEDIA
from kairouan.review.moderation import Status
from kairouan.sounds.tests import sound_files

from .signed_in import cookie_of
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PASSWORD, NAME = "cuivre-de-kairouan", "ضربة الجدّة"
PUBLIC = ["portal:home", "artisans:technique_list", "artisans:family_list", "artisans:key"]


@pytest.fixture
def address(live_server):
    """Gives the whole address of a name, or of a record, in a language."""

    def of(what, *args, language="ar", **query):
        with translation.override(language):
            path = reverse(what, args=args) if isinstance(what, str) else what.get_absolute_url()
        return live_server.url + path

    return of


@pytest.fixture
def family(media):
    account = User.objects.create_user(phone="+21698000002", password=PASSWORD, language="ar")
    person = ArtisanFactory(account=account)
    return FamilyFactory(published=True, name_ar="بن جماعة", spokesperson=person)


@pytest.fixture
def reader(browser):
    """A visitor, whose requests carry no cookie."""
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


def sign_in(context, address):
    """Enter by the password; return the home of the space."""
    page = context.new_page()
    page.goto(address("account_login_password"))
    page.fill("[name=login]", "98000002")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page).to_have_url(address("space:home"))
    return page


def describe(page):
    """Go from the home of the space to the family, and describe its hammering by the
    questions of the key. The page proposes to show it to the family alone.
    """
    page.get_by_role("link", name="عائلة بن جماعة").click()
    page.get_by_role("link", name="وصف طَرق جديد").click()
    page.fill("[name=name]", NAME)
    page.fill("[name=summary]", "حلزون واحد من القاع إلى الحافة")
    page.set_input_files("[name=photo]", MEDIA / "etranger-volute.jpg")
    expect(page.locator("[data-advice] p")).not_to_have_count(0)
    for answer in ("[name=order][value=spiral]", "[name=size][value=small]"):
        page.locator(f"label:has({answer})").click()
    expect(page.locator("[name=visibility][value=family]")).to_be_checked()
    assert sideways_spill(page) <= 0
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text(NAME)


def send_sound(page):
    page.get_by_role("link", name="صوت المطرقة").click()
    memo = {
        "name": "مذكّرة.m4a",
        "mimeType": "audio/mp4",
        "buffer": sound_files.recorded("ipod", "aac"),
    }
    page.set_input_files("input[type=file]", memo)
    page.get_by_role("button", name="إرسال إلى فريق تجمّع النحاس").click()
    expect(page.locator("[data-sound]")).to_be_visible()
    assert sideways_spill(page) <= 0


def publish(browser, address):
    """An officer finds it first in the queue, hears it, reads to whom it will show."""
    officer = User.objects.create_superuser(email="ona@tests.example", language="ar")
    context = browser.new_context(viewport=DESK)
    context.add_cookies([cookie_of(officer, address("portal:home"))])
    page = context.new_page()
    page.goto(address("admin:review_queue"))
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("يُعرض على العائلة وحدها")).to_be_visible()
    expect(page.locator("main audio, #content audio")).to_have_count(1)
    page.locator("button[value=approve]").click()
    page.wait_for_url(re.compile("/file/"))
    context.close()


def choose(page, address, family, visibility: str):
    page.goto(address("space:family_page", family.pk))
    page.get_by_role("link", name="من يرى تقنياتنا في الطَّرق").click()
    page.locator(f"label:has([value={visibility}])").last.click()
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".flash--ok")).to_be_visible()


def is_public(reader, address, technique) -> bool:
    """Tell whether a visitor finds it: its page, its photograph, its sound and the
    lists that may show it, in each language. All of them, or none.
    """
    photo, sound = technique.photos.get(), technique.sounds.get()
    files = [photo.image.url, *(source["src"] for source in sound.sources)]
    # the tests' server gives what is in the folder: the portal's own view is asked
    answers = {Client().get(file).status_code for file in files}
    for language in LANGUAGES:
        page = reader.request.get(address(technique, language=language.code))
        answers.add(page.status)
        lists = [reader.request.get(address(name, language=language.code)) for name in PUBLIC]
        assert {each.status for each in lists} == {200}
        guide = reader.request.get(address("artisans:technique_list", language=language.code))
        assert (NAME in guide.text()) == page.ok
        if page.ok:
            assert photo.stem in page.text() and sound.stem in page.text()
        else:
            assert not [each.url for each in lists if NAME in each.text()]
    assert answers in ({200}, {404}), answers
    return answers == {200}


def test_family_describes_a_hammering_and_says_who_sees_it(browser, reader, address, family):
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="ar-TN")
    page = sign_in(context, address)
    describe(page)
    send_sound(page)
    publish(browser, address)
    technique = Technique.objects.get()
    assert technique.status == Status.PUBLISHED
    assert not is_public(reader, address, technique), "the family keeps it"
    page.goto(address("space:technique_page", technique.pk))
    expect(page.locator("[data-sound]")).to_be_visible()

    choose(page, address, family, "everyone")
    assert is_public(reader, address, technique)
    card = reader.new_page()
    card.goto(address("artisans:technique_list"))
    card.get_by_role("link", name=NAME).first.click()
    expect(card.locator("h1")).to_have_text(NAME)
    assert card.locator(".hero img").evaluate("one => one.decode().then(() => one.naturalWidth)")

    choose(page, address, family, "members")
    assert not is_public(reader, address, technique)
    context.close()
