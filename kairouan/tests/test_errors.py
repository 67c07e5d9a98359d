from html.parser import HTMLParser

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.photos.tests import photo_files as files
from kairouan.portal.errors import is_secret
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

from .test_pasted import every_form

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kairouan.tests.urls_that_fail")]

HERE = {"Origin": "http://testserver"}
WORDS = {
    400: {"fr": "pas lisible"},
    403: {"fr": "pas ouverte"},
    404: {"fr": "n’existe pas"},
    500: {"fr": "panne de notre côté"},
}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("status", WORDS)
def test_error_is_told_in_the_readers_language(client, status, language):
    client.raise_request_exception = False
    address = f"/{language}/rien-de-tel/" if status == 404 else f"/fails/{status}/"
    page = client.get(address, headers={"Accept-Language": language})
    direction = "rtl" if language == "ar" else "ltr"
    assertContains(page, f'<html lang="{language}" dir="{direction}">', status_code=status)
    if language == "fr":
        assertContains(page, WORDS[status]["fr"], status_code=status)


def test_error_page_asks_the_database_nothing(client, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        client.get("/fails/500/")


AWAY = {"fr": "ne répond pas pour le moment", "ar": "لا تستجيب في هذه اللحظة"}


@pytest.mark.parametrize("language", AWAY)
@pytest.mark.parametrize("what", ["database", "disk"])
def test_what_the_portal_stands_on_is_away_for_a_moment(
    client, django_assert_num_queries, what, language
):
    """Neither the database, which may be what is away, nor a session is asked."""
    client.raise_request_exception = False
    address, read_in = f"/fails/{what}/", {"Accept-Language": language}
    with django_assert_num_queries(0):
        page = client.get(address, headers=read_in)
    assertContains(page, AWAY[language], status_code=503)
    assertNotContains(page, "<form", status_code=503)
    assert page.headers["Retry-After"] == "60"
    typed = {"text": "Deux plateaux\nciselés", "password": "secret"}
    with django_assert_num_queries(0):
        page = client.post(address, typed, headers=read_in | HERE)
    assertContains(page, AWAY[language], status_code=503)
    hidden = HiddenFields(page).sent
    assert hidden["text"] == ["Deux plateaux\nciselés"] and "password" not in hidden


def test_hostile_host_is_refused(client):
    assert client.get("/fr/", headers={"Host": "evil.example"}).status_code == 400


@pytest.fixture
def owner(db):
    return ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))


@pytest.fixture
def careful(owner):
    """A browser whose tokens are checked, as every browser's are."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.account)
    return client


@pytest.fixture
def names(owner):
    workshop = WorkshopFactory(published=True)
    Membership.objects.create(workshop=workshop, artisan=owner)
    return workshop, lambda language: in_language(language, "space:workshop_names", workshop.pk)


def in_language(language, name, *args):
    with translation.override(language):
        return reverse(name, args=args)


class HiddenFields(HTMLParser):
    """Parser of the hidden fields that a page's form sends."""

    def __init__(self, page):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "input" and facts.get("type") == "hidden":
            self.sent.setdefault(facts["name"], []).append(facts["value"])


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_form_whose_token_is_out_of_date_keeps_its_text_and_is_sent_again(careful, names, language):
    _workshop, address = names
    typed = {"name_fr": "Atelier <b>& fils", "name_ar": "ورشة", "csrfmiddlewaretoken": "old"}
    page = careful.post(address(language), typed, headers=HERE)
    assertContains(page, f'<html lang="{language}"', status_code=403)
    assertContains(page, f'action="{address(language)}"', status_code=403)
    assert "no-store" in page.headers["Cache-Control"]
    sent = HiddenFields(page).sent
    assert (sent["name_fr"], sent["name_ar"]) == (["Atelier <b>& fils"], ["ورشة"])
    assert sent["csrfmiddlewaretoken"] not in ([], ["old"])
    again = careful.post(address(language), sent, headers=HERE)
    assert again.status_code == 302
    shown = careful.get(address(language))
    assertContains(shown, "Atelier &lt;b&gt;&amp; fils")


def test_csrf_failure_gives_typed_values_back_without_secrets_or_files(careful, names):
    typed = {
        "login": "98 123 456",
        "password": "martelage",
        "new_password1": "martelage",
        "code": "123456",
        "note": "deux\nlignes",
    }
    page = careful.post(names[1]("fr"), typed, headers=HERE)
    assert HiddenFields(page).sent.keys() == {"csrfmiddlewaretoken", "login", "note"}
    assertContains(page, "ne sont pas gardés", status_code=403)
    assert "martelage" not in page.content.decode().split("<main")[1].split("</main>")[0]
    assert HiddenFields(page).sent["note"] == ["deux\nlignes"]
    photo = careful.post(
        reverse("space:workshop_photos", args=[names[0].pk]), {"photos": files.jpeg()}, headers=HERE
    )
    assertContains(photo, "ne sont pas gardés", status_code=403)
    plain = careful.post(names[1]("fr"), {"name_fr": "Atelier"}, headers=HERE)
    assertNotContains(plain, "ne sont pas gardés", status_code=403)


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}]
)
def test_words_of_another_site_are_not_offered_to_be_sent(careful, names, headers):
    page = careful.post(names[1]("fr"), {"name_fr": "Atelier volé"}, headers=headers)
    assertContains(page, "pas ouverte", status_code=403)
    assertNotContains(page, "volé", status_code=403)


def test_page_of_the_token_asks_the_database_nothing_more(
    careful, names, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):  # the session and its reader
        careful.post(names[1]("fr"), {"name_fr": "Atelier"}, headers=HERE)


def test_every_field_of_a_password_has_the_name_of_a_secret():
    fields = [
        (form, name, field)
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
    ]
    secret = [
        (form, name)
        for form, name, field in fields
        if isinstance(field.widget, forms.PasswordInput)
    ]
    assert len(secret) >= 3
    assert [(form, name) for form, name in secret if not is_secret(name)] == []
