import datetime
import re

import pytest
from django.core.cache import caches
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import FamilyPhoto, FamilyTechnique, Visibility
from artisans.tests.factories import FamilyFactory, TechniqueFactory
from kairouan.portal.models import Page
from kairouan.review.moderation import publish
from products.models import ProductPhoto
from products.tests.factories import ProductFactory
from programme.tests.factories import ActionFactory
from workshops.models import WorkshopPhoto
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 7])
def test_home_costs_the_same_whatever_there_is(client, rows, django_assert_num_queries):
    TechniqueFactory.reset_sequence()
    for technique in TechniqueFactory.create_batch(rows, published=True):
        ProductFactory(published=True, technique=technique)
        family = FamilyFactory(published=True)
        FamilyTechnique.objects.create(
            family=family, technique=technique, is_main=True, visibility=Visibility.EVERYONE
        )
        FamilyPhoto.objects.create(family=family, image="photos/absent.jpg", width=1200, height=900)
    client.get("/fr/")
    caches["pages"].clear()
    with django_assert_num_queries(8):
        client.get("/fr/")


def test_figures_of_the_home_page_are_counted(client):
    ProductFactory.create_batch(3, published=True, workshop=WorkshopFactory(published=True))
    ProductFactory()
    ActionFactory(published=True)
    figures = {figure.label: figure.count for figure in client.get("/fr/").context["figures"]}
    assert figures == {
        "ateliers membres": 2,
        "famille de dinandiers": 0,
        "technique de martelage": 0,
        "pièces au catalogue": 3,
        "action du programme": 1,
    }


def test_empty_portal_has_a_home_page(client):
    assert client.get("/fr/").status_code == 200


def test_long_page_shows_its_markdown_and_never_runs_html(client):
    body = (
        "## Titre\n\nDu **texte**, <script>alert(1)</script> et [un lien](/fr/catalogue/), [un "
        "piège](javascript:alert(1))."
    )
    publish(Page.objects.create(key="entretien", title_fr="Entretenir", body_fr=body))
    page = client.get("/fr/entretien/")
    assertContains(page, '<h2 id="partie-1">Titre</h2>')
    assertContains(page, '<a href="#partie-1">Titre</a>')
    assertContains(page, '<a href="/fr/catalogue/">un lien</a>')
    assertContains(page, "&lt;script&gt;")
    assertNotContains(page, 'href="javascript')


def test_margin_of_a_long_page_shows_each_kind_of_piece_once(client, django_assert_num_queries):
    publish(Page.objects.create(key="entretien", title_fr="Entretenir", body_fr="Un texte."))
    both = ProductFactory(published=True, lining="tin", finish="varnished")
    bare = ProductFactory(published=True, lining="none", food_use="untinned")
    draft = ProductFactory(lining="tin", finish="varnished")
    for product in (both, bare, draft):
        ProductPhoto.objects.create(
            product=product, image="photos/absent.jpg", width=1200, height=900
        )
    ProductFactory(published=True, lining="tin")  # newer, without a photograph
    margin = client.get("/fr/entretien/").context["margin"]
    assert [(str(seen.words), seen.address) for seen in margin] == [
        ("Étamée à l’intérieur", both.get_absolute_url()),
        ("Nue, sans étain", bare.get_absolute_url()),
    ]


@pytest.mark.parametrize("pieces", [1, 5])
@pytest.mark.parametrize(
    ("key", "statements"), [("entretien", 4), ("histoire", 4), ("a-propos", 2)]
)
def test_long_page_costs_the_same_whatever_there_is(
    client, key, statements, pieces, django_assert_num_queries
):
    publish(Page.objects.create(key=key, title_fr="Un titre", body_fr="Un texte."))
    photo = {"image": "photos/absent.jpg", "width": 1200, "height": 900}
    for product in ProductFactory.create_batch(pieces, published=True, lining="tin"):
        ProductPhoto.objects.create(product=product, **photo)
        WorkshopPhoto.objects.create(workshop=product.workshop, **photo)
    client.get(f"/fr/{key}/")
    caches["pages"].clear()
    with django_assert_num_queries(statements):
        assert client.get(f"/fr/{key}/").status_code == 200


def test_page_that_is_not_published_is_not_found(client):
    Page.objects.create(key="histoire", title_fr="Histoire")
    assert client.get("/fr/histoire/").status_code == 404


def test_sitemap_lists_public_pages_in_both_languages_and_no_other(client):
    product = ProductFactory(published=True)
    draft = ProductFactory(slug="brouillon-garde")
    assertContains(client.get("/sitemap.xml"), "<loc>http://testserver/sitemap-products.xml</loc>")
    sitemap = client.get("/sitemap-products.xml")
    for language in ("fr", "ar"):
        assertContains(
            sitemap, f"<loc>http://testserver/{language}/catalogue/{product.slug}/</loc>"
        )
    assertNotContains(sitemap, draft.slug)


def test_security_contact_is_said_when_it_is_set(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:securite@example.tn"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert said["Contact"] == "mailto:securite@example.tn"
    assert said["Canonical"] == "http://testserver/.well-known/security.txt"
    assert "ar" in said["Preferred-Languages"]
    until = datetime.datetime.fromisoformat(said["Expires"])
    assert 30 < (until - timezone.now()).days < 365  # the norm asks for less than a year


def test_robots_names_the_sitemap(client):
    assertContains(client.get("/robots.txt"), "Sitemap: http://testserver/sitemap.xml")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_menu_of_a_phone_leads_to_the_request_visit_care_contact_and_space(client, language):
    menu = re.search(
        r'<nav class="site-nav".*?</nav>', client.get(f"/{language}/").content.decode(), re.DOTALL
    )[0]
    in_menu = re.findall(r'<li class="in-menu[^"]*">\s*<a href="([^"]+)"', menu)
    assert in_menu == [
        f"/{language}/{place}/"
        for place in ("demande", "visiter", "entretien", "contact", "espace")
    ]
