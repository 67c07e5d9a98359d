"""Writing to the cluster: what arrives, what is kept aside, what is said back, and that
nothing typed is lost.
"""

import datetime
import time

import pytest
from django.core import signing
from django.core.management import call_command
from django.utils import timezone, translation
from pytest_django.asserts import assertContains, assertNotContains

from enquiries.models import Message, MessageState
from enquiries.spam import MOST_PER_HOUR, SALT, subscriber
from kairouan.publication.tests.stamps import current_stamp
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
State = MessageState


def token(seconds_ago: int = 60) -> str:
    return signing.dumps(int(time.time()) - seconds_ago, salt=SALT)


def letter(**changes) -> dict:
    return {
        "name": "Mbarka",
        "phone": "98 123 456",
        "email": "",
        "subject": "visit",
        "text": "Une visite ?",
        "token": token(),
    } | changes


def request_to_join(**changes) -> dict:
    return {
        "name": "Salah",
        "phone": "98 123 456",
        "standing": "artisan",
        "text": "Je martèle.",
        "token": token(),
    } | changes


def test_letter_arrives_on_the_officers_desk(client, officer):
    answer = client.post("/ar/contact/", letter(phone="٩٨ ١٢٣ ٤٥٦", text="أريد زيارة ورشة"))
    assert (answer.status_code, answer.url) == (302, "/ar/contact/envoye/")
    message = Message.objects.get()
    assert (message.kind, message.state, message.language, message.phone) == (
        "contact",
        State.NEW,
        "ar",
        "+21698123456",
    )
    assert message.purge_on == timezone.localdate() + datetime.timedelta(days=730)
    assertContains(officer.get("/ar/admin/enquiries/message/"), "Mbarka")
    assertContains(
        officer.get(f"/fr/admin/enquiries/message/{message.pk}/change/"), "أريد زيارة ورشة"
    )


def test_request_to_join_arrives_with_its_facts(client):
    client.post("/fr/rejoindre/", request_to_join(delegation="haffouz", craft_since_year="١٩٩٨"))
    message = Message.objects.get()
    facts = (
        message.kind,
        message.standing,
        message.delegation,
        message.craft_since_year,
        message.subject,
    )
    assert facts == ("joining", "artisan", "haffouz", 1998, "")


def test_reader_sets_no_cookie_and_changes_no_page(client):
    before = current_stamp()
    for answer in (
        client.get("/fr/contact/"),
        client.post("/fr/contact/", letter()),
        client.get("/fr/contact/envoye/"),
    ):
        assert not answer.cookies
    assert current_stamp() == before
    assert "no-store" in client.get("/fr/contact/").headers["Cache-Control"]


def test_letter_about_a_workshop_names_it(client):
    workshop, draft = (
        WorkshopFactory(published=True),
        WorkshopFactory(slug="brouillon", name_fr="Pas encore ouvert"),
    )
    assertContains(
        client.get(f"/fr/contact/?atelier={workshop.slug}"),
        f'<option value="{workshop.pk}" selected>',
    )
    assertNotContains(client.get(f"/fr/contact/?atelier={draft.slug}"), "Pas encore ouvert")
    client.post("/fr/contact/", letter(workshop=workshop.pk))
    assert Message.objects.get().workshop == workshop
    assert client.post("/fr/contact/", letter(workshop=draft.pk)).status_code == 422


WRONG = [
    ({"name": ""}, "name", None),
    ({"phone": "", "email": ""}, None, "Laissez un téléphone ou un e-mail"),
    ({"phone": "12"}, "phone", "Ce numéro n’est pas reconnu"),
    ({"email": "mbarka@"}, "email", None),
    ({"text": ""}, "text", None),
    ({"text": "a" * 4001}, "text", None),
    ({"name": "a" * 121}, "name", None),
    ({"subject": "rien"}, "subject", None),
    ({"subject": ""}, "subject", None),
    ({"workshop": "abc"}, "workshop", None),
]


@pytest.mark.parametrize(("change", "field", "sentence"), WRONG)
def test_wrong_letter_comes_back_with_all_that_was_typed(client, change, field, sentence):
    sent = (
        letter(email="mbarka@demo.example", text="Ce que j’ai mis dix minutes à écrire.") | change
    )
    answer = client.post("/fr/contact/", sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors.get(field or "__all__")
    if sentence:
        assertContains(answer, sentence, status_code=422)
    for name, value in sent.items():
        assert form[name].value() == value
    assert not Message.objects.exists()


@pytest.mark.parametrize("year", ["abc", "98", "3000", "1.998", "-1"])
def test_wrong_year_is_said(client, year):
    answer = client.post("/fr/rejoindre/", request_to_join(craft_since_year=year))
    assertContains(answer, "Écrivez une année, comme 1998.", status_code=422)


def test_refusal_is_told_in_arabic_on_an_arabic_page(client):
    answer = client.post("/ar/contact/", letter(phone="", email=""))
    with translation.override("ar"):
        assertContains(answer, "المطلوب ترك رقم هاتف أو بريد إلكتروني", status_code=422)


@pytest.mark.parametrize(
    "sign",
    [
        {"leave_empty": "https://offers.example"},
        {"token": "new"},
        {"text": "http://a.example http://b.example http://c.example"},
        {"text": "[url=x]a[/url] [url=y]b[/url] www.c.example"},
    ],
)
def test_likely_spam_is_held_and_not_dropped(client, sign):
    if "token" in sign:  # sent the second it was asked for
        sign = {"token": token(seconds_ago=0)}
    answer = client.post("/fr/contact/", letter(**sign))
    assert answer.url == "/fr/contact/envoye/"  # whoever sent it learns nothing
    assert Message.objects.get().state == State.HELD


def test_message_with_two_links_is_no_spam(client):
    client.post(
        "/fr/contact/", letter(text="https://www.facebook.com/x et https://www.instagram.com/y")
    )
    assert Message.objects.get().state == State.NEW


def test_when_everybody_writes_too_much_what_comes_is_kept_aside(client, monkeypatch):
    monkeypatch.setattr("enquiries.spam.MOST_OF_ALL", 2)
    for number in range(3):
        client.post("/fr/contact/", letter(), REMOTE_ADDR=f"10.0.0.{number}")
    assert sorted(Message.objects.values_list("state", flat=True)) == [
        State.HELD,
        State.NEW,
        State.NEW,
    ]


def test_flood_from_one_address_ends_and_its_sender_is_told(client, monkeypatch):
    monkeypatch.setattr("enquiries.spam.MOST_HELD_OF_ONE", 2)
    for _ in range(MOST_PER_HOUR + 2):
        assert client.post("/fr/contact/", letter()).status_code == 302
    answer = client.post("/fr/contact/", letter(text="Celle de trop."))
    assert answer.status_code == 422
    assertContains(answer, "celui-ci n’est pas parti", status_code=422)
    assertContains(answer, "Celle de trop.", status_code=422)  # nothing typed is lost
    assert Message.objects.filter(state=State.HELD).count() == 2
    assert client.post("/fr/contact/", letter(), REMOTE_ADDR="10.0.0.9").status_code == 302
    Message.objects.update(created_at=timezone.now() - datetime.timedelta(hours=2))
    # who is not kept aside is refused nothing
    client.post("/fr/contact/", letter(text="Plus tard."))
    assert Message.objects.get(text="Plus tard.").state == State.NEW


def test_flood_from_everywhere_ends_until_officers_have_sorted(client, monkeypatch):
    monkeypatch.setattr("enquiries.spam.MOST_HELD", 3)
    links = "http://a.example http://b.example http://c.example"
    answers = [
        client.post("/ar/contact/", letter(text=links), REMOTE_ADDR=f"10.0.0.{number}")
        for number in range(5)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422, 422]
    assertContains(answers[-1], "لم تُرسَل", status_code=422)
    assert Message.objects.count() == 3
    client.post("/fr/contact/", letter(), REMOTE_ADDR="10.0.0.9")
    assert Message.objects.filter(state=State.NEW).count() == 1  # an ordinary letter passes
    Message.objects.filter(state=State.HELD).first().delete()
    assert client.post("/ar/contact/", letter(text=links)).status_code == 302


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("41.0.0.1", "41.0.0.1"),
        ("41.0.0.1:5678", "41.0.0.1"),
        ("::ffff:41.0.0.1", "41.0.0.1"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("inconnu", "inconnu"),
        ("", ""),
    ],
)
def test_subscriber_is_known_however_the_address_is_written(address, known):
    assert subscriber(address) == known


def test_addresses_of_one_subscriber_are_one_sender(client):
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"):
        client.post("/fr/contact/", letter(), REMOTE_ADDR=address)
    assert len(set(Message.objects.values_list("sender", flat=True))) == 2


@pytest.mark.parametrize(
    "wrong",
    ["", "x", token(60 * 60 * 25), signing.dumps(1, salt="another")],
    ids=["none", "nonsense", "old", "forged"],
)
def test_page_left_open_too_long_is_sent_once_more(client, wrong):
    answer = client.post("/fr/contact/", letter(token=wrong, text="Tapé hier soir."))
    assertContains(answer, "Rien n’est perdu", status_code=422)
    assertContains(answer, "Tapé hier soir.", status_code=422)
    fresh = answer.context["form"]["token"].value()
    assert client.post("/fr/contact/", letter(token=fresh)).status_code == 302
    assert Message.objects.get().state == State.NEW  # sent again at once: nothing was left to type


def test_sixth_person_of_one_address_is_kept_aside_and_refused_nothing(client):
    """A school, a mobile operator: one address, many people."""
    for _ in range(MOST_PER_HOUR):
        client.post("/fr/contact/", letter())
    answer = client.post("/fr/contact/", letter(text="La sixième."))
    assert (answer.status_code, answer.url) == (302, "/fr/contact/envoye/")
    assert Message.objects.get(text="La sixième.").state == State.HELD
    assert Message.objects.filter(state=State.NEW).count() == MOST_PER_HOUR
    client.post("/fr/contact/", letter(text="D’ailleurs."), REMOTE_ADDR="10.0.0.9")
    Message.objects.update(created_at=timezone.now() - datetime.timedelta(hours=2))
    client.post("/fr/contact/", letter(text="Plus tard."))
    assert set(
        Message.objects.filter(text__in=["D’ailleurs.", "Plus tard."]).values_list(
            "state", flat=True
        )
    ) == {State.NEW}


def test_sender_behind_our_proxy_is_who_the_proxy_saw(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for last in ("41.0.0.1", "41.0.0.2"):
        client.post("/fr/contact/", letter(), headers={"X-Forwarded-For": f"6.6.6.6, {last}"})
    assert len(set(Message.objects.values_list("sender", flat=True))) == 2
    assert "41.0" not in "".join(Message.objects.values_list("sender", flat=True))


def test_officer_changes_what_became_of_a_letter_and_not_the_letter(officer):
    message = Message.objects.create(
        kind="contact", language="fr", name="Mbarka", phone="+21698123456", text="Une visite ?"
    )
    address = f"/fr/admin/enquiries/message/{message.pk}/change/"
    assert (
        officer.post(
            address, {"state": "handled", "notes": "Rappelée.", "text": "Autre chose"}
        ).status_code
        == 302
    )
    message.refresh_from_db()
    assert (message.state, message.notes, message.text) == ("handled", "Rappelée.", "Une visite ?")
    assert officer.get("/fr/admin/enquiries/message/add/").status_code == 403


def test_letters_are_forgotten_when_their_day_has_passed(capsys):
    today = timezone.localdate()
    for days in (-1, 0, 1):
        Message.objects.create(
            kind="contact",
            language="fr",
            name="x",
            phone="+21698123456",
            text="x",
            purge_on=today + datetime.timedelta(days=days),
        )
    call_command("purge_messages")
    assert Message.objects.count() == 3
    Message.objects.update(sender="x", created_at=timezone.now() - datetime.timedelta(hours=25))
    Message.objects.create(
        kind="contact", language="fr", name="x", phone="+21698123456", text="x", sender="y"
    )
    call_command("purge_messages", apply=True)
    assert sorted(Message.objects.values_list("sender", flat=True)) == ["", "", "y"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("address", ["/fr/contact/", "/ar/rejoindre/"])
def test_other_methods_are_refused(client, method, address):
    assert getattr(client, method)(address).status_code == 405
