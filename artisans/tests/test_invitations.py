"""An officer invites a person of the craft, from the person's own page on the desk."""

import re
from urllib.parse import unquote

import pytest
import segno
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import Invitation, User
from kairouan.common.qr import qr_of
from kairouan.common.tests.delivering import deliver_waiting
from kairouan.common.tests.together import together
from kairouan.common.work.outbox import OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return ArtisanFactory(name_fr="Najet Zouari", name_ar="نجاة الزواري", sex="female")


def address(person, page="invite", language="fr") -> str:
    with translation.override(language):
        return reverse(f"admin:artisans_artisan_{page}", args=[person.pk])


TYPED = {"phone": "98 123 456", "email": "", "language": "ar", "days": "14"}


def invited(officer, person, **typed):
    return officer.post(address(person), TYPED | typed)


def link_on(page) -> str:
    return re.search(r'readonly value="([^"]+)"', page.content.decode())[1]


@pytest.mark.parametrize(("language", "word"), [("fr", "Inviter"), ("ar", "دعوة")])
def test_page_of_a_person_leads_to_the_invitation(officer, person, language, word):
    page = officer.get(address(person, "change", language))
    assertContains(page, f'<a href="{address(person, "invite", language)}">{word}</a>', html=True)
    assertContains(officer.get(address(person, "invite", language)), f'<html lang="{language}"')


def test_inviting_makes_the_account_and_shows_the_link_once(officer, person):
    page = invited(officer, person)
    person.refresh_from_db()
    account = person.account
    assert (account.phone, account.email, account.name, account.language) == (
        "+21698123456",
        None,
        "نجاة الزواري",
        "ar",
    )
    assert not account.has_usable_password() and not account.is_staff
    link = link_on(page)
    assert link.startswith("http://testserver/ar/espace/invitation/")
    assertNotContains(officer.get(address(person)), link)
    member = Client()
    assert member.post(link).status_code == 302
    assert member.session["_auth_user_id"] == str(account.pk)


def test_link_opens_whatsapp_with_the_message_ready(officer, person):
    page = invited(officer, person)
    href = re.search(r'href="(https://wa\.me/[^"]+)"', page.content.decode())[1]
    assert href.startswith("https://wa.me/21698123456?text=")
    text = unquote(href.partition("text=")[2])
    assert "رابط الدخول" in text and link_on(page) in text
    page = invited(officer, person, language="fr")
    assert "voici votre lien" in unquote(
        re.search(r'href="https://wa\.me/[^"]+"', page.content.decode())[0]
    )


def test_without_a_telephone_there_is_no_whatsapp(officer, person):
    assertNotContains(invited(officer, person, phone="", email="najet@example.tn"), "wa.me")


def test_card_has_both_languages_the_date_and_the_link_as_a_drawing(officer, person):
    page = invited(officer, person)
    card = page.content.decode().partition('<div class="invite-card"')[2]
    assert "scannez ce code QR" in card and "آلة تصوير الهاتف" in card
    assert link_on(page) in card
    drawn = re.search(r'<svg.*?<path[^>]*d="([^"]+)"', card, re.S)[1]
    expected = re.search(
        r'd="([^"]+)"',
        segno.make(link_on(page), error="m", micro=False).svg_inline(scale=4, border=4),
    )[1]
    assert drawn == expected
    assert "style" not in qr_of(link_on(page))


@pytest.mark.parametrize("way", ["sms", "email"])
def test_portal_sends_the_link_itself(officer, person, way, capsys):
    link = link_on(invited(officer, person, email="najet@example.tn"))
    answer = officer.post(
        address(person, "send_invitation"), {"secret": link.split("/")[-2], "way": way}
    )
    assertRedirects(answer, address(person))
    deliver_waiting()
    printed, letters = capsys.readouterr().out, mail.outbox
    assert (link in printed, [link in letter.body for letter in letters]) == (
        (True, []) if way == "sms" else (False, [True])
    )


def test_portal_sends_no_link_that_is_not_this_persons(officer, person):
    other = ArtisanFactory()
    secret = link_on(invited(officer, other, phone="98 123 458")).split("/")[-2]
    invited(officer, person)
    for fields in ({"secret": secret, "way": "sms"}, {"secret": "inconnu", "way": "sms"}, {}):
        answer = officer.post(address(person, "send_invitation"), fields, follow=True)
        assertContains(answer, "Ce lien ne sert plus")
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": ""}, "Écrivez un téléphone ou un e-mail"),
        ({"phone": "12"}, "Ce numéro n’est pas reconnu"),
        ({"phone": "98 765 432"}, "Ce téléphone est déjà celui d’un autre compte : « Salah »."),
        ({"email": "SALAH@example.tn"}, "Cet e-mail est déjà celui d’un autre compte : « Salah »."),
        ({"days": "0"}, "errorlist"),
        ({"days": "400"}, "errorlist"),
    ],
)
def test_impossible_invitation_is_refused_with_a_message_and_not_created(
    officer, person, typed, sentence
):
    User.objects.create_user(phone="+21698765432", email="salah@example.tn", name="Salah")
    before = User.objects.count()
    assertContains(invited(officer, person, **typed), sentence)
    assert (User.objects.count(), Invitation.objects.count()) == (before, 0)


def test_new_invitation_corrects_the_account_and_ends_the_former_one(officer, person):
    first = link_on(invited(officer, person))
    page = invited(officer, person, phone="98 123 459", email="najet@example.tn")
    assert User.objects.get(artisan=person).phone == "+21698123459"
    assert Client().post(first).status_code == 410
    assertContains(page, "<td>remplacée</td>", html=True)
    assertContains(page, "<td>en attente</td>", html=True)
    assertContains(officer.get(address(person)), 'value="+21698123459"')


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}])
def test_account_of_an_officer_is_neither_invited_nor_changed(officer, person, fields):
    """Else whoever may correct an artisan's page could tie it to a superuser, write
    their own number and enter.
    """
    person.account = User.objects.create_user(email="chef@example.tn", **fields)
    person.save()
    assertContains(invited(officer, person), "Ce compte est celui d’un agent")
    person.account.refresh_from_db()
    assert (person.account.phone, Invitation.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("permission", "expected"),
    [("change_artisan", 200), ("view_artisan", 403), ("change_family", 403)],
)
def test_only_who_may_change_a_person_invites_them(client, person, permission, expected):
    staff = User.objects.create_user(email="agent@example.tn", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(staff)
    assert client.get(address(person)).status_code == expected
    assert client.post(address(person), TYPED).status_code == expected
    sending = client.post(
        address(person, "send_invitation"), {"secret": "x", "way": "sms"}
    ).status_code
    assert sending == (302 if expected == 200 else 403)
    assert Invitation.objects.count() == (1 if expected == 200 else 0)


def test_visitor_and_member_are_sent_to_sign_in(client, person):
    assert "/admin/login/" in client.get(address(person)).url
    client.force_login(User.objects.create_user(phone="+21698123450"))
    assert "/admin/login/" in client.post(address(person), TYPED).url


def test_invitation_of_nobody_is_not_found(officer, person):
    assert officer.get(address(person).replace(f"/{person.pk}/", "/999999/")).status_code == 404


def test_history_says_who_invited(officer, person):
    invited(officer, person)
    entry = LogEntry.objects.get(object_id=str(person.pk))
    assert (entry.user.email, entry.change_message) == (
        "officer@tests.example",
        "Invitation créée.",
    )
    assert (
        Version.objects.get_for_object(User.objects.get(artisan=person)).get().revision.user
        == entry.user
    )


# Sent twice, or by two at once


def sent_from(page) -> dict:
    return {"sending": re.search(r'name="sending" value="([^"]+)"', page.content.decode())[1]}


def test_invitation_sent_twice_is_one_and_its_link_stays(officer, person):
    form = sent_from(officer.get(address(person)))
    first, second = invited(officer, person, **form), invited(officer, person, **form)
    assert link_on(first) == link_on(second)
    assert (Invitation.objects.count(), LogEntry.objects.count()) == (1, 1)
    assertContains(second, "<td>en attente</td>", html=True)
    assert Client().post(link_on(first)).status_code == 302
    assertContains(officer.post(address(person), TYPED | form, follow=True), "Ce lien ne sert plus")
    assert Invitation.objects.count() == 1


def test_form_corrected_after_the_way_back_is_another_invitation(officer, person):
    form = sent_from(officer.get(address(person)))
    links = {
        link_on(invited(officer, person, phone=phone, **form))
        for phone in ("98 123 456", "98 123 459")
    }
    assert (len(links), Invitation.objects.count(), Invitation.objects.open().count()) == (2, 2, 1)


def test_link_sent_by_the_portal_goes_once_however_often_it_is_asked(officer, person):
    page = invited(officer, person)
    asked = sent_from(page) | {"secret": link_on(page).split("/")[-2], "way": "sms"}
    for _each in range(2):
        assertRedirects(officer.post(address(person, "send_invitation"), asked), address(person))
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_page", [True, False], ids=["two taps", "two officers"])
def test_two_invitations_at_the_same_moment_leave_one_open(person, same_page):
    account = User.objects.create_superuser(email="officer@tests.example", password="x")
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(account)
    page = clients[0].get(address(person))
    forms = [sent_from(page), sent_from(page if same_page else clients[1].get(address(person)))]
    answers = together(
        *(
            lambda client=one, form=form: invited(client, person, **form)
            for one, form in zip(clients, forms, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (Invitation.objects.count(), Invitation.objects.open().count()) == (
        (1, 1) if same_page else (2, 1)
    )
    assert (link_on(answers[0]) == link_on(answers[1])) is same_page
    assert User.objects.filter(artisan=person).count() == 1
