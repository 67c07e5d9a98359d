"""What every public page owes its readers, whoever adds the next one."""

import pytest
from django.urls import resolve
from django.utils import translation

from .browser.test_pages import PAGES
from .walker import addresses

pytestmark = pytest.mark.django_db

# Made for one reader (the letters and applications, their token; a code to check; a trial of the key), sent elsewhere, or asked by machines.
NEVER_KEPT = {
    "entrance",
    "short_address",
    "robots",
    "health_live",
    "health_ready",
    "enquiries:contact",
    "enquiries:joining",
    "programme:opening_apply",
    "artisans:trial",
    "certificates:check",
}


def name_of(address: str) -> str:
    """Of its route: the same in both languages."""
    with translation.override("fr"):
        return resolve(address.replace("/ar/", "/fr/", 1)).view_name


def test_every_page_may_stand_in_a_shared_cache_and_is_answered_304_without_being_made(client, world, django_assert_num_queries):
    for address in addresses():
        answer = client.get(address, HTTP_ACCEPT_ENCODING="br")
        assert not answer.cookies, address
        if name_of(address) in NEVER_KEPT:
            assert "public" not in answer.headers.get("Cache-Control", ""), address
            continue
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate", address
        assert answer.headers["Vary"] in ("Accept-Encoding", "Accept-Encoding, Accept-Language"), address
        with django_assert_num_queries(1):  # the stamp
            again = client.get(address, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=answer.headers["ETag"])
        assert (again.status_code, again.content) == (304, b""), address


def test_browser_tests_look_at_every_kind_of_page(client, world):
    """A page that no browser test opens is a page whose contrast, width and keyboard nobody knows. Long pages are one kind."""

    def kind(name: str) -> str:
        return "portal:page" if name.startswith("portal:page_") else name

    looked_at = {kind(name_of(f"/fr/{page}".partition("?")[0])) for page in PAGES}
    pages = {
        kind(name_of(address))
        for address in addresses()
        if client.get(address).headers["Content-Type"].startswith("text/html")
        and name_of(address) not in ("entrance", "short_address")
    }
    assert pages == looked_at
