"""A request for quotation from the catalogue to the agreed answer, on two telephones of
390 px: a buyer asks three workshops, one answers by its link, the buyer accepts.
"""

import re

import pytest
from django.utils import translation
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory
from enquiries import spam
from enquiries.quotes.models import Part, PartState
from kairouan.accounts.models import User
from kairouan.common.models import OutgoingMessage
from products.tests.factories import ProductFactory
from workshops.models import Membership, MembershipRole
from workshops.tests.factories import WorkshopFactory

from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = [("lanterne", "فانوس"), ("plateau", "صينية"), ("chaudron", "طنجرة")]


class Telephone:
    """A browser that counts what its owner taps: links, buttons, what opens."""

    def __init__(self, browser, language: str):
        self.context = browser.new_context(
            viewport={"width": 390, "height": 844},
            service_workers="block",
            locale=f"{language}-TN",
            has_touch=True,
        )
        self.page, self.taps = self.context.new_page(), 0

    def tap(self, target):
        self.taps += 1
        target.click()
        self.page.wait_for_load_state()
        assert sideways_spill(self.page) <= 0, self.page.url


@pytest.fixture
def telephones(browser):
    made = []

    def make(language: str) -> Telephone:
        made.append(Telephone(browser, language))
        return made[-1]

    yield make
    for each in made:
        each.context.close()


def pieces_of_three_workshops(language: str):
    products = []
    for number, (slug, arabic) in enumerate(NAMES):
        workshop = WorkshopFactory(
            published=True, name_fr=f"Atelier {number}", name_ar=f"ورشة {number}"
        )
        account = User.objects.create_user(phone=f"+2169800005{number}", language=language)
        Membership.objects.create(
            workshop=workshop, artisan=ArtisanFactory(account=account), role=MembershipRole.OWNER
        )
        products.append(
            ProductFactory(
                published=True, slug=slug, name_fr=slug.title(), name_ar=arabic, workshop=workshop
            )
        )
    return products


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_three_workshops_are_asked_one_answers_and_is_agreed_to(
    telephones, live_server, monkeypatch, language
):
    monkeypatch.setattr(spam, "FASTEST", 0)  # a browser types faster than anybody
    products = pieces_of_three_workshops(language)
    buyer = telephones(language)
    page = buyer.page
    page.goto(f"{live_server.url}/{language}/catalogue/{products[0].slug}/")
    for product in products:
        if product != products[0]:
            buyer.tap(page.locator('button[name="continuer"]'))
            buyer.tap(page.locator(f'a[href$="/catalogue/{product.slug}/"]').first)
        buyer.tap(page.locator("form.add button").first)
    page.locator('input[name="name"]').fill("نزل الأغالبة" if language == "ar" else "Hôtel")
    page.locator('input[name="phone"]').fill("98 123 456")
    page.locator(f'input[name="p{products[0].pk}-quantity"]').fill("40")
    page.locator('input[name="consent"]').check()
    buyer.tap(page.locator('button[name="envoyer"]').last)
    page.wait_for_url("**/envoyee/")
    assert buyer.taps <= 8
    assert Part.objects.count() == 3

    # the artisan, from the message
    text = OutgoingMessage.objects.get(to="+21698000050").text
    link = re.search(r"https?://\S+", text)[0]
    assert link.startswith(f"{live_server.url}/{language}/reponse/")
    artisan = telephones(language)
    artisan.page.goto(link)
    with translation.override(language):
        asked = str(products[0].name)
    expect(artisan.page.locator(".asked-lines")).to_contain_text(asked)
    for other in products[1:]:
        with translation.override(language):
            expect(artisan.page.locator("main")).not_to_contain_text(str(other.name))
    artisan.tap(artisan.page.locator("details.answer--price summary"))
    artisan.page.locator("#price_price").fill("1 250,500")
    artisan.tap(artisan.page.locator('details.answer--price [type="submit"]'))
    expect(artisan.page.locator(".flash--ok")).to_be_visible()
    assert artisan.taps <= 3
    assert not artisan.context.cookies()

    # the buyer reads it, and agrees by two taps
    buyer.taps = 0
    buyer.tap(page.locator("a.btn[href*='/demande/']").first)
    part = Part.objects.get(workshop=products[0].workshop)
    box = page.locator(f"#part-{part.pk}")
    expect(page.locator("table.answers")).to_contain_text("1 250,5")
    buyer.tap(box.locator("details.confirm summary"))
    buyer.tap(box.locator(f'button[value="accepter-{part.pk}"]'))
    page.wait_for_url(f"**/#part-{part.pk}")
    assert buyer.taps <= 3
    part.refresh_from_db()
    assert part.state == PartState.AGREED

    # and the artisan sees it
    artisan.page.reload()
    expect(artisan.page.locator('form:has(input[value="done"]) [type="submit"]')).to_be_visible()
