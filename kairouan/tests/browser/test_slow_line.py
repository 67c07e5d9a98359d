"""Count what a member does with one hand: in Arabic, on a telephone of 390 px, over a
line of 400 kb/s. Every tap and every page is counted.
"""

import datetime
import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.photos.tests import photo_files as files
from kairouan.review.proposals import open_proposal
from products.models import Product
from products.tests.factories import CategoryFactory, ProductFactory
from programme.models import Registration, RegistrationState
from programme.tests.factories import ActionFactory
from workshops.models import (
    HoursPeriod,
    Membership,
    MembershipRole,
    OpeningHours,
    Weekday,
    Workshop,
)
from workshops.tests.factories import WorkshopFactory

from .signed_in import cookie_of
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WINDOW = {"width": 390, "height": 844}
# ms, bytes a second
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
PATIENCE = 60_000  # ms: a photograph takes its time on such a line
SCREENS = os.environ.get("KAIROUAN_SCREENS")  # a folder for what is seen at each step


class Telephone:
    """A member's telephone, which counts what its owner has to do."""

    def __init__(self, context, server: str, name: str):
        self.context, self.server, self.name = context, server, name
        self.taps = self.screens = 0
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("framenavigated", self.count_screen)
        line = context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)

    def count_screen(self, frame):
        self.screens += frame == self.page.main_frame

    def open(self, name: str, *args):
        """Stand on a page without having done anything for it yet."""
        with translation.override("ar"):
            self.page.goto(self.server + reverse(name, args=args))
        self.taps, self.screens = 0, 1
        self.look()

    def tap(self, target):
        target = self.page.locator(target) if isinstance(target, str) else target
        target.first.tap()
        self.page.wait_for_load_state()
        self.taps += 1

    def write(self, target: str, text: str):
        """Type in a field, which is reached by a tap."""
        self.tap(target)
        self.page.locator(target).fill(text)

    def choose(self, target: str, option: str):
        """Choose in a list: a tap to open it, another on the line."""
        self.page.locator(target).select_option(label=option)
        self.taps += 2

    def send(self):
        self.tap(self.page.locator("main form.form button[type=submit]:visible").last)

    def look(self):
        """See that the page fits and is wholly in Arabic, from right to left."""
        assert sideways_spill(self.page) <= 0, self.page.url
        assert self.page.locator("html").evaluate("html => [html.lang, html.dir]") == ["ar", "rtl"]
        if SCREENS:
            place = Path(SCREENS) / f"{self.name}-{self.screens}-{self.taps}.png"
            self.page.screenshot(path=place, full_page=True)


@pytest.fixture
def workshop(media):
    return WorkshopFactory(
        published=True, responsible=None, name_ar="ورشة مبروكة", name_fr="", slug="atelier-mabrouka"
    )


@pytest.fixture
def telephone(browser, live_server, workshop, request):
    """The telephone of someone who keeps the workshop; each call is another person."""
    held = []

    def of(name: str, role=MembershipRole.OWNER) -> Telephone:
        account = User.objects.create_user(phone=f"+2169812345{len(held)}")
        Membership.objects.create(
            workshop=workshop, artisan=ArtisanFactory(account=account, name_ar=name), role=role
        )
        context = browser.new_context(
            viewport=WINDOW,
            device_scale_factor=2,
            has_touch=True,
            is_mobile=True,
            service_workers="block",
            locale="fr-FR",
        )  # the browser speaks French: nothing of it may show on an Arabic page
        context.add_cookies([cookie_of(account, live_server.url)])
        held.append(context)
        return Telephone(context, live_server.url, f"{request.node.name}-{len(held)}")

    yield of
    for context in held:
        context.close()


def address(name: str, *args) -> str:
    with translation.override("ar"):
        return reverse(name, args=args)


def test_new_product_photo_first_is_sent_within_six_screens(telephone):
    CategoryFactory(name_ar="الطبخ")
    phone = telephone("مبروكة")
    phone.open("space:home")
    phone.tap(f"a[href='{address('space:product_new')}']")
    fields = phone.page.locator("main form.form :is(input:not([type=hidden]), select, textarea)")
    assert fields.first.get_attribute("name") == "photo"
    phone.look()
    with phone.page.expect_file_chooser() as chooser:
        phone.tap("label.btn[for=id_photo]")
    photo = {
        "name": "نحاس.jpg",
        "mimeType": "image/jpeg",
        "buffer": files.jpeg((2000, 1500)).read(),
    }
    chooser.value.set_files(photo)
    expect(phone.page.locator("#id_photo[data-chosen]")).to_have_count(1)
    phone.write("#id_name", "كسكاس الأحد")
    phone.tap("label:has([name=kind][value=product])")
    phone.choose("#id_category", "الطبخ")
    phone.look()
    phone.send()
    expect(phone.page.locator("#id_diameter_cm")).to_be_visible()
    product = Product.objects.get()
    phone.look()
    phone.write("#id_diameter_cm", "٢٨")
    phone.tap("label:has([name=price_kind][value=fixed])")
    phone.write("#id_price", "95")
    phone.send()
    expect(phone.page).to_have_url(phone.server + address("space:product_page", product.pk))
    phone.look()
    phone.tap(f"form[action='{address('space:product_send', product.pk)}'] button")
    expect(phone.page.locator(".badge--wait").first).to_be_visible()
    phone.look()
    product.refresh_from_db()
    assert (product.status, product.photos.count(), product.diameter_cm, product.price) == (
        "submitted",
        1,
        28,
        95,
    )
    assert phone.screens <= 6
    assert phone.taps == 12


def test_hours_of_ramadan_are_written_once_for_every_day(telephone, workshop):
    phone = telephone("مبروكة")
    phone.open("space:workshop_page", workshop.pk)
    phone.tap(f"a[href='{address('space:workshop_hours', workshop.pk)}']")
    phone.look()
    phone.tap(f"a[href='{address('space:workshop_hours_of_period', workshop.pk, 'ramadan')}']")
    for field, hour in (
        ("opens_0_0", "9"),
        ("closes_0_0", "15"),
        ("opens_0_1", "21:30"),
        ("closes_0_1", "1"),
    ):
        phone.write(f"#id_{field}", hour)
    phone.tap("button[name=copy]")
    expect(phone.page.locator("#id_opens_6_1")).to_have_value("21:30")
    phone.look()
    phone.send()
    expect(phone.page).to_have_url(phone.server + address("space:workshop_hours", workshop.pk))
    phone.look()
    week = OpeningHours.objects.filter(workshop=workshop, period=HoursPeriod.RAMADAN)
    assert {each.weekday for each in week} == set(Weekday)
    assert {(each.opens.hour, each.closes.hour) for each in week} == {(9, 15), (21, 1)}
    assert (phone.taps, phone.screens) == (8, 5)


def test_two_telephones_on_one_workshop_lose_nothing(telephone, workshop):
    mother, daughter = telephone("مبروكة"), telephone("سلمى", MembershipRole.HELPER)
    for phone in (mother, daughter):
        phone.open("space:workshop_presentation", workshop.pk)
    mother.write("#id_story_ar", "نحاس من جدّي، نطرقه كلّ صباح أمام باب الورشة")
    mother.send()
    expect(mother.page).to_have_url(mother.server + address("space:workshop_page", workshop.pk))
    daughter.write("#id_story_ar", "نطرق منذ 1950، والزبون يرى القطعة تولد")
    daughter.send()
    expect(daughter.page.locator(".theirs")).to_contain_text("نحاس من جدّي")
    expect(daughter.page.locator("#id_story_ar")).to_have_value(
        "نطرق منذ 1950، والزبون يرى القطعة تولد"
    )
    daughter.look()
    daughter.tap("label:has([name=choose-story_ar][value=theirs])")
    daughter.send()
    expect(daughter.page).to_have_url(daughter.server + address("space:workshop_page", workshop.pk))
    daughter.look()
    assert (
        open_proposal(Workshop.objects.get()).wanted["story_ar"]
        == "نحاس من جدّي، نطرقه كلّ صباح أمام باب الورشة"
    )
    assert (daughter.taps, daughter.screens) == (4, 3)


def test_what_was_typed_before_the_page_changed_is_offered_back(telephone, workshop):
    """A draft kept on the telephone, over a page that someone else has changed
    since.
    """
    mother, daughter = telephone("مبروكة"), telephone("سلمى", MembershipRole.HELPER)
    daughter.open("space:workshop_presentation", workshop.pk)
    daughter.write("#id_story_ar", "نطرق منذ 1950")
    mother.open("space:workshop_presentation", workshop.pk)
    mother.write("#id_story_ar", "نحاس من جدّي")
    mother.send()
    expect(mother.page).to_have_url(mother.server + address("space:workshop_page", workshop.pk))
    daughter.open("space:workshop_presentation", workshop.pk)
    offer = daughter.page.locator("[data-kept-said=other]")
    expect(offer).to_be_visible()
    assert offer.locator("p").first.bounding_box()["width"] >= WINDOW["width"] / 2
    daughter.look()
    daughter.tap("[data-put-back]")
    expect(daughter.page.locator("#id_story_ar")).to_have_value("نطرق منذ 1950")
    back = daughter.page.locator("[data-kept-said=back]")
    assert back.locator("p").first.bounding_box()["width"] >= WINDOW["width"] / 2
    daughter.look()


def test_training_is_asked_for(telephone):
    day = today_in_tunis() + datetime.timedelta(days=20)
    training = ActionFactory(
        published=True,
        takes_registrations=True,
        places=8,
        starts_on=day,
        ends_on=day,
        title_ar="دورة في الطَّرق",
        title_fr="Martelage",
    )
    phone = telephone("مبروكة")
    phone.open("space:home")
    phone.tap(f"a[href='{address('space:training_list')}']")
    phone.look()
    phone.tap(phone.page.get_by_role("link", name=training.title_ar))
    phone.look()
    phone.tap("main form button[type=submit]")
    expect(phone.page.locator(".flash").first).to_be_visible()
    phone.look()
    assert Registration.objects.get().state == RegistrationState.REQUESTED
    assert (phone.taps, phone.screens) == (3, 4)


def test_every_price_is_raised_by_a_tenth(telephone, workshop):
    for number, price in enumerate((85, 100, 240)):
        ProductFactory(
            published=True,
            workshop=workshop,
            priced=True,
            price=price,
            name_ar=f"برّاد {number + 1}",
            name_fr="",
        )
    phone = telephone("مبروكة")
    phone.open("space:home")
    phone.tap(f"a[href='{address('space:product_prices')}']")
    phone.look()
    phone.write("#id_amount", "10")
    phone.send()
    phone.look()
    phone.tap(f"form[action='{address('space:product_prices_preview')}'] button[type=submit]")
    expect(phone.page).to_have_url(phone.server + address("space:product_list"))
    phone.look()
    assert [
        open_proposal(product).wanted["price"] for product in Product.objects.order_by("price")
    ] == ["94.000", "110.000", "264.000"]
    assert (phone.taps, phone.screens) == (4, 4)
