"""The roll of a session, called by an officer on a telephone of 360 px, in Arabic, with
the page's scripts and without any.
"""

import datetime

import pytest
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from programme.models import Attendance, RegistrationState
from programme.tests.factories import ActionFactory, RegistrationFactory, SessionFactory

from .rules import broken_rules
from .signed_in import cookie_of
from .test_space_pages import FINGER
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def telephone(browser, live_server, scripts):
    officer = User.objects.create_superuser(email="officer@tests.example", password="x")
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripts,
        service_workers="block",
        locale="ar-TN",
    )
    context.add_cookies([cookie_of(officer, live_server.url)])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_officer_calls_the_roll_and_adds_who_came_unannounced(telephone, live_server, scripts):
    day = today_in_tunis() - datetime.timedelta(days=1)
    training = ActionFactory(published=True, title_ar="دورة في الطَّرق", starts_on=day, ends_on=day)
    session = SessionFactory(action=training, day=day)
    salah, mbarka = (
        RegistrationFactory(action=training, artisan__name_ar=name)
        for name in ("صالح بالحاج", "مباركة الورتاني")
    )
    ArtisanFactory(name_ar="الحبيب السالمي")
    page = telephone
    page.goto(f"{live_server.url}/ar/programme/presence/")
    page.get_by_role("link", name=training.title_ar).first.click()
    assert sideways_spill(page) <= 0
    for registration, answer in ((salah, "yes"), (mbarka, "no")):
        choice = page.locator(
            f"label:has(input[name='person-{registration.pk}'][value='{answer}'])"
        )
        assert choice.bounding_box()["height"] >= FINGER
        choice.click()
    page.locator(".roll button[type=submit]").first.click()
    expect(page.locator(".flash").first).to_be_visible()
    assert dict(Attendance.objects.values_list("registration", "is_present")) == {
        salah.pk: True,
        mbarka.pk: False,
    }
    page.locator("#q").fill("الحبيب")
    page.locator("#chercher button[type=submit]").first.click()
    page.locator("button[name=add]").click()
    expect(page.locator("legend", has_text="الحبيب السالمي")).to_be_visible()
    late = training.registrations.get(artisan__name_ar="الحبيب السالمي")
    assert (late.state, late.attendances.get(session=session).is_present) == (
        RegistrationState.CONFIRMED,
        True,
    )
    assert sideways_spill(page) <= 0
    if scripts:
        assert broken_rules(page) == ""
