"""The space as it is lived, in Arabic on a telephone of 360 px: from the link to the
first product online, the change that waits, the change sent back, two people at once.
With the page's scripts, and without any.
"""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from PIL import Image
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.photos.tests import photo_files as files
from kairouan.review.proposals import open_proposal
from products.models import Product
from products.tests.factories import CategoryFactory, ProductFactory
from workshops.models import Membership, MembershipRole, Workshop
from workshops.tests.factories import WorkshopFactory

from .signed_in import cookie_of
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
NETWORK = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


class Story:
    """A portal with one workshop, an officer at her desk, and telephones."""

    def __init__(self, browser, server, scripts: bool):
        self.browser, self.server, self.scripts = browser, server, scripts
        self.contexts = []
        self.officer_user = User.objects.create_superuser(
            email="ona@tests.example", password="x", language="fr"
        )
        self.artisan = ArtisanFactory(name_ar="مبروكة", name_fr="Mabrouka")
        self.workshop = WorkshopFactory(
            published=True,
            name_ar="ورشة مبروكة",
            name_fr="Atelier Mabrouka",
            slug="atelier-mabrouka",
        )
        Membership.objects.create(workshop=self.workshop, artisan=self.artisan)
        self.technique = TechniqueFactory(published=True, name_ar="خليّة النحل", slug="nid-dabeille")

    def new_page(self, user=None, width: int = PHONE["width"]):
        context = self.browser.new_context(
            viewport={"width": width, "height": PHONE["height"]},
            java_script_enabled=self.scripts,
            service_workers="block",
            locale="ar-TN",
        )
        self.contexts.append(context)
        if user is not None:
            context.add_cookies([cookie_of(user, self.server)])
        return context.new_page()

    def member(self, phone: str, role=MembershipRole.OWNER):
        artisan = ArtisanFactory(account=User.objects.create_user(phone=phone))
        Membership.objects.create(workshop=self.workshop, artisan=artisan, role=role)
        return self.new_page(artisan.account)

    def address(self, name: str, *args, language: str = "ar") -> str:
        with translation.override(language):
            return self.server + reverse(name, args=args)

    def public_page(self, record, language: str = "ar") -> str:
        with translation.override(language):
            return self.server + record.get_absolute_url()

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def story(browser, live_server, media, scripts):
    story = Story(browser, live_server.url, scripts)
    yield story
    story.close()


def send_form(page):
    page.locator("main form.form button[type=submit]:visible").last.click()


def fits(page):
    assert sideways_spill(page) <= 0, page.url


def camera_photo() -> dict:
    """Twelve megapixels held sideways, with where it was taken: as a telephone sends
    it.
    """
    return {
        "name": "IMG_0001.jpg",
        "mimeType": "image/jpeg",
        "buffer": files.held_so(6, size=(3000, 4000)),
    }


def add_photos(page, *photos):
    before = page.locator("[data-key]").count()
    page.locator("input[type=file]").set_input_files(list(photos))
    plain = page.locator("[data-plain] button")
    if plain.is_visible():
        plain.click()
    expect(page.locator("[data-key]")).to_have_count(before + len(photos), timeout=30_000)


@NETWORK
def test_from_the_invitation_to_the_first_product_online(story):
    CategoryFactory(name_ar="الطبخ")

    desk = story.new_page(story.officer_user, width=1280)
    desk.goto(story.address("admin:artisans_artisan_invite", story.artisan.pk, language="fr"))
    desk.locator("#id_phone").fill("98 123 456")
    desk.locator("#id_phone").press("Enter")
    address = desk.locator(".invite__link").input_value()
    assert "/ar/espace/invitation/" in address

    phone = story.new_page()
    phone.goto(address)
    phone.reload()  # a messenger looked at the link first: it still serves
    fits(phone)
    send_form(phone)
    expect(phone).to_have_url(story.address("space:home"))
    fits(phone)

    phone.locator(f"a[href='{reverse_in_arabic('space:product_new')}']").first.click()
    phone.locator("#id_photo").set_input_files(camera_photo())
    phone.locator("#id_name").fill("كسكاس الأحد")
    phone.locator("[name=kind][value=product]").check()
    phone.locator("#id_category").select_option(index=1)
    send_form(phone)
    product = Product.objects.get()
    assert product.status == "draft"
    expect(phone).to_have_url(story.address("space:product_facts", product.pk))
    fits(phone)

    phone.locator("#id_weight_g").fill("1,2 كغ")
    phone.locator("#id_diameter_cm").fill("٢٨٫٥")
    phone.locator("#id_lining").select_option("tin")
    phone.locator("[name=food_use][value=food]").check()
    phone.locator("[name=price_kind][value=fixed]").check()
    phone.locator("#id_price").fill("1.500")
    send_form(phone)
    # asked back: fifteen hundred, or one and a half
    phone.locator("[name=price-means][value='1500']").click()
    expect(phone).to_have_url(story.address("space:product_page", product.pk))
    phone.goto(story.address("space:product_text", product.pk))
    phone.locator("#id_description_ar").fill("كسكاس من نحاس أحمر مقصدر.")
    send_form(phone)
    phone.goto(story.address("space:product_technique", product.pk))
    phone.locator(f"[name=technique][value='{story.technique.pk}']").check()
    send_form(phone)
    phone.goto(story.address("space:product_photos", product.pk))
    add_photos(
        phone,
        {
            "name": "b.png",
            "mimeType": "image/png",
            "buffer": files.written(Image.new("RGB", (900, 700), "peru"), "PNG"),
        },
    )
    fits(phone)
    phone.goto(story.address("space:product_page", product.pk))
    fits(phone)
    phone.locator(
        f"form[action='{reverse_in_arabic('space:product_send', product.pk)}'] button"
    ).click()
    expect(phone.locator(".badge--wait").first).to_be_visible()
    product.refresh_from_db()
    assert (product.status, str(product.diameter_cm), product.price) == ("submitted", "28.5", 1500)

    desk.goto(story.address("admin:products_product_review", product.pk, language="fr"))
    desk.locator("button[value=approve]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()

    product.refresh_from_db()
    first, second = product.photos.all()
    assert (first.width < first.height, second.width > second.height) == (True, True)  # upright
    with first.image.open() as kept:
        content = kept.read()
    assert files.SECRET not in content
    assert not Image.open(first.image.path).getexif()
    phone.goto(story.address("space:home"))
    expect(phone.locator(".flash--ok")).to_contain_text("كسكاس الأحد")
    visitor = story.new_page()
    visitor.goto(story.public_page(product))
    expect(visitor.locator("h1")).to_have_text("كسكاس الأحد")
    assert visitor.locator("main picture img").count() >= 2


def reverse_in_arabic(name: str, *args) -> str:
    with translation.override("ar"):
        return reverse(name, args=args)


@NETWORK
def test_change_waits_beside_the_live_page_is_sent_back_corrected_and_published(story):
    product = ProductFactory(
        published=True, workshop=story.workshop, name_ar="برّاد", name_fr="Théière", slug="theiere"
    )
    phone = story.member("+21698123457")
    visitor = story.new_page()
    visitor.goto(story.public_page(product))
    before = visitor.content()

    phone.goto(story.address("space:product_names", product.pk))
    phone.locator("#id_name_ar").fill("برّاد كبير")
    send_form(phone)
    preview = phone.locator(
        f"form[action='{reverse_in_arabic('space:product_preview', product.pk)}'] button"
    )
    preview.click()
    expect(phone.locator("h1")).to_have_text("برّاد كبير")
    fits(phone)
    phone.locator("button.lang-link").click()
    expect(phone.locator("html")).to_have_attribute("lang", "fr")
    expect(phone.locator("h1")).to_have_text("Théière")
    phone.locator("button.lang-link").click()
    expect(phone.locator("h1")).to_have_text("برّاد كبير")
    phone.locator("aside.demo a").click()
    expect(preview).to_be_visible()
    phone.locator(
        f"form[action='{reverse_in_arabic('space:product_send', product.pk)}'] button"
    ).click()
    visitor.reload()
    assert visitor.content() == before

    desk = story.new_page(story.officer_user, width=1280)
    desk.goto(
        story.address("admin:review_proposal_change", open_proposal(product).pk, language="fr")
    )
    expect(desk.locator(".review tbody td").last).to_contain_text("برّاد كبير")
    expect(desk.locator(".review ins")).to_have_text("كبير")
    desk.locator(".review__ways button").click()
    desk.locator("button.lang-link").click()
    expect(desk.locator("h1")).to_have_text("برّاد كبير")
    desk.goto(
        story.address("admin:review_proposal_change", open_proposal(product).pk, language="fr")
    )
    desk.locator("#id_reason").fill("كبير كم؟")
    desk.locator("button[value=send_back]").click()

    phone.goto(story.address("space:home"))
    expect(phone.locator("main")).to_contain_text("كبير كم؟")
    phone.goto(story.address("space:product_names", product.pk))
    expect(phone.locator("#id_name_ar")).to_have_value("برّاد كبير")
    phone.locator("#id_name_ar").fill("برّاد، لتران")
    send_form(phone)
    phone.goto(story.address("space:product_page", product.pk))
    phone.locator(
        f"form[action='{reverse_in_arabic('space:product_send', product.pk)}'] button"
    ).click()
    desk.goto(
        story.address("admin:review_proposal_change", open_proposal(product).pk, language="fr")
    )
    desk.locator("button[value=approve]").click()
    visitor.reload()
    expect(visitor.locator("h1")).to_have_text("برّاد، لتران")


@NETWORK
@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_second_of_two_editors_sees_both_texts_and_chooses(story, choice):
    mother = story.member("+21698123457")
    daughter = story.member("+21698123458", role=MembershipRole.HELPER)
    address = story.address("space:workshop_presentation", story.workshop.pk)
    for page in (mother, daughter):
        page.goto(address)
    mother.locator("#id_story_ar").fill("نحاس من جدّي")
    send_form(mother)
    daughter.locator("#id_story_ar").fill("نطرق منذ 1950")
    send_form(daughter)
    expect(daughter.locator(".theirs")).to_contain_text("نحاس من جدّي")
    expect(daughter.locator("#id_story_ar")).to_have_value("نطرق منذ 1950")
    fits(daughter)
    daughter.locator(f"[name=choose-story_ar][value={choice}]").check()
    send_form(daughter)
    expect(daughter).to_have_url(re.compile(r"/atelier/\d+/$"))
    waiting = open_proposal(Workshop.objects.get()).wanted["story_ar"]
    assert waiting == {"mine": "نطرق منذ 1950", "theirs": "نحاس من جدّي"}[choice]


@NETWORK
def test_session_that_ends_while_one_types_loses_nothing(story):
    phone = story.member("+21698123457")
    phone.goto(story.address("space:workshop_presentation", story.workshop.pk))
    phone.locator("#id_story_ar").fill("ما كتبته لا يضيع")
    phone.context.clear_cookies(name="sessionid")
    send_form(phone)
    expect(phone.locator(".flash--wait")).to_be_visible()
    phone.goto(
        story.address("account_login_password")
        + f"?next={reverse_in_arabic('space:workshop_presentation', story.workshop.pk)}"
    )
    account = User.objects.get(phone="+21698123457")
    account.set_password("une phrase longue")
    account.save()
    phone.locator("[name=login]").fill("98 123 457")
    phone.locator("[name=password]").fill("une phrase longue")
    send_form(phone)
    expect(phone.locator("#id_story_ar")).to_have_value("ما كتبته لا يضيع")
    assert open_proposal(Workshop.objects.get()) is None
