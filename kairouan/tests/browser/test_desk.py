"""The officers' desk in Arabic, in a browser: deciding, translating side by side, a
workbook and a list with an error then corrected.
"""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from playwright.sync_api import expect

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common.bilingual import TranslationState
from kairouan.desk.models import Term
from kairouan.desk.workbooks import KIND
from kairouan.review.changes import submit_change, write_change
from kairouan.review.models import Phrase
from products.models import Product, ProductPhoto
from products.tests.factories import CategoryFactory, ProductFactory
from workshops.models import Membership, Workshop
from workshops.tests.factories import WorkshopFactory

from .signed_in import cookie_of
from .widths import sideways_spill

HEADINGS = {
    "reference": "المرجع",
    "workshop": "الورشة",
    "category": "الصنف",
    "name": "الاسم (العربية)",
    "price": "الثمن",
    "amount": "المبلغ (بالدينار)",
    "on": "تاريخ تأكيد الثمن",
}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[390, 1280])
def desk(browser, live_server, request):
    """The desk of an officer who reads Arabic, on a telephone and on a wide screen.

    What goes wrong on a page is kept.
    """
    officer = User.objects.create_superuser(
        email="ona-ar@tests.example", password="x", language="ar"
    )
    context = browser.new_context(
        viewport={"width": request.param, "height": 800},
        service_workers="block",
        locale="ar-TN",
        accept_downloads=True,
    )
    context.add_cookies([cookie_of(officer, live_server.url)])
    page = context.new_page()
    page.complaints = []
    page.on(
        "console",
        lambda message: (
            page.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.width = request.param
    yield page
    assert page.complaints == []
    context.close()


def opened(page, live_server, name, *args):
    with translation.override("ar"):
        page.goto(live_server.url + reverse(name, args=args))
    reads_right(page)


def reads_right(page):
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert sideways_spill(page) <= 0, page.url


def test_change_is_read_and_published_with_a_correction(desk, live_server):
    member = ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))
    workshop = WorkshopFactory(
        published=True, name_ar="ورشة مبروكة", name_fr="Atelier Mabrouka", summary_ar="كساكس"
    )
    Membership.objects.create(workshop=workshop, artisan=member)
    write_change(workshop, {"summary_ar": "كساكس وطناجر نحاسيه"}, member.account)
    submit_change(workshop, member.account)
    opened(desk, live_server, "admin:index")
    desk.locator(".today a, .tasks a", has_text="للمراجعة").first.click()
    reads_right(desk)
    desk.get_by_role("link", name="ورشة مبروكة").click()
    reads_right(desk)
    assert desk.locator("td[lang=ar] ins").inner_text().strip() == "وطناجر نحاسيه"
    desk.locator(".review__correct summary").click()
    desk.locator("[name=to-summary_ar]").fill("كساكس وطناجر نحاسية")
    desk.locator("button[value=correct]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert Workshop.objects.get().summary_ar == "كساكس وطناجر نحاسية"


def test_texts_are_translated_one_after_the_other(desk, live_server):
    Term.objects.create(word_fr="photo", word_ar="صورة")
    first = Phrase.objects.create(text_fr="La photo manque.")
    second = Phrase.objects.create(text_fr="Le prix manque.", text_ar="الثمن ناقص.")
    second.text_fr = "Le prix en dinars manque."
    second.save()
    opened(desk, live_server, "admin:index")
    desk.locator(".today a, .tasks a", has_text="جذاذات للترجمة").first.click()
    reads_right(desk)
    desk.get_by_role("link", name="La photo manque.").click()
    reads_right(desk)
    expect(desk.locator(".translation__terms")).to_contain_text("صورة")
    desk.locator("[name=text_ar]").fill("تنقص الصورة.")
    desk.locator("button[name=_save]").click()
    opened(desk, live_server, "admin:translations")
    desk.get_by_role("link", name="الثمن ناقص.").click()
    assert desk.locator(".translation__text ins").inner_text().strip() == "en dinars"
    desk.locator("[name=right_text_ar]").check()
    desk.locator("button[name=_save]").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    for phrase in (first, second):
        phrase.refresh_from_db()
        assert phrase.translation_state == TranslationState.CURRENT


def test_sheet_with_an_error_then_corrected(desk, live_server):
    phrases = [
        Phrase.objects.create(text_fr=text) for text in ("La photo manque.", "Le prix manque.")
    ]
    opened(desk, live_server, "admin:translations")
    with desk.expect_download() as downloaded:
        desk.locator(".translations__sheet a").click()
    book = load_workbook(BytesIO(downloaded.value.path().read_bytes()))
    assert book.active.sheet_view.rightToLeft
    book.active["C2"], book.active["C3"] = "تنقص الصورة.", "ب" * 301
    send(desk, book)
    expect(desk.locator(".translations__problems")).to_contain_text("السطر 3")
    reads_right(desk)
    assert not Phrase.objects.exclude(text_ar="").exists()
    book.active["C3"] = "ينقص الثمن."
    send(desk, book)
    reads_right(desk)
    desk.locator("form:has([name=confirmed]) button").click()
    expect(desk.locator(".messagelist .success")).to_contain_text("ترجمتان")
    for phrase in phrases:
        phrase.refresh_from_db()
        assert phrase.translation_state == TranslationState.CURRENT


def test_list_with_an_error_then_corrected(desk, live_server):
    workshop = WorkshopFactory(published=True, name_ar="ورشة مبروكة", name_fr="Atelier Mabrouka")
    category = CategoryFactory(name_ar="برارد", name_fr="Théières")
    opened(desk, live_server, "admin:products_product_changelist")
    ways = desk.locator(".list-ways > summary")
    expect(ways).to_be_visible(visible=desk.width < 768)  # folded on a telephone
    if ways.is_visible():
        ways.click()
    desk.get_by_role("link", name="توريد قائمة").click()
    reads_right(desk)
    with desk.expect_download() as downloaded:
        desk.locator(".sheet-steps a").click()
    book = load_workbook(BytesIO(downloaded.value.path().read_bytes()))
    assert book.active.sheet_view.rightToLeft
    places = {str(cell.value): cell.column for cell in book.active[1]}

    def write(row, **cells):
        for name, value in cells.items():
            book.active.cell(row, places[HEADINGS[name]], value)

    write(
        2,
        reference="ب-1",
        workshop=workshop.slug,
        category=category.slug,
        name="برّاد كبير",
        price="ثمن قارّ",
        amount="٨٥٫٥٠٠",
        on="25/11/2026",
    )
    write(3, reference="ب-2", workshop="ورشة مجهولة", category=category.slug, name="طنجرة")
    send(desk, book)
    reads_right(desk)
    problem = desk.locator(".sheet-problems tbody tr")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text("ورشة مجهولة")
    assert [problem.locator("td").first.inner_text(), problem.locator("th").inner_text()] == [
        "3",
        HEADINGS["workshop"],
    ]
    assert not Product.objects.exists()
    desk.get_by_role("link", name="إرسال القائمة بعد التصحيح").click()
    write(3, workshop="ورشة مبروكة")
    send(desk, book)
    reads_right(desk)
    expect(desk.locator(".review")).to_contain_text("برّاد كبير")
    desk.locator(".submit-row button").click()
    expect(desk.locator(".sheet-written")).to_be_visible()
    assert set(Product.objects.values_list("reference", "name_ar", "price", "workshop")) == {
        ("ب-1", "برّاد كبير", Decimal("85.500"), workshop.pk),
        ("ب-2", "طنجرة", None, workshop.pk),
    }


def test_touch_on_a_photo_says_what_stays_in_view(desk, live_server, media):
    content = next(
        Path(settings.BASE_DIR, "kairouan/demonstration/media").glob("*.jpg")
    ).read_bytes()
    product = ProductFactory(published=True, name_ar="برّاد")
    photo = ProductPhoto(
        product=product, alt_ar="برّاد من النحاس", image=ContentFile(content, name="p.jpg")
    )
    photo.full_clean()
    photo.save()
    opened(desk, live_server, "admin:products_product_change", product.pk)
    desk.locator("summary", has_text="صور").last.click()
    shown = desk.locator(".focus img").first
    expect(shown).to_be_visible()
    sides = shown.bounding_box()
    shown.click(position={"x": sides["width"] * 0.25, "y": sides["height"] * 0.75})
    desk.locator("[name=_save]").first.click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    photo.refresh_from_db()
    assert abs(photo.focus_x - 25) <= 1 and abs(photo.focus_y - 75) <= 1


def send(page, book):
    held = BytesIO()
    book.save(held)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "traductions.xlsx", "mimeType": KIND, "buffer": held.getvalue()}
    )
    page.locator("form:has(input[type=file]) button").click()
