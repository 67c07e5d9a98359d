"""Asking for a place, in Arabic on a telephone of 360 px, with the page's scripts and
without any: wrong first, then with a paper.
"""

import pytest
from playwright.sync_api import expect

from enquiries import spam
from programme.openings.models import Application, ApplicationState
from programme.tests.factories import OpeningFactory

from .widths import sideways_spill

# These write: the server reads from its own threads what the test has committed, and
# the database is emptied after each.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def telephone(browser, scripts):
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripts,
        service_workers="block",
        locale="ar-TN",
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_graduate_asks_for_a_place(telephone, live_server, monkeypatch):
    monkeypatch.setattr(spam, "FASTEST", 0)  # a browser types faster than anybody
    opening = OpeningFactory(
        published=True,
        slug="apprenti",
        title_ar="متدرّب على الطرق",
        workshop__name_ar="ورشة بن جماعة",
    )
    page = telephone
    page.goto(f"{live_server.url}/ar/programme/offres/")
    page.get_by_role("link", name=opening.title_ar).click()
    page.locator(f'a[href$="/programme/offres/{opening.slug}/postuler/"]').click()
    page.locator('input[name="name"]').fill("سيرين")
    page.locator('textarea[name="text"]').fill("أحبّ النحاس وأريد أن أتعلّم.")
    page.locator('[type="submit"]').click()
    # no way to answer: said, and nothing lost
    expect(page.locator('input[name="phone"]')).to_be_visible()
    expect(page.locator('textarea[name="text"]')).to_have_value("أحبّ النحاس وأريد أن أتعلّم.")
    assert sideways_spill(page) <= 0
    page.locator('input[name="phone"]').fill("٩٨ ١٢٣ ٤٥٦")
    page.locator('input[name="document"]').set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator('[type="submit"]').click()
    page.wait_for_url("**/ar/programme/offres/candidature-envoyee/")
    application = Application.objects.get()
    assert (
        application.opening,
        application.name,
        application.phone,
        application.language,
        application.state,
    ) == (
        opening,
        "سيرين",
        "+21698123456",
        "ar",
        ApplicationState.NEW,
    )
    with application.document.open() as kept:
        assert kept.read() == PDF
    application.document.delete(save=False)
