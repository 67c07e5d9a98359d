"""A member's photographs and words, on a telephone held in Arabic: with a script,
without, and without a network.
"""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.photos.cleaning import clean_photo
from kairouan.photos.tests import photo_files as files
from workshops.models import Membership, Workshop, WorkshopPhoto
from workshops.tests.factories import WorkshopFactory

from .signed_in import cookie_of
from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}


class Space:
    """A published workshop with three photographs, whose owner is signed in."""

    def __init__(self, portal):
        self.portal = portal
        self.account = User.objects.create_user(email="photographs@tests.example")
        self.artisan = ArtisanFactory(account=self.account)
        self.workshop = WorkshopFactory(
            published=True, responsible=None, slug="atelier-photographie"
        )
        Membership.objects.create(workshop=self.workshop, artisan=self.artisan)
        for order in range(3):
            WorkshopPhoto.holding(
                clean_photo(files.jpeg((320, 240))), workshop=self.workshop, order=order
            ).save()
        self.cookie = cookie_of(self.account, portal)

    def address(self, rest="photos/") -> str:
        return f"{self.portal}/ar/espace/atelier/{self.workshop.pk}/{rest}"

    def enter(self, context):
        context.add_cookies([self.cookie])
        page = context.new_page()
        page.goto(self.address())
        return page


@pytest.fixture
def space(live_server, media):
    return Space(live_server.url)


@pytest.fixture
def phone(browser, space):
    # No smooth scroll: what is dragged must not be on its way elsewhere.
    context = browser.new_context(
        viewport=PHONE, has_touch=True, service_workers="block", reduced_motion="reduce"
    )
    yield space.enter(context)
    context.close()


@pytest.fixture
def plain_phone(browser, space):
    """One whose browser runs no script."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield space.enter(context)
    context.close()


def photo_upload(name="photo.jpg", size=(1600, 1200)) -> dict:
    return {
        "name": name,
        "mimeType": "image/jpeg",
        "buffer": files.written(files.quartered(size).effect_spread(3), quality=90),
    }


def wrong() -> dict:
    return {"name": "<b>صفحة.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}


def keys(page) -> list[str]:
    return page.locator("[data-key]").evaluate_all("items => items.map(item => item.dataset.key)")


def slow(page, bytes_a_second: int):
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = {
        "offline": False,
        "latency": 20,
        "downloadThroughput": -1,
        "uploadThroughput": bytes_a_second,
    }
    line.send("Network.emulateNetworkConditions", speed)


# What each photograph's bar has shown, by its name: a look now and then would miss what
# lasts a moment.
WATCH_BARS = """() => {
  window.shown = {};
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.tagName === "PROGRESS") (window.shown[target.closest("li").querySelector("bdi").textContent] ??= []).push(Number(target.value));
    }
  }).observe(document.querySelector("[data-sending]"), { subtree: true, childList: true, attributeFilter: ["value"] });
}"""


def test_photos_are_sent_one_by_one_each_with_its_progress_and_its_answer(phone):
    slow(phone, 40_000)  # about two seconds a photograph
    phone.evaluate(WATCH_BARS)
    phone.locator("input[type=file]").set_input_files(
        [photo_upload("one.jpg"), wrong(), photo_upload("two.jpg")]
    )
    expect(phone.locator("[data-sending] [data-ended=good]")).to_have_count(2, timeout=30_000)
    for values in map(phone.evaluate("window.shown").get, ("one.jpg", "two.jpg")):
        assert values == sorted(values)
        assert values[-1] == 100 and any(0 < value < 100 for value in values)
    refused = phone.locator("[data-sending] [data-ended=bad]")
    expect(refused).to_have_count(1)
    assert refused.locator("bdi").inner_text() == "<b>صفحة.jpg"
    assert len(refused.locator("[data-state]").inner_text()) > 20
    assert refused.locator("[data-again]").is_visible()
    expect(phone.locator("[data-key]")).to_have_count(5)
    assert [key[0] for key in keys(phone)[3:]] == ["p", "p"]
    assert sideways_spill(phone) <= 0


def test_heavy_photo_is_made_smaller_before_it_is_sent(phone):
    weights = []
    phone.on(
        "request",
        lambda request: (
            weights.append(len(request.post_data_buffer or b""))
            if request.method == "POST"
            else None
        ),
    )
    heavy = files.written(Image.effect_noise((4000, 3000), 60).convert("RGB"), quality=90)
    assert len(heavy) > 3 * 2**20
    phone.locator("input[type=file]").set_input_files(
        [{"name": "heavy.jpg", "mimeType": "image/jpeg", "buffer": heavy}]
    )
    expect(phone.locator("[data-ended=good]")).to_have_count(1, timeout=30_000)
    assert weights and weights[0] < len(heavy)


def test_photo_that_was_not_sent_is_sent_again_by_a_button(phone):
    phone.context.set_offline(True)
    phone.locator("input[type=file]").set_input_files([photo_upload()])
    expect(phone.locator("[data-ended=bad] [data-again]")).to_be_visible()
    phone.context.set_offline(False)
    phone.locator("[data-again]").click()
    expect(phone.locator("[data-ended=good]")).to_have_count(1, timeout=20_000)
    expect(phone.locator("[data-key]")).to_have_count(4)


def test_leaving_during_an_upload_asks_first(phone):
    asked = []
    phone.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    slow(phone, 20_000)
    phone.locator("input[type=file]").set_input_files([photo_upload()])
    expect(phone.locator("[data-sending] progress")).to_be_visible()
    phone.locator("a.back").click(no_wait_after=True)
    expect(phone.locator("[data-ended=good]")).to_have_count(1, timeout=30_000)
    assert asked == ["beforeunload"]
    phone.locator("a.back").click()
    expect(phone).to_have_url(re.compile(r"/atelier/\d+/$"))
    assert asked == ["beforeunload"], "nobody is asked once it is there"


def test_photo_sent_twice_is_said_to_be_there(phone):
    one = photo_upload()
    phone.locator("input[type=file]").set_input_files([one, one])
    expect(phone.locator("[data-ended=good]")).to_have_count(1, timeout=20_000)
    expect(phone.locator("[data-ended=bad]")).to_contain_text("هذه الصورة موجودة هنا.")
    expect(phone.locator("[data-key]")).to_have_count(4)


def test_photo_changes_place_by_a_button_and_by_drag(phone):
    first, second, third = keys(phone)
    phone.locator(f"[value='down:{first}']").click()
    expect(phone).to_have_url(re.compile(f"#photo-{first}$"))
    assert keys(phone) == [second, first, third]
    # only then is it scrolled to the photograph, and the letters are there
    phone.wait_for_load_state("load")
    phone.evaluate("document.fonts.ready")
    handle = phone.locator(f"[data-key='{third}'] [data-handle]")
    phone.locator(f"[data-key='{second}']").evaluate(
        "item => item.scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    start, end = handle.bounding_box(), phone.locator(f"[data-key='{first}']").bounding_box()
    phone.mouse.move(start["x"] + 10, start["y"] + 10)
    phone.mouse.down()
    phone.mouse.move(start["x"] + 10, end["y"] + 10, steps=12)
    assert keys(phone) == [second, third, first]
    with phone.expect_response(lambda answer: answer.request.method == "POST"):
        phone.mouse.up()
    expect(phone.locator("[data-key]").nth(1)).to_have_attribute("data-key", third)
    phone.reload()
    assert keys(phone) == [second, third, first]


def test_focus_is_where_the_photo_is_touched(phone):
    phone.locator(".photo-list h2 a").first.click()
    expect(phone.locator("#id_focus_x")).to_be_hidden()
    tapped = phone.locator("input[type=image]")
    box = tapped.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (280, 210)
    phone.locator("#id_alt_ar").fill("المطرقة")
    tapped.click(position={"x": 250, "y": 20})
    expect(phone.locator(".tap__nine")).to_have_class(re.compile("focus-top-right"))
    expect(phone.locator("input[name=place]:checked")).to_have_value("83-17")
    expect(phone.locator("#id_alt_ar")).to_have_value("المطرقة")  # saved with it
    assert (
        phone.locator("#id_focus_x").input_value(),
        phone.locator("#id_focus_y").input_value(),
    ) == ("89", "10")


def test_without_a_network_the_text_is_kept_and_comes_back(phone):
    phone.locator(".photo-list h2 a").first.click()
    form = phone.locator("form[data-keep]")
    phone.locator("#id_alt_ar").fill("نقش اليد")
    phone.context.set_offline(True)
    form.locator("button.btn--wide").first.click()
    expect(form.locator("[data-kept-said=offline]")).to_be_visible()
    phone.context.set_offline(False)
    expect(form.locator("[data-kept-said=online]")).to_be_visible()
    phone.reload()  # the telephone was closed in between
    expect(phone.locator("#id_alt_ar")).to_have_value("نقش اليد")
    expect(form.locator("[data-kept-said=back]")).to_be_visible()
    form.locator("[data-forget]").click()
    expect(phone.locator("#id_alt_ar")).to_have_value("")
    phone.reload()
    expect(form.locator("[data-kept-said]")).to_have_count(0)
    phone.locator("#id_alt_ar").fill("نقش اليد")
    form.locator("button.btn--wide").first.click()
    expect(phone).to_have_url(re.compile(r"/photos/$"))
    assert phone.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kept:'))") == []


def test_text_that_the_server_refuses_is_still_kept(phone):
    phone.locator(".photo-list h2 a").first.click()
    phone.locator("#id_alt_ar").evaluate("field => field.removeAttribute('maxlength')")
    phone.locator("#id_alt_ar").fill("ن" * 301)
    phone.locator("form[data-keep] button.btn--wide").first.click()
    expect(phone.locator("[aria-invalid=true]")).to_have_count(1)
    assert (
        len(phone.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kept:'))")) == 1
    )


def test_draft_is_not_laid_over_the_answer_to_what_was_sent(phone, space):
    """ "The same every day" fills six days: the draft of the one that was typed leaves
    them, and all are published.
    """
    phone.goto(space.address("horaires/winter/"))
    phone.locator("[name=opens_0_0]").fill("9:00")
    phone.locator("[name=closes_0_0]").fill("18:00")
    phone.locator("[name=copy]").click()
    expect(phone.locator("[name=opens_5_0]")).to_have_value(re.compile("^0?9"))
    expect(phone.locator("[data-kept-said]")).to_have_count(0)
    phone.reload()  # asked anew: what the server answered is the draft
    expect(phone.locator("[name=closes_5_0]")).to_have_value(re.compile("^18"))
    phone.goto(space.address("horaires/winter/"))
    expect(phone.locator("[data-kept-said=back]")).to_be_visible()
    expect(phone.locator("[name=closes_5_0]")).to_have_value(re.compile("^18"))
    phone.locator("form[data-keep] [type=submit]:visible").last.click()
    expect(phone).to_have_url(re.compile(r"/horaires/$"))
    assert space.workshop.hours.values("weekday").distinct().count() == 7


def test_draft_of_a_page_that_has_changed_is_put_back_only_when_asked(phone, space):
    address = space.address("nom/")
    phone.goto(address)
    phone.locator("#id_name_ar").fill("ورشة الهاتف")
    phone.goto(space.address())
    Workshop.objects.filter(pk=space.workshop.pk).update(name_fr="Nom donné ailleurs")
    phone.goto(address)
    expect(phone.locator("[data-kept-said=other]")).to_be_visible()
    expect(phone.locator("#id_name_fr")).to_have_value("Nom donné ailleurs")
    assert phone.locator("#id_name_ar").input_value() != "ورشة الهاتف"
    assert sideways_spill(phone) <= 0
    phone.locator("[data-put-back]").click()
    expect(phone.locator("#id_name_ar")).to_have_value("ورشة الهاتف")
    expect(phone.locator("[data-kept-said=back]")).to_be_visible()
    phone.locator("[data-forget]").click()
    expect(phone.locator("#id_name_fr")).to_have_value("Nom donné ailleurs")


def test_draft_kept_in_the_browser_is_removed_at_sign_out(phone):
    phone.locator(".photo-list h2 a").first.click()
    phone.locator("#id_alt_ar").fill("نصّ")
    kept = "Object.keys(localStorage).filter(key => key.startsWith('kept:')).length"
    assert phone.evaluate(kept) == 1
    phone.route(
        "**/sign-in-page", lambda route: route.fulfill(content_type="text/html", body=SIGN_IN_PAGE)
    )
    phone.goto(f"{phone.url.split('/ar/')[0]}/sign-in-page")
    expect(phone.locator("p[data-forget-drafts]")).to_be_attached()
    assert phone.evaluate(kept) == 0


SIGN_IN_PAGE = (
    '<p data-forget-drafts></p><script type="module" src="/static/js/keep-draft.js"></script>'
)


def test_everything_works_without_script(plain_phone):
    page = plain_phone
    first, second, _third = keys(page)
    page.locator("input[type=file]").set_input_files(
        [photo_upload("one.jpg"), photo_upload("two.jpg")]
    )
    page.locator("[data-plain] button").click()
    expect(page.locator("[data-key]")).to_have_count(5)
    page.locator("input[type=file]").set_input_files([photo_upload("three.jpg"), wrong()])
    page.locator("[data-plain] button").click()
    expect(page.locator(".flash--err bdi")).to_have_text("<b>صفحة.jpg")
    expect(page.locator("[data-key]")).to_have_count(6)
    page.locator(f"[value='up:{second}']").click()
    assert keys(page)[:2] == [second, first]
    page.locator(f"[data-key='{second}'] summary").click()
    page.locator(f"[value='remove:{second}']").click()
    expect(page.locator("[data-key]")).to_have_count(5)
    assert second not in keys(page)
    page.locator(".photo-list h2 a").first.click()
    page.locator("#id_alt_ar").fill("المطرقة")
    page.locator("input[type=image]").click(position={"x": 10, "y": 200})
    expect(page.locator(".tap__nine")).to_have_class(re.compile("focus-bottom-left"))
    expect(page.locator("#id_alt_ar")).to_have_value("المطرقة")
    page.locator("#id_alt_ar").press("Enter")  # saves, and is no tap
    expect(page).to_have_url(re.compile(r"/photos/$"))
