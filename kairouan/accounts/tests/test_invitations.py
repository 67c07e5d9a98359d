"""The link that lets a member in: once, until its date, and nobody else."""

import datetime
import threading

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from kairouan.accounts import invitations
from kairouan.accounts.models import Invitation, User


@pytest.fixture
def officer_of_ona(db):
    return User.objects.create_user(email="ona@example.tn", is_staff=True, password="x")


@pytest.fixture
def link(najet, officer_of_ona):
    _invitation, secret = invitations.invite(najet, officer_of_ona)
    return f"/ar/espace/invitation/{secret}/"


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("language", "welcome"),
    [("fr", "Bienvenue, <bdi>Najet Zouari</bdi>"), ("ar", "مرحبًا، <bdi>Najet Zouari</bdi>")],
)
def test_looking_at_the_link_uses_nothing_up(client, link, language, welcome):
    link = link.replace("/ar/", f"/{language}/")
    for _ in range(3):
        page = client.get(link)
        assertContains(page, welcome)
        assert client.head(link).status_code == 200
    assert not is_in(client)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


def test_link_lets_in_once(client, link, najet):
    answer = client.post(link)
    assert (answer.status_code, answer.url) == (302, "/ar/espace/")
    assert client.session["_auth_user_id"] == str(najet.pk)
    assert UserSession.objects.get().user == najet
    assert Invitation.objects.get().used_at
    other = Client()
    assert other.post(link).status_code == 410
    assert not is_in(other)


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Ce lien ne sert plus"), ("ar", "هذا الرابط لم يعد صالحًا")]
)
@pytest.mark.parametrize("fate", ["used_at", "revoked_at", "expires_at", "unknown"])
def test_link_that_serves_no_more_says_what_to_do(client, link, fate, language, sentence):
    if fate == "unknown":
        link = "/ar/espace/invitation/n-existe-pas/"
    else:
        Invitation.objects.update(**{fate: timezone.now()})
    link = link.replace("/ar/", f"/{language}/")
    for answer in (client.get(link), client.post(link)):
        assertContains(answer, sentence, status_code=410)
        assertNotContains(answer, "Najet", status_code=410)
    assert not is_in(client)


def test_new_link_ends_the_one_before(client, link, najet, officer_of_ona):
    _invitation, secret = invitations.invite(najet, officer_of_ona)
    assert client.post(link).status_code == 410
    assert client.post(f"/ar/espace/invitation/{secret}/").status_code == 302


def test_secret_is_kept_nowhere(link, najet):
    secret = link.split("/")[-2]
    row = Invitation.objects.values().get()
    assert secret not in repr(row)
    assert row["expires_at"] - row["created_at"] > datetime.timedelta(days=13)


@pytest.mark.parametrize(
    "fields", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}]
)
def test_link_opens_no_officers_desk_and_no_closed_account(
    client, link, najet, officer_of_ona, fields
):
    User.objects.filter(pk=najet.pk).update(**fields)
    najet.refresh_from_db()
    assert client.get(link).status_code == client.post(link).status_code == 410
    assert not is_in(client)
    with pytest.raises(ValidationError):
        invitations.invite(najet, officer_of_ona)


def test_link_signs_another_member_out_of_this_browser(client, link, najet):
    client.force_login(User.objects.create_user(phone="+21698123458"))
    client.post(link)
    assert client.session["_auth_user_id"] == str(najet.pk)


@pytest.mark.parametrize(("language", "words"), [("fr", "voici votre lien"), ("ar", "رابط الدخول")])
def test_message_is_in_the_language_of_the_member(rf, najet, officer_of_ona, language, words):
    najet.language = language
    invitation, secret = invitations.invite(najet, officer_of_ona)
    link = invitations.invitation_address(rf.get("/fr/"), najet, secret)
    assert link == f"http://testserver/{language}/espace/invitation/{secret}/"
    _subject, text = invitations.message_of(invitation, link)
    assert words in text and link in text and "Najet Zouari" in text


@pytest.mark.django_db(transaction=True)
def test_invitation_used_twice_at_once_signs_in_one(najet):
    for _ in range(5):
        _invitation, secret = invitations.invite(najet, None)
        start, results = threading.Barrier(2), []

        def come(secret=secret, start=start, results=results):
            try:
                start.wait()
                results.append(invitations.accept(secret))
            finally:
                connection.close()

        both = [threading.Thread(target=come) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(result is not None for result in results) == [False, True]
