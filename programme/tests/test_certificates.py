"""Certificates: to whom they are issued, and what their codes reveal."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from programme.certificates import (
    LETTERS,
    MOST_CHECKS,
    initials,
    issue_certificates,
    new_code,
    printed_code,
    understood,
    withdraw_certificate,
)
from programme.models import Certificate, Registration

from .factories import ActionFactory, AttendanceFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user(email="who-issues@tests.example", is_staff=True)


@pytest.fixture
def action():
    """Over, three sessions of three hours."""
    action = ActionFactory(
        published=True, title_fr="Étamer sans danger", title_ar="القصدرة بلا خطر"
    )
    for day in (2, 3, 4):
        SessionFactory(action=action, day=datetime.date(2026, 3, day))
    return action


def followed(action, sessions: int, **facts) -> Registration:
    registration = RegistrationFactory(action=action, **facts)
    for number, session in enumerate(action.sessions.all()):
        AttendanceFactory(session=session, registration=registration, is_present=number < sessions)
    return registration


def given(registration, code="ABCDEFGH", **facts) -> Certificate:
    return Certificate.objects.create(
        registration=registration, code=code, hours=6, issued_on="2026-03-05", **facts
    )


def at(code) -> str:
    return reverse("programme:certificate", args=[code])


# Giving


def test_two_thirds_of_the_hours_give_a_certificate(action, user):
    two_of_three = followed(action, 2)
    followed(action, 1)
    followed(action, 3, state="cancelled")
    RegistrationFactory(action=action)
    (certificate,) = issue_certificates(action, user)
    assert (certificate.registration, certificate.hours) == (two_of_three, 6)


def test_certificates_asked_for_twice_are_given_once_each(action, user):
    followed(action, 3)
    first = issue_certificates(action, user)
    late = followed(action, 3)
    assert [one.registration for one in issue_certificates(action, user)] == [late]
    assert issue_certificates(action, user) == []
    assert Certificate.objects.count() == len(first) + 1


def test_action_that_goes_on_gives_no_certificate(action, user, in_tunis):
    followed(action, 3)
    in_tunis(datetime.date(2026, 3, 4))  # its last session ended at noon: it is noon
    assert len(issue_certificates(action, user)) == 1
    Certificate.objects.all().delete()
    in_tunis(datetime.date(2026, 3, 3))
    with pytest.raises(ValidationError, match="terminée"):
        issue_certificates(action, user)


def test_cancelled_action_gives_no_certificate(action, user):
    followed(action, 3)
    type(action).objects.update(is_cancelled=True)
    with pytest.raises(ValidationError):
        issue_certificates(action, user)


def test_action_without_any_session_gives_no_certificate(user):
    action = ActionFactory(published=True)
    RegistrationFactory(action=action)
    assert issue_certificates(action, user) == []


def test_code_is_read_aloud_without_a_doubt():
    assert not set(LETTERS) & set("0O1I")
    codes = {new_code() for _each in range(50)}
    assert len(codes) == 50
    assert all(re.fullmatch(rf"[{LETTERS}]{{8}}", code) for code in codes)


@pytest.mark.parametrize(
    "typed",
    ["ABCD-2345", " abcd 2345 ", "a b c d 2-3_4.5", "ABCD٢٣٤٥", "ABCD۲۳۴۵", "ＡＢＣＤ２３４５"],
)
def test_code_is_understood_however_it_is_typed(typed):
    assert understood(typed) == "ABCD2345"
    assert printed_code("ABCD2345") == "ABCD-2345"


@pytest.mark.parametrize(
    "typed", ["", "ABC", "ABCD23450", "ABCD0O1I", "' OR 1=1", "\x00" * 8, "A" * 100_000, "قنحاس123"]
)
def test_malformed_certificate_code_is_not_understood(typed):
    assert understood(typed) == ""


def test_initials_do_not_give_the_name():
    assert initials(ArtisanFactory(name_fr="Mbarka Ben Jemâa-Turki")) == "M. B. J. T."


def test_officer_gives_certificates_from_the_action(officer, action):
    followed(action, 3)
    page = officer.get(reverse("programme:attendance_action", args=[action.pk]))
    assertContains(page, "1 personne a suivi les deux tiers")
    page = officer.post(reverse("programme:attendance_issue", args=[action.pk]), follow=True)
    certificate = Certificate.objects.get()
    assertContains(page, reverse("programme:attendance_certificate", args=[certificate.code]))
    assertContains(
        officer.post(reverse("programme:attendance_issue", args=[action.pk]), follow=True),
        "pas de nouvelle attestation",
    )


def test_certificates_are_given_by_post_alone(officer, action):
    followed(action, 3)
    assert officer.get(reverse("programme:attendance_issue", args=[action.pk])).status_code == 405
    assert not Certificate.objects.exists()


# On paper


@pytest.fixture
def member(client):
    artisan = ArtisanFactory(
        name_fr="Mbarka",
        name_ar="مباركة",
        account=User.objects.create_user(email="m@tests.example"),
    )
    client.force_login(artisan.account)
    return artisan


def test_member_prints_their_certificate_in_both_languages(client, member, action):
    given(followed(action, 2, artisan=member))
    assertContains(
        client.get(reverse("space:opinion_list")),
        reverse("space:opinion_certificate", args=["ABCDEFGH"]),
    )
    page = client.get(reverse("space:opinion_certificate", args=["ABCDEFGH"]))
    for written in (
        "Mbarka",
        "مباركة",
        "Étamer sans danger",
        "القصدرة بلا خطر",
        "ABCD-EFGH",
        "<svg",
    ):
        assertContains(page, written)
    assertContains(page, '<section lang="ar" dir="rtl">', 1)
    assertContains(page, '<section lang="fr" dir="ltr">', 1)


def test_certificate_of_someone_else_does_not_exist(client, member, action):
    given(followed(action, 2))
    assert client.get(reverse("space:opinion_certificate", args=["ABCDEFGH"])).status_code == 404


def test_certificate_that_was_withdrawn_is_not_printed(client, member, officer, action):
    given(followed(action, 2, artisan=member), withdrawn_on="2026-04-01")
    assert (
        officer.get(reverse("programme:attendance_certificate", args=["ABCDEFGH"])).status_code
        == 404
    )
    client.force_login(member.account)
    assert client.get(reverse("space:opinion_certificate", args=["ABCDEFGH"])).status_code == 404


def test_withdrawing_is_said_once_and_by_the_desk(officer, action, user):
    certificate = given(followed(action, 2))
    officer.post(
        reverse("admin:programme_certificate_changelist"),
        {"action": "withdraw_selection", "_selected_action": [certificate.pk]},
    )
    certificate.refresh_from_db()
    assert certificate.withdrawn_on
    assert not withdraw_certificate(certificate, user)


# Checked by anyone


def test_check_says_what_was_followed_and_never_who(client, action):
    artisan = ArtisanFactory(name_fr="Mbarka Turki", name_ar="مباركة التركي")
    given(followed(action, 2, artisan=artisan))
    page = client.get(at("ABCDEFGH"))
    assertContains(page, "est valable")
    assertContains(page, "Étamer sans danger")
    assertContains(page, "M. T.")
    for name in ("Mbarka", "Turki", "مباركة"):
        assertNotContains(page, name)
    assert "no-store" in page.headers["Cache-Control"] and not page.cookies


def test_check_says_that_a_certificate_was_withdrawn(client, action):
    given(followed(action, 2), withdrawn_on="2026-04-01")
    page = client.get(at("ABCDEFGH"))
    assertContains(page, "a été retirée le")
    assertNotContains(page, "est valable")


def test_typed_code_leads_to_its_own_address(client, action):
    given(followed(action, 2))
    assertRedirects(
        client.get(reverse("programme:certificate_check"), {"code": " abcd-efgh "}), at("ABCDEFGH")
    )


@pytest.mark.parametrize(
    "typed", ["ABC", "x" * 5000, "\x00A", "<script>alert(1)</script>", "ABCD0000"]
)
def test_malformed_certificate_code_has_a_message(client, typed):
    page = client.get(reverse("programme:certificate_check"), {"code": typed})
    assertContains(page, "pas un code d’attestation")
    assertNotContains(page, "<script>alert")


@pytest.mark.parametrize("code", ["ZZZZZZZZ", "rien", "%00", "9" * 300])
def test_unknown_code_is_a_sentence(client, code):
    page = client.get(f"/fr/programme/attestations/{code}/")
    assertContains(page, "Aucune attestation ne porte ce code", status_code=404)


def test_unknown_code_costs_what_a_known_one_does(client, action, django_assert_num_queries):
    given(followed(action, 2))
    client.get(at("ABCDEFGH"))
    for code in ("ABCDEFGH", "ZZZZZZZZ", "rien"):
        with django_assert_num_queries(13):
            client.get(at(code))


def test_codes_are_not_tried_one_after_the_other(client, action):
    given(followed(action, 2))
    for _each in range(MOST_CHECKS):
        assert client.get(at("ZZZZZZZZ")).status_code == 404
    refused = client.get(at("ABCDEFGH"))
    assertContains(refused, "Trop de codes", status_code=429)
    assertNotContains(refused, "Étamer", status_code=429)
    assert client.get(at("ABCDEFGH"), REMOTE_ADDR="203.0.113.9").status_code == 200
