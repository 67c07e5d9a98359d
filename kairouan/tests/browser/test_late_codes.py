"""The page where a code is typed, while codes leave late.

Nothing delivers messages on the test's own server: as when a worker is down.
"""

import pytest
from django.core.cache import cache
from django.utils import timezone

from kairouan.common.tests.delivering import deliver_waiting
from kairouan.common.work.outbox import CODE_IS_LATE, OutgoingMessage

from .widths import sideways_spill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = {"fr": "Les codes par SMS partent en retard", "ar": "متأخّرة"}


def ask(context, live_server, language: str):
    """Nobody is known by this number: who waits is told the same."""
    cache.clear()
    page = context.new_page()
    page.clock.install()
    page.goto(f"{live_server.url}/{language}/espace/entrer/")
    page.locator("[name=login]").fill("98 123 456")
    page.locator("form[method=post] [type=submit]").first.click()
    page.wait_for_url("**/code/")
    assert SAID[language] not in page.inner_text("main")
    OutgoingMessage.objects.update(created_at=timezone.now() - CODE_IS_LATE)
    return page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_late_code_notice_appears_while_typing_and_goes_when_over(browser, live_server, language):
    page = ask(browser.new_context(viewport={"width": 390, "height": 780}), live_server, language)
    page.locator("[name=code]").fill("123")
    page.clock.fast_forward(10_000)
    note = page.locator("[role=status] .flash--wait")
    note.wait_for()
    assert SAID[language] in note.inner_text()
    assert page.locator("[name=code]").input_value() == "123"
    assert sideways_spill(page) <= 0
    deliver_waiting()
    page.clock.fast_forward(11_000)
    note.wait_for(state="detached")


def test_late_code_notice_is_a_link_without_script(browser, live_server):
    page = ask(browser.new_context(java_script_enabled=False), live_server, "fr")
    page.get_by_role("link", name="Rien reçu ? Voir si les codes partent").click()
    assert SAID["fr"] in page.inner_text("[role=status]")
