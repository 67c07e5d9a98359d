"""Requirements of every public page, whoever adds the next one."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from kairouan.accounts.models import User
from kairouan.portal.sitemaps import SITEMAPS
from products.tests.factories import CategoryFactory, ProductFactory
from workshops.tests.factories import WorkshopFactory

from .browser.test_pages import PAGES
from .walker import addresses

pytestmark = pytest.mark.django_db

# Made for one reader (the letters and applications, their token; a code to check; a
# trial of the key), sent elsewhere, or asked by machines.
NEVER_KEPT = {
    "entrance",
    "short_address",
    "robots",
    "security_contact",
    "health_live",
    "health_ready",
    "enquiries:contact",
    "enquiries:joining",
    "programme:opening_apply",
    "artisans:trial",
    "programme:certificate_check",
    "quotes:list",
    "bookings:book",
}


def name_of(address: str) -> str:
    """Of its route: the same in both languages."""
    with translation.override("fr"):
        return resolve(address.replace("/ar/", "/fr/", 1)).view_name


def test_every_page_may_stand_in_a_shared_cache_and_is_answered_304_without_being_made(
    client, world, django_assert_num_queries
):
    for address in addresses():
        answer = client.get(address, HTTP_ACCEPT_ENCODING="br")
        assert not answer.cookies, address
        if name_of(address) in NEVER_KEPT:
            assert "public" not in answer.headers.get("Cache-Control", ""), address
            continue
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate", address
        assert answer.headers["Vary"] in ("Accept-Encoding", "Accept-Language, Accept-Encoding"), (
            address
        )
        with django_assert_num_queries(1):  # the stamp
            again = client.get(
                address, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=answer.headers["ETag"]
            )
        assert (again.status_code, again.content) == (304, b""), address


def test_kept_page_is_answered_as_it_was_made_to_whoever_asks(
    client, world, officer, django_assert_num_queries
):
    """Every header and byte, whatever the reader prefers and whoever they are; HEAD
    as GET.
    """
    member = Client()
    member.force_login(User.objects.create_user(email="najet@tests.example", password="x"))
    half_way = Client()  # an officer who has shown no second factor
    half_way.force_login(User.objects.create_superuser(email="ali@tests.example", password="x"))
    session = half_way.session
    del session[AUTHENTICATION_METHODS_SESSION_KEY]
    session.save()
    kept = 0
    for address in addresses():
        made = Client().get(address, HTTP_ACCEPT_ENCODING="br", HTTP_ACCEPT_LANGUAGE="fr")
        if name_of(address) in NEVER_KEPT:
            continue
        kept += 1
        for reader in (Client(), member, half_way, officer):
            with django_assert_num_queries(1):  # the stamp
                answer = reader.get(address, HTTP_ACCEPT_ENCODING="br", HTTP_ACCEPT_LANGUAGE="ar")
            assert dict(answer.headers) == dict(made.headers), address
            assert answer.content == made.content and not answer.cookies, address
        head = Client().head(address, HTTP_ACCEPT_ENCODING="br")
        assert (dict(head.headers), head.content) == (dict(made.headers), b""), address
    assert kept > 100
    assert officer.get(reverse("admin:index")).status_code == 200
    assert half_way.get(reverse("admin:index")).status_code == 302


def test_browser_tests_look_at_every_kind_of_page(client, world):
    """A page that no browser test opens is a page whose contrast, width and keyboard
    nobody knows. Long pages are one kind.
    """

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


# What a page is called

TEXTS = re.compile(r'<title>(.*?) · [^·<]*</title>\s*<meta name="description" content="([^"]*)">')
# Seen by who has just sent something, who takes part in a trial, who builds the portal,
# or who holds a certificate: in no engine.
OF_NO_ENGINE = {
    "enquiries:sent",
    "programme:opening_applied",
    "artisans:trial",
    "portal:components",
    "programme:certificate",
}


def html_of(client, address: str, **query) -> str:
    """The page, "" for a file or the way to another page."""
    answer = client.get(address, query)
    return (
        answer.content.decode()
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]
        else ""
    )


def texts_of(client, address: str, **query) -> tuple[str, str]:
    """Its title and its description; of a sheet to print, which has none, two empty
    texts.
    """
    found = TEXTS.search(html_of(client, address, **query))
    return found.groups() if found else ("", "")


def test_no_page_carries_the_description_of_another(client, world):
    """But for what differs by its query alone."""
    said: dict[str, str] = {}
    for address in addresses():
        name = name_of(address)
        title, description = texts_of(client, address)
        if title and name not in OF_NO_ENGINE:
            assert description and said.setdefault(description, name) == name, (
                address,
                description,
            )
    assert len(said) > 30


@pytest.mark.parametrize(
    ("address", "title", "description"),
    [
        ("/fr/catalogue/", "Les pièces, page 2", "Page 2. Toutes les pièces"),
        ("/ar/catalogue/", "القطع، الصفحة 2", "الصفحة 2."),
        ("/fr/recherche/", "Recherche : cuivre, page 2", "Page 2. Chercher"),
    ],
)
def test_second_page_of_a_list_says_so_in_its_title_and_description(
    client, address, title, description
):
    ProductFactory.create_batch(
        50,
        published=True,
        name_fr="Plat de cuivre",
        name_ar="طبق نحاس cuivre",
        workshop=WorkshopFactory(published=True),
    )
    query = {"q": "cuivre"} if "recherche" in address else {}
    first, second = (texts_of(client, address, page=number, **query) for number in (1, 2))
    assert second[0] == title and second[1].startswith(description)
    assert (
        first[0] == re.split("[,،] (?:page|الصفحة)", title)[0]
        and first[1] == second[1].partition(". ")[2]
    )


def test_sample_of_turning_pages_gives_no_number_to_the_page_that_shows_it(client):
    title, _description = texts_of(client, "/fr/composants/")
    assert title == "Composants"
    assert 'aria-current="page">5<' in client.get("/fr/composants/").content.decode()


# Which address a page says it has


LINK = re.compile(r'<link rel="(canonical|alternate)"(?: hreflang="([\w-]+)")? href="([^"]+)">')


def said_addresses(client, address: str) -> dict[str, str]:
    """Read the canonical and alternate links of a page, by "canonical" and by
    language.
    """
    return {
        language or kind: unescape(href)
        for kind, language, href in LINK.findall(html_of(client, address))
    }


@pytest.mark.any_database
def test_no_page_says_again_a_parameter_that_it_does_not_know(client, world):
    for address in addresses():
        said = said_addresses(client, address)
        if not said or name_of(address) == "artisans:trial":  # one reader's own, in no engine
            continue
        joined = "&" if "?" in address else "?"
        page = client.get(f"{address}{joined}fbclid=Qad&page2=-1").content.decode()
        # a page that is one reader's own keeps what it was asked with
        part = page.partition("<body")[0] if name_of(address) in NEVER_KEPT else page
        assert "Qad" not in part and "page2" not in part, address
        assert said_addresses(client, f"{address}{joined}fbclid=Qad") == said, address


@pytest.mark.parametrize(
    ("asked", "links"),
    [
        ("catalogue/?sort=name&utm_source=x", ["?page=2&sort=name", "?page=3&sort=name"]),
        ("catalogue/?page=2&utm_source=x", ["?", "?page=3"]),
        ("catalogue/?page=2&kind=product&kind=product&utm_source=x", ["?", "?kind=product"]),
        ("recherche/?q=théière&utm_source=x", ["?kind=product&q=théière", "?page=2&q=théière"]),
        ("recherche/?q=théière&kind=product&page=2", ["?q=théière", "?kind=product&q=théière"]),
    ],
)
def test_links_of_a_list_say_what_its_page_understood(client, asked, links):
    ProductFactory.create_batch(
        50,
        published=True,
        workshop=WorkshopFactory(published=True),
        category=CategoryFactory(),
        name_fr="Théière",
    )
    page = html_of(client, f"/fr/{asked}")
    found = {unquote(unescape(link)) for link in re.findall(r'href="(\?[^"]*)"', page)}
    assert {*links} <= found
    assert "utm_source" not in page


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (
            "catalogue/?sort=name&kind=product&kind=product&utm_source=x&page=1",
            "catalogue/?kind=product&sort=name",
        ),
        ("catalogue/?kind=inconnu&sort=-1&q=+", "catalogue/"),
        ("ateliers/?technique=ondes&fbclid=x", "ateliers/?technique=ondes"),
        ("recherche/?q=cuivre&page=-1", "recherche/?q=cuivre"),
        ("programme/resultats/?annee=abc", "programme/resultats/"),
        (
            "programme/actions/calendrier/?de=2025-03&x=1",
            "programme/actions/calendrier/?de=2025-03",
        ),
        ("programme/actions/calendrier/?de=2025-13", "programme/actions/calendrier/"),
        ("martelages/cle/?rims=x&fbclid=x", "martelages/cle/"),
    ],
)
def test_page_says_the_parameters_that_it_understood(client, world, asked, known):
    asked, known = (
        address.replace("martelages/cle/", reverse("artisans:key").removeprefix("/fr/"))
        for address in (asked, known)
    )
    said = said_addresses(client, f"/fr/{asked}")
    assert said == {
        "canonical": f"http://testserver/fr/{known}",
        "fr": f"http://testserver/fr/{known}",
        "ar": f"http://testserver/ar/{known}",
        "x-default": f"http://testserver/ar/{known}",
    }


def test_sitemap_says_the_languages_of_a_page_as_the_page_does(client, world):
    found = 0
    for section in SITEMAPS:
        text = client.get(f"/sitemap-{section}.xml").content.decode()
        for entry in re.findall(r"<url>(.*?)</url>", text, re.DOTALL):
            location = re.search(r"<loc>([^<]+)</loc>", entry)[1]
            others = dict(re.findall(r'hreflang="([\w-]+)" href="([^"]+)"', entry))
            assert (
                said_addresses(client, location.removeprefix("http://testserver"))
                == {"canonical": location} | others
            )
            found += 1
    assert found > 30
