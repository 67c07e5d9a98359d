"""Officers entering in a browser, in Arabic: a passkey of a (virtual) device chosen at
the first sign-in and shown at the next.
"""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from kairouan.accounts.models import User
from kairouan.accounts.second_factor import rule

from .rules import broken_rules
from .widths import sideways_spill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "trois tasses de cuivre"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def door(browser, live_server):
    """The door of the desk on a telephone that holds passkeys, for an officer who has
    no second factor yet.
    """
    cache.clear()
    User.objects.create_superuser(email="nouvelle@tests.example", password=PASSWORD, language="ar")
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, service_workers="block", locale="ar-TN"
    )
    page = context.new_page()
    page.complaints = []
    page.on(
        "console",
        lambda message: (
            page.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.device = context.new_cdp_session(page)
    page.device.send("WebAuthn.enable")
    page.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.address = (
        # a passkey belongs to a name, never to a number
        f"{live_server.url.replace('127.0.0.1', 'localhost')}/ar/admin/"
    )
    yield page
    context.close()


def ask_to_enter(page):
    page.goto(page.address)
    page.locator("[name=login]").fill("nouvelle@tests.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form.form button[type=submit]:visible").last.click()
    page.wait_for_load_state()


def reads_right(page):
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert sideways_spill(page) <= 0, page.url


def test_officer_chooses_a_passkey_then_enters_with_it(door):
    ask_to_enter(door)
    expect(door).to_have_url(re.compile("/deuxieme-facteur/choisir/$"))
    reads_right(door)
    door.locator("[data-passkey=create]").click()
    expect(door).to_have_url(re.compile("/deuxieme-facteur/codes/$"))
    reads_right(door)
    assert door.locator(".recovery-codes li").count() == 10
    door.locator("main form.form button[type=submit]").click()
    expect(door).to_have_url(door.address)
    door.context.clear_cookies()
    ask_to_enter(door)
    expect(door).to_have_url(re.compile("/deuxieme-facteur/$"))
    reads_right(door)
    door.locator("[data-passkey=get]").click()
    expect(door).to_have_url(door.address)
    (key,) = rule.factors_of(User.objects.get())
    assert key.last_used_at is not None
    assert door.complaints == []


def keeps_the_rules(page):
    assert broken_rules(page) == ""


def test_screens_keep_the_rules_of_access(door):
    ask_to_enter(door)
    keeps_the_rules(door)
    door.locator("[data-passkey=create]").click()
    expect(door).to_have_url(re.compile("/codes/$"))
    keeps_the_rules(door)
    door.context.clear_cookies()
    ask_to_enter(door)
    expect(door.locator("[data-passkey=get]")).to_be_visible()
    keeps_the_rules(door)


def test_device_that_gives_no_passkey_is_told_so_and_the_code_remains(door):
    ask_to_enter(door)
    door.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('given up')) "
        "}"
    )
    door.locator("[data-passkey=create]").click()
    expect(door.locator("[data-passkey-failed]")).to_be_visible()
    expect(door.locator("[name=code]")).to_be_visible()
    assert door.complaints == []


def test_code_is_written_without_script(browser, live_server, door):
    context = browser.new_context(java_script_enabled=False, locale="ar-TN")
    page = context.new_page()
    page.address = door.address
    ask_to_enter(page)
    expect(page.locator("[data-passkey]")).to_be_hidden()
    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.locator("[name=code]")).to_be_visible()
    context.close()
