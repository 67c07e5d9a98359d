import re

import pytest
from django.core.cache import caches
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent, FamilyPhoto, FamilyTechnique
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from kairouan.portal.models import Page
from kairouan.portal.search import ResultKind
from kairouan.review.moderation import publish
from kairouan.search.models import Synonym
from products.tests.factories import CollectionFactory, ProductFactory
from programme.tests.factories import ActionFactory, OpeningFactory
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

SEARCH = "portal:search"


@pytest.mark.parametrize("rows", [1, 7])
def test_home_costs_the_same_whatever_there_is(client, rows, django_assert_num_queries):
    TechniqueFactory.reset_sequence()
    for technique in TechniqueFactory.create_batch(rows, published=True):
        ProductFactory(published=True, technique=technique)
        family = FamilyFactory(published=True)
        FamilyTechnique.objects.create(family=family, technique=technique, is_main=True)
        FamilyPhoto.objects.create(family=family, image="photos/absent.jpg", width=1200, height=900)
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


@pytest.fixture
def one_of_each():
    """One public record of each kind, all found by the same word."""
    page = Page.objects.create(key="histoire", title_fr="Histoire du zellige")
    publish(page)
    return {
        ResultKind.PRODUCT: ProductFactory(published=True, name_fr="Plateau zellige"),
        ResultKind.WORKSHOP: WorkshopFactory(published=True, name_fr="Atelier Zellige"),
        ResultKind.FAMILY: FamilyFactory(published=True, name_fr="Zellige"),
        ResultKind.TECHNIQUE: TechniqueFactory(published=True, name_fr="Zellige"),
        ResultKind.COLLECTION: CollectionFactory(published=True, name_fr="Collection zellige"),
        ResultKind.ACTION: ActionFactory(published=True, title_fr="Atelier zellige"),
        ResultKind.OPENING: OpeningFactory(published=True, title_fr="Stage de zellige"),
        ResultKind.PAGE: page,
    }


def test_one_search_finds_every_kind_and_leads_to_it(client, one_of_each):
    page = client.get(reverse(SEARCH), {"q": "zellige"})
    assert {result.kind: result.url for result in page.context["results"]} == {
        kind: entry.get_absolute_url() for kind, entry in one_of_each.items()
    }
    assert dict(page.context["found"].kinds) == dict.fromkeys(ResultKind, 1)


@pytest.mark.parametrize("kind", ResultKind)
def test_search_within_one_kind(client, one_of_each, kind):
    page = client.get(reverse(SEARCH), {"q": "zellige", "kind": kind.value})
    assert [result.kind for result in page.context["results"]] == [kind]


@pytest.mark.parametrize("rows", [1, 30])
def test_search_costs_the_same_whatever_is_found(client, rows, django_assert_num_queries):
    ProductFactory.create_batch(rows, published=True)
    client.get(reverse(SEARCH), {"q": "théière"})
    caches["pages"].clear()
    # the stamp, a page of results, the photographs of its products
    with django_assert_num_queries(3):
        client.get(reverse(SEARCH), {"q": "théière"})


def test_search_does_not_find_what_is_kept_back(client):
    person = ArtisanFactory(name_fr="Nomgardé")
    family = FamilyFactory(published=True, story_fr="Motgardé", spokesperson=person)
    ProductFactory(name_fr="Piècegardée")
    consent = ConsentFactory(artisan=person, item=Consent.Item.FAMILY_STORY)
    consent.withdrawn_on = consent.given_on
    consent.save()
    for word in ("nomgarde", "motgarde", "piecegardee"):
        assert client.get(reverse(SEARCH), {"q": word}).context["found"].total == 0
    assert client.get(reverse(SEARCH), {"q": family.name_fr}).context["found"].total == 1


def test_search_understands_synonyms(client):
    Synonym.objects.create(terms="zezoua, زازوة, cafetière")
    product = ProductFactory(published=True, name_fr="Cafetière", name_ar="زازوة")
    assert [
        result.url for result in client.get(reverse(SEARCH), {"q": "zezoua"}).context["results"]
    ] == [product.get_absolute_url()]


@pytest.mark.parametrize(
    "query",
    [
        "q=",
        "q=%00",
        "q=" + "a" * 10_000,
        "kind=rien&q=a",
        "page=abc&q=a",
        "q=%E2%80%AE",
        "q=%25",
        "",
    ],
)
def test_bad_search_gets_an_answer(client, query):
    ProductFactory(published=True)
    assert client.get(f"{reverse(SEARCH)}?{query}").status_code == 200


def test_long_page_shows_its_markdown_and_never_runs_html(client):
    body = (
        "## Titre\n\nDu **texte**, <script>alert(1)</script> et [un lien](/fr/catalogue/), [un "
        "piège](javascript:alert(1))."
    )
    publish(Page.objects.create(key="entretien", title_fr="Entretenir", body_fr=body))
    page = client.get("/fr/entretien/")
    assertContains(page, "<h2>Titre</h2>")
    assertContains(page, '<a href="/fr/catalogue/">un lien</a>')
    assertContains(page, "&lt;script&gt;")
    assertNotContains(page, 'href="javascript')


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


def test_robots_names_the_sitemap(client):
    assertContains(client.get("/robots.txt"), "Sitemap: http://testserver/sitemap.xml")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_menu_of_a_phone_leads_to_visit_care_contact_and_space(client, language):
    menu = re.search(
        r'<nav class="site-nav".*?</nav>', client.get(f"/{language}/").content.decode(), re.DOTALL
    )[0]
    in_menu = re.findall(r'<li class="in-menu">\s*<a href="([^"]+)"', menu)
    assert in_menu == [
        f"/{language}/{place}/" for place in ("visiter", "entretien", "contact", "espace")
    ]
