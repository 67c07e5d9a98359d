"""The member's own account: devices, password, language; and what becomes of a form
when the session has ended.
"""

import datetime
import time

import pytest
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

import kairouan.urls
from kairouan.accounts.access import kept_post, signed_in
from kairouan.accounts.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

ACCOUNT = "/fr/espace/compte/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 "
    "Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def browser(user_agent: str = PHONE) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post("/fr/espace/entrer/mot-de-passe/", {"login": "98 123 456", "password": PASSWORD})
    assert client.get(ACCOUNT).status_code == 200
    return client


def is_out(client) -> bool:
    answer = client.get(ACCOUNT)
    return answer.status_code == 302 and "/entrer/" in answer.url


@pytest.mark.parametrize(
    ("language", "here"), [("fr", "Cet appareil, en ce moment"), ("ar", "هذا الجهاز، الآن")]
)
def test_devices_are_listed_by_names_one_knows(najet, language, here):
    mine, _other = browser(PHONE), browser(DESK)
    page = mine.get(f"/{language}/espace/compte/")
    assertContains(page, "<bdi>Android · Chrome</bdi>")
    assertContains(page, "<bdi>Windows · Firefox</bdi>")
    assertContains(page, here, count=1)


def test_device_that_is_ended_is_really_out(najet):
    mine, other, third = browser(), browser(DESK), browser(DESK)
    (number, *_rest) = UserSession.objects.filter(
        session_key=other.session.session_key
    ).values_list("pk", flat=True)
    assertRedirects(mine.post(f"{ACCOUNT}appareils/{number}/deconnecter/"), ACCOUNT)
    assert is_out(other)
    assert not is_out(mine) and not is_out(third)


def test_all_other_devices_are_ended_at_once(najet):
    mine, others = browser(), [browser(DESK), browser(DESK)]
    mine.post(f"{ACCOUNT}appareils/deconnecter/")
    assert all(is_out(other) for other in others)
    assert not is_out(mine)


def test_nobody_ends_the_device_of_another(najet, client):
    salah = User.objects.create_user(phone="+21698123458", password=PASSWORD)
    hers = browser()
    client.force_login(salah)
    number = UserSession.objects.get().pk
    assert client.post(f"{ACCOUNT}appareils/{number}/deconnecter/").status_code == 404
    assert client.get(f"{ACCOUNT}appareils/{number}/deconnecter/").status_code == 405
    assert not is_out(hers)


def test_device_is_seen_at_most_every_ten_minutes(najet, monkeypatch):
    mine = browser()
    long_ago = timezone.now() - datetime.timedelta(days=3)
    UserSession.objects.update(last_seen_at=long_ago)
    mine.get(ACCOUNT)
    assert UserSession.objects.get().last_seen_at == long_ago
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    mine.get(ACCOUNT)
    assert UserSession.objects.get().last_seen_at > long_ago


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_account_says_by_what_one_enters_and_cannot_change_it(najet, language):
    client = browser()
    page = client.get(f"/{language}/espace/compte/")
    assertContains(page, "+216 98 123 456")
    assertContains(page, "najet@example.tn")
    client.post(
        ACCOUNT,
        {"language": "fr", "phone": "98 999 999", "email": "x@example.tn", "is_staff": "on"},
    )
    najet.refresh_from_db()
    assert (najet.language, najet.phone, najet.email, najet.is_staff) == (
        "fr",
        "+21698123456",
        "najet@example.tn",
        False,
    )


# The password


def change(client, **fields):
    return client.post(f"{ACCOUNT}mot-de-passe/", fields)


def test_password_is_changed_with_the_old_one_and_other_devices_are_out(najet):
    mine, other = browser(), browser(DESK)
    new = {"password1": "quatre plateaux ronds", "password2": "quatre plateaux ronds"}
    assertContains(change(mine, oldpassword="faux", **new), "pas votre mot de passe actuel")
    assertRedirects(change(mine, oldpassword=PASSWORD, **new), ACCOUNT)
    najet.refresh_from_db()
    assert najet.check_password("quatre plateaux ronds")
    assert is_out(other) and not is_out(mine)


def test_password_forgotten_is_replaced_by_who_came_in_by_a_code(client, najet, posts, codes):
    posts(client, "/fr/espace/entrer/", {"login": "98 123 456"})
    (code,) = codes()
    client.post("/fr/espace/entrer/code/", {"code": code})
    assertNotContains(client.get(f"{ACCOUNT}mot-de-passe/"), "oldpassword")
    change(client, password1="quatre plateaux ronds", password2="quatre plateaux ronds")
    najet.refresh_from_db()
    assert najet.check_password("quatre plateaux ronds")


def test_first_password_is_chosen_and_serves(client, posts, codes):
    User.objects.create_user(phone="+21698123456")
    posts(client, "/fr/espace/entrer/", {"login": "98 123 456"})
    client.post("/fr/espace/entrer/code/", {"code": codes()[0]})
    assertRedirects(client.get(f"{ACCOUNT}mot-de-passe/"), f"{ACCOUNT}mot-de-passe/nouveau/")
    address = f"{ACCOUNT}mot-de-passe/nouveau/"
    assertContains(
        client.post(address, {"password1": "court", "password2": "court"}),
        'id="id_password1_error"',
    )
    assertContains(
        client.post(address, {"password1": PASSWORD, "password2": "autre"}),
        "Les deux ne sont pas pareils",
    )
    client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    browser()


# A form sent after the session has ended


def note(request):
    return HttpResponse(repr(kept_post(request)))


@pytest.fixture
def desk_of_words(settings):
    """A page of the space where one writes."""
    patterns = [path("fr/espace/ecrire/", signed_in(note)), *kairouan.urls.urlpatterns]
    module = type("urls", (), {"urlpatterns": patterns, "handler404": kairouan.urls.handler404})
    settings.ROOT_URLCONF = module
    return "/fr/espace/ecrire/"


def back_in(client, address):
    return client.post(address, {"login": "98 123 456", "password": PASSWORD})


def test_post_interrupted_by_signing_in_is_shown_again_once_and_not_saved(
    client, najet, desk_of_words
):
    answer = client.post(desk_of_words, {"name": ["Théière", "برّاد"], "csrfmiddlewaretoken": "x"})
    assert answer.url == "/fr/espace/entrer/?next=%2Ffr%2Fespace%2Fecrire%2F"
    assertContains(
        client.get(answer.url), "Vous avez été déconnecté. Ce que vous avez écrit est gardé."
    )
    answer = back_in(client, "/fr/espace/entrer/mot-de-passe/?next=%2Ffr%2Fespace%2Fecrire%2F")
    assert answer.url == desk_of_words
    assert (
        client.get(desk_of_words).content.decode() == "<QueryDict: {'name': ['Théière', 'برّاد']}>"
    )
    assert client.get(desk_of_words).content.decode() == "None"


def test_interrupted_post_is_shown_at_its_own_address_until_it_expires(
    client, najet, desk_of_words, monkeypatch
):
    client.post(desk_of_words, {"name": "Théière"})
    back_in(client, "/fr/espace/entrer/mot-de-passe/")
    assert client.get(ACCOUNT).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3 * 60 * 60)
    assert client.get(desk_of_words).content.decode() == "None"


def test_too_much_or_too_often_is_not_kept(client, db, desk_of_words):
    client.post(desk_of_words, {"name": "x" * 70_000})
    assert "kept_post" not in client.session
    strangers = [Client() for _ in range(8)]
    for stranger in strangers:
        stranger.post(desk_of_words, {"name": "Théière"})
    assert sum("kept_post" in stranger.session for stranger in strangers) == 6


def test_button_without_fields_leads_back_to_the_page_where_it_stood(client, db):
    address = f"{ACCOUNT}appareils/deconnecter/"
    assert client.post(address, headers={"referer": f"http://testserver{ACCOUNT}"}).url.endswith(
        "?next=%2Ffr%2Fespace%2Fcompte%2F"
    )
    assert "evil" not in client.post(address, headers={"referer": "https://evil.example/x"}).url
