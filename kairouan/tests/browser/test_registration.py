"""Taking part in an action, in Arabic on a telephone of 360 px, with the page's scripts
and without any: the last place, the line, the call.
"""

import datetime

import pytest
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from programme.models import RegistrationState
from programme.tests.factories import ActionFactory

from .signed_in import cookie_of
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def telephone_of(browser, live_server, scripts):
    """The telephone of a member, signed in."""
    held = []

    def telephone(name: str):
        account = User.objects.create_user(email=f"member-{len(held)}@tests.example")
        ArtisanFactory(account=account, name_ar=name)
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            java_script_enabled=scripts,
            service_workers="block",
            locale="ar-TN",
        )
        context.add_cookies([cookie_of(account, live_server.url)])
        held.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/ar/espace/formations/")
        return page

    yield telephone
    for context in held:
        context.close()


def fits(page) -> bool:
    return sideways_spill(page) <= 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_last_place_is_given_once_and_given_up_goes_to_the_next(telephone_of):
    day = today_in_tunis() + datetime.timedelta(days=20)
    training = ActionFactory(
        published=True,
        takes_registrations=True,
        places=1,
        starts_on=day,
        ends_on=day,
        title_ar="دورة في الطَّرق",
        title_fr="Martelage",
    )
    salah, mbarka = telephone_of("صالح"), telephone_of("مباركة")
    for page, state in (
        (salah, RegistrationState.REQUESTED),
        (mbarka, RegistrationState.WAITING),
    ):
        page.get_by_role("link", name=training.title_ar).click()
        assert fits(page)
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".flash").first).to_be_visible()
        assert fits(page)
        assert training.registrations.latest("pk").state == state
    salah.locator('a[href$="/annuler/"]').click()
    expect(salah.locator("h1")).to_be_visible()
    assert fits(salah)
    salah.locator("main form button[type=submit]").click()
    expect(salah.locator('a[href$="/annuler/"]')).to_have_count(0)
    mbarka.locator(".tabbar a").first.click()
    notice = mbarka.locator(".flash a", has_text=training.title_ar)
    expect(notice).to_have_count(2)  # the line, then the place
    notice.first.click()
    expect(mbarka.locator('a[href$="/annuler/"]')).to_be_visible()
    assert list(training.registrations.order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "confirmed",
    ]
