"""A family describes a hammering on a telephone held in Arabic: what the page says of a
photograph before it leaves, and the same without a script.
"""

import pytest
from PIL import Image, ImageEnhance, ImageFilter
from playwright.sync_api import expect

from artisans.models import Technique
from artisans.tests.factories import ArtisanFactory, FamilyFactory
from kairouan.accounts.models import User
from kairouan.demonstration import MEDIA

from .signed_in import cookie_of
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
HAMMERED = MEDIA / "technique-nid-dabeille.jpg"


def far(photo: Image.Image) -> Image.Image:
    """The same from four times as far, before a plain wall."""
    wall = Image.new("RGB", photo.size, (205, 200, 195))
    small = photo.resize((photo.width // 4, photo.height // 4))
    wall.paste(small, (photo.width * 3 // 8, photo.height * 3 // 8))
    return wall


TAKEN = {
    "good": lambda photo: photo,
    "dark": lambda photo: ImageEnhance.Brightness(photo).enhance(0.25),
    "blurred": lambda photo: photo.filter(ImageFilter.GaussianBlur(9)),
    "flat": lambda photo: ImageEnhance.Contrast(photo).enhance(0.25),
    "far": far,
}


@pytest.fixture
def form(live_server, media):
    """Gives a context of a browser the page where who speaks for a family describes a
    hammering.
    """
    account = User.objects.create_user(email="famille@tests.example")
    family = FamilyFactory(published=True, spokesperson=ArtisanFactory(account=account))

    def opened(context):
        context.add_cookies([cookie_of(account, live_server.url)])
        page = context.new_page()
        page.goto(f"{live_server.url}/ar/espace/famille/{family.pk}/nouveau/")
        return page

    return opened


def test_photograph_is_looked_at_before_it_leaves_and_nothing_is_refused(browser, form, tmp_path):
    context = browser.new_context(viewport=PHONE)
    page = form(context)
    assert sideways_spill(page) == 0
    with Image.open(HAMMERED) as photo:
        for name, take in TAKEN.items():
            take(photo.convert("RGB")).save(tmp_path / f"{name}.jpg", quality=92)
    for name in TAKEN:
        page.set_input_files("[name=photo]", tmp_path / f"{name}.jpg")
        said = page.locator("[data-advice] p")
        expect(said.first).to_have_attribute("data-of", name)
        expect(said).to_have_count(1 if name == "good" else 2)
    page.fill("[name=name]", "ضربة الجدّة")
    page.locator("label:has([name=order][value=rows])").click()
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text("ضربة الجدّة")
    assert Technique.objects.get().photos.count() == 1
    context.close()


def test_hammering_is_described_without_a_script(browser, form):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = form(context)
    page.set_input_files("[name=photo]", HAMMERED)
    page.fill("[name=name]", "ضربة الجدّة")
    page.locator("label:has([name=size][value=small])").click()
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("h1")).to_have_text("ضربة الجدّة")
    technique = Technique.objects.get()
    assert technique.status == "submitted"
    assert technique.photos.count() == 1
    context.close()
