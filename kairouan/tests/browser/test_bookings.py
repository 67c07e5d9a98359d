"""A household has its pots re-tinned, on a telephone of 390 px: from the workshop's
page to the receipt, with the tinner on a second telephone.
"""

import pytest
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory
from enquiries import spam
from enquiries.bookings.models import Booking, BookingState
from enquiries.bookings.tests.factories import CampaignFactory, TinLotFactory, TinningOfferFactory
from kairouan.accounts.models import User
from workshops.models import Membership, MembershipRole

from .signed_in import cookie_of
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def telephone(browser):
    """A telephone, with the page's scripts or without any."""
    contexts = []

    def new(scripts: bool = True):
        context = browser.new_context(
            viewport={"width": 390, "height": 800},
            java_script_enabled=scripts,
            service_workers="block",
        )
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("language", "scripts", "words"),
    [
        ("fr", True, {"book": "Réserver un jour de rétamage", "wait": "pas encore confirmé"}),
        ("ar", False, {"book": "حجز يوم للقصدرة", "wait": "لم تؤكّد الورشة بعد"}),
    ],
    ids=["French, scripts", "Arabic, none"],
)
def test_pots_go_to_the_tinner_and_come_back(
    telephone, live_server, monkeypatch, language, scripts, words
):
    monkeypatch.setattr(spam, "FASTEST", 0)  # a browser types faster than anybody
    offer = TinningOfferFactory(workshop__slug="zouari", workshop__name_fr="Atelier Zouari")
    CampaignFactory()
    TinLotFactory(workshop=offer.workshop, number="L-2026")
    tinner = User.objects.create_user(phone="+21698000011", language=language)
    Membership.objects.create(
        workshop=offer.workshop,
        artisan=ArtisanFactory(account=tinner),
        role=MembershipRole.OWNER,
    )
    page, taps = telephone(scripts), []

    def tap(locator):
        taps.append(locator)
        locator.click()

    page.goto(f"{live_server.url}/{language}/ateliers/zouari/")
    tap(page.get_by_role("link", name=words["book"]))
    tap(page.locator('input[name="day"]').nth(1))
    page.locator('input[name="pots_small"]').fill("٢")
    page.locator('input[name="what_small"]').fill("كسكاس")
    page.locator('input[name="name"]').fill("منجية")
    page.locator('input[name="phone"]').fill("98 123 456")
    tap(page.locator('input[name="consent"]'))
    assert sideways_spill(page) <= 0
    tap(page.locator('form.ask button[type="submit"]'))
    page.wait_for_url("**/envoyee/")
    assert len(taps) <= 4
    booking = Booking.objects.get()
    assert (booking.state, booking.pots.count()) == (BookingState.ASKED, 2)
    expect(page.get_by_text(booking.number).first).to_be_visible()
    assert sideways_spill(page) <= 0
    assert page.context.cookies() == []
    page.locator(".secret a").click()
    expect(page.get_by_text(words["wait"])).to_be_visible()
    follow = page.url

    other = telephone()
    other.context.add_cookies([cookie_of(tinner, live_server.url)])
    other.goto(f"{live_server.url}/{language}/espace/")
    other.locator('a[href$="/espace/retamage/"]').first.click()
    other.locator(f'a[href$="/espace/retamage/{booking.pk}/"]').click()
    for do in ("confirmer", "recevoir", "pret", "rendre"):
        other.locator(f'button[value="{do}"]').first.click()
        expect(other.locator(f'button[value="{do}"]')).to_have_count(0)
        assert sideways_spill(other) <= 0
    booking.refresh_from_db()
    assert booking.state == BookingState.RETURNED

    page.goto(f"{follow}recu/")
    expect(page.get_by_text("L-2026")).to_be_visible()
    assert sideways_spill(page) <= 0
