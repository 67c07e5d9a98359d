import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains

from artisans.tests.factories import TechniqueFactory
from kairouan.portal.models import Page
from kairouan.review.moderation import publish
from products.tests.factories import CollectionFactory, ProductFactory
from programme.tests.factories import ActionFactory
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("preference", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.5", "fr"),
        ("ar-TN", "ar"),
        ("en-GB,fr;q=0.4", "fr"),
        ("it,en", "ar"),
        ("", "ar"),
        ("de;q=1,*;q=0.1", "ar"),
        ("&&&;;q=", "ar"),
    ],
)
def test_entrance_leads_to_a_language_the_reader_has_else_arabic(client, preference, language):
    answer = client.get("/", headers={"Accept-Language": preference})
    assert (answer.status_code, answer.url) == (302, f"/{language}/")
    assert "Accept-Language" in answer.headers["Vary"]


def test_anonymous_reader_gets_no_cookie(client):
    product = ProductFactory(published=True)
    for address in (
        "/",
        "/fr/",
        "/ar/",
        reverse("products:list"),
        product.get_absolute_url(),
        reverse("portal:search") + "?q=th",
    ):
        answer = client.get(address)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_language_of_a_page_is_that_of_its_address_alone(client):
    answer = client.get("/fr/", headers={"Accept-Language": "ar", "Cookie": "django_language=ar"})
    assert answer.headers["Content-Language"] == "fr"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_switch_keeps_the_page_and_its_filters(client):
    ProductFactory(published=True)
    page = client.get("/fr/catalogue/?kind=product&q=th%C3%A9i%C3%A8re&sort=price")
    assertContains(
        page, 'href="/ar/catalogue/?kind=product&amp;q=th%C3%A9i%C3%A8re&amp;sort=price"'
    )
    assertContains(
        page,
        '<link rel="alternate" hreflang="ar" href="http://testserver/ar/catalogue/?kind=product',
    )


SWITCH = re.compile(r'<a class="head-link lang-link" href="([^"]*)"')


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/fr/", "/ar/"),
        ("/fr/composants/", "/ar/composants/"),
        ("/fr/catalogue/?kind=product&kind=inconnu", "/ar/catalogue/"),
        ("/fr/catalogue/?sort=price&kind=product", "/ar/catalogue/?kind=product&sort=price"),
        ("/fr/recherche/?q=cuivre", "/ar/recherche/?q=cuivre"),
        ("/fr/contact/?atelier=atelier-du-cuivre", "/ar/contact/?atelier=atelier-du-cuivre"),
        ("/fr/contact/?atelier=autre", "/ar/contact/"),
        ("/fr/espace/entrer/?next=/fr/espace/", "/ar/espace/entrer/?next=/fr/espace/"),
    ],
)
def test_switch_keeps_what_the_page_knows_and_no_other_parameter(client, asked, kept):
    WorkshopFactory(published=True, slug="atelier-du-cuivre")
    assert unescape(SWITCH.search(client.get(asked).content.decode())[1]) == kept
    if "/espace/" in asked:  # one reader's own page: where they were going is not lost
        return
    more = f"{asked}{'&' if '?' in asked else '?'}fbclid=Qad"
    assert unescape(SWITCH.search(client.get(more).content.decode())[1]) == kept


def test_same_address_serves_both_languages(client):
    product = ProductFactory(published=True, name_fr="Théière", name_ar="برّاد")
    assertContains(client.get(product.get_absolute_url()), "Théière")
    with translation.override("ar"):
        assertContains(client.get(product.get_absolute_url()), "برّاد")


def test_text_in_the_other_language_says_so(client):
    product = ProductFactory(
        published=True,
        name_fr="Théière",
        name_ar="",
        description_fr="Une théière.",
        description_ar="",
    )
    with translation.override("ar"):
        page = client.get(product.get_absolute_url())
    assertContains(page, '<h1 class="h2" lang="fr" dir="ltr">\nThéière\n</h1>')
    assertContains(page, 'lang="fr" dir="ltr"><p>Une théière.</p>')
    assertContains(page, "fallback-note")


def test_every_kind_of_page_says_what_stands_in_for_a_missing_translation(client):
    """Its own language and direction on the text, and a short note above."""
    texts = {"summary_fr": "Une ligne.", "summary_ar": ""}
    page = Page.objects.create(
        key="histoire", title_fr="Histoire", title_ar="", body_fr="Un texte.", body_ar=""
    )
    publish(page)
    entries = [
        TechniqueFactory(published=True, name_ar="", description_fr="Un texte.", **texts),
        WorkshopFactory(published=True, name_ar="", story_fr="Un texte.", **texts),
        ActionFactory(published=True, title_ar="", text_fr="Un texte.", **texts),
        CollectionFactory(published=True, name_ar="", text_fr="Un texte.", **texts),
        page,
    ]
    for entry in entries:
        with translation.override("ar"):
            shown = client.get(entry.get_absolute_url())
        assertContains(shown, "fallback-note")
        assertContains(shown, "نصّ بالفرنسية")
        assertContains(shown, 'lang="fr" dir="ltr"><p>Un texte.</p>')
        assert '<h1 lang="fr" dir="ltr">' in shown.content.decode().replace(' class="h2"', "")
        with translation.override("fr"):
            assert "fallback-note" not in client.get(entry.get_absolute_url()).content.decode()
