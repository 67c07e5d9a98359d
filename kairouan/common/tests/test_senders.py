"""Messages that leave the portal, against a real gateway and a real mail server on this
machine.
"""

import datetime

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from kairouan.accounts.models import User
from kairouan.common import senders
from kairouan.common.tests.delivering import deliver_waiting
from kairouan.common.work import delivery
from kairouan.common.work.outbox import CODE_IS_LATE, OutgoingMessage, OutgoingState

pytestmark = pytest.mark.django_db

CODE = "482913"
TEXT = f"رمزك {CODE}"
TEN_MINUTES = datetime.timedelta(minutes=10)
State = OutgoingState


@pytest.fixture
def by_gateway(settings, gateway):
    settings.SMS_SENDER, settings.SMS_TOKEN, settings.SMS_URL = (
        "http",
        "secret-of-the-gateway",
        gateway.address,
    )
    return gateway


@pytest.fixture
def by_post(settings, post_office):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post_office.port
    return post_office


def send_code() -> OutgoingMessage:
    senders.send_sms("+21698123456", TEXT, TEN_MINUTES)
    return OutgoingMessage.objects.latest("pk")


def send_message() -> OutgoingMessage:
    senders.send_email("najet@example.tn", "Votre code", f"Le code est {CODE}")
    return OutgoingMessage.objects.latest("pk")


def tried(message: OutgoingMessage) -> OutgoingMessage:
    """After the worker has had it in hand once, whenever it was due."""
    OutgoingMessage.objects.filter(pk=message.pk).update(due_at=timezone.now())
    deliver_waiting()
    message.refresh_from_db()
    return message


# Leaving


def test_gateway_receives_the_number_the_text_the_token_and_the_key(by_gateway):
    message = tried(send_code())
    ((headers, body),) = by_gateway.received
    assert body == {"to": "+21698123456", "text": TEXT}
    assert headers["Authorization"] == "Bearer secret-of-the-gateway"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["Idempotency-Key"] == str(message.key)


def test_message_that_has_left_is_forgotten_but_for_its_end(by_gateway):
    message = tried(send_code())
    assert (message.state, message.to, message.subject, message.text) == (
        State.SENT,
        "…456",
        "",
        "",
    )


def test_console_prints_and_logs_nothing(settings, capsys, caplog):
    settings.SMS_SENDER = "console"
    tried(send_code())
    assert f"--- SMS +21698123456\n{TEXT}\n---" in capsys.readouterr().out
    assert CODE not in caplog.text


def test_email_is_sent_from_the_portal_under_a_name_of_its_own(settings):
    message = tried(send_message())
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (
        ["najet@example.tn"],
        "Votre code",
        f"Le code est {CODE}",
    )
    assert letter.from_email == settings.DEFAULT_FROM_EMAIL
    assert letter.extra_headers["Message-ID"] == f"<{message.key}@localhost>"
    assert message.to == "…@example.tn"


@pytest.mark.django_db(transaction=True)
def test_message_is_taken_back_with_its_transaction_and_leaves_by_the_telephone_first(capsys):
    both = User.objects.create_user(phone="+21698123456", email="najet@example.tn")
    by_email = User.objects.create_user(email="anis@example.tn")
    with transaction.atomic():
        senders.send(both, "Sujet", "Jamais dit")
        transaction.set_rollback(True)
    deliver_waiting()
    assert capsys.readouterr().out == ""
    senders.send(both, "Sujet", "Bonjour")
    deliver_waiting()
    assert "--- SMS +21698123456\nBonjour" in capsys.readouterr().out
    assert mail.outbox == []
    senders.send(by_email, "Sujet", "Bonjour")
    deliver_waiting()
    assert [letter.to for letter in mail.outbox] == [["anis@example.tn"]]


def test_code_passes_before_a_hundred_notices(by_gateway):
    for number in range(100):
        senders.send_sms("+21698123457", f"Action annulée {number}")
    send_code()
    assert delivery.deliver_next("here")
    assert [body["text"] for _headers, body in by_gateway.received] == [TEXT]


# Not leaving


@pytest.mark.parametrize("status", [500, 503, 429, 401, 404, 302])
def test_fault_of_the_way_is_waited_for_under_the_same_key_and_logged_without_the_message(
    by_gateway, status, caplog
):
    by_gateway.statuses = [status]
    message = tried(send_code())
    assert (message.state, message.attempts, message.reason) == (
        State.WAITING,
        1,
        f"HTTPError {status}",
    )
    assert message.due_at > timezone.now()
    (line,) = [record.getMessage() for record in caplog.records if record.name == delivery.__name__]
    assert line == f"sms to …456: waiting: HTTPError {status}"
    assert CODE not in caplog.text and "secret-of-the-gateway" not in caplog.text
    assert tried(message).state == State.SENT
    (first, _body), (second, _again) = by_gateway.received  # no redirect followed
    assert first["Idempotency-Key"] == second["Idempotency-Key"]


def test_message_refused_for_itself_is_tried_once_and_again_under_another_key_by_an_officer(
    by_gateway,
):
    by_gateway.statuses = [422]
    message = tried(send_code())
    assert (message.state, tried(message).state, len(by_gateway.received)) == (
        State.FAILED,
        State.FAILED,
        1,
    )
    assert OutgoingMessage.objects.stopped().try_again() == 1
    assert tried(message).state == State.SENT
    first, second = (headers["Idempotency-Key"] for headers, _body in by_gateway.received)
    assert first != second


def test_officer_who_tries_several_again_gives_no_two_the_same_key(by_gateway):
    by_gateway.statuses = [422]
    tried(send_code())
    doubtful = send_message()
    OutgoingMessage.objects.filter(pk=doubtful.pk).update(state=State.IN_DOUBT)
    OutgoingMessage.objects.stopped().try_again()
    keys = set(OutgoingMessage.objects.values_list("key", flat=True))
    assert len(keys) == 2 and doubtful.key in keys, "what may have left keeps its own"


def test_gateway_that_does_not_answer_is_given_up_for_now(by_gateway, settings, caplog):
    settings.SMS_TIMEOUT, by_gateway.slowness = 0.1, 0.5
    assert tried(send_code()).state == State.WAITING
    assert "TimeoutError" in caplog.text


def test_gateway_that_is_not_there_is_said(by_gateway, settings, caplog):
    settings.SMS_URL = "http://127.0.0.1:1/send"
    assert tried(send_code()).state == State.WAITING
    assert "URLError" in caplog.text and CODE not in caplog.text


def test_each_try_waits_longer_and_a_code_is_given_up_with_its_ten_minutes(by_gateway):
    by_gateway.statuses = [503] * 99
    message, pauses = send_code(), []
    for _ in range(4):
        before = timezone.now()
        pauses.append(round((tried(message).due_at - before).total_seconds()))
    assert pauses == [1, 2, 5, 10]
    OutgoingMessage.objects.update(expires_at=timezone.now())
    OutgoingMessage.objects.all().tidy()
    message.refresh_from_db()
    assert (message.state, message.reason, message.text) == (State.FAILED, "Expired", "")
    assert OutgoingMessage.objects.stopped().try_again() == 0


def test_server_that_takes_a_letter_and_hangs_up_leaves_a_doubt_and_no_second_letter(by_post):
    by_post.hangs_up = True
    message = tried(send_message())
    assert message.state == State.IN_DOUBT
    tried(message)
    (letter,) = by_post.letters
    assert f"Message-ID: <{message.key}@localhost>" in letter


@pytest.mark.parametrize(
    ("answer", "state"), [("550 nobody of this name", "failed"), ("450 later", "waiting")]
)
def test_recipient_refused_for_good_or_for_now(by_post, answer, state):
    by_post.to_recipient = answer
    assert tried(send_message()).state == state
    assert by_post.letters == []


def test_email_that_cannot_leave_is_logged_without_the_address(by_post, settings, caplog):
    settings.EMAIL_PORT = 1
    assert tried(send_message()).state == State.WAITING
    assert "email to …@example.tn: waiting: ConnectionRefusedError" in caplog.text
    assert "najet" not in caplog.text and CODE not in caplog.text


def test_library_that_breaks_on_one_message_keeps_no_other(by_post):
    broken, whole = send_message(), send_message()
    OutgoingMessage.objects.filter(pk=broken.pk).update(subject="deux\nlignes")
    deliver_waiting()
    whole.refresh_from_db()
    assert whole.state == State.SENT


# To nobody


def test_send_nothing_is_queued_and_reaches_nobody(by_gateway, by_post):
    for way in (senders.SMS, senders.EMAIL):
        senders.send_nothing(way, TEN_MINUTES)
    deliver_waiting()
    assert set(OutgoingMessage.objects.values_list("state", "to")) == {(State.SENT, "")}
    assert (by_gateway.received, by_gateway.asked, by_post.letters) == ([], 1, [])


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("fault", ["absent", "refuses the portal"])
def test_codes_are_said_late_whether_or_not_there_is_someone_to_write_to(
    by_gateway, settings, known, fault
):
    if fault == "absent":
        settings.SMS_URL = "http://127.0.0.1:1/send"
    by_gateway.statuses = [401] * 9
    send_code() if known else senders.send_nothing(senders.SMS, TEN_MINUTES)
    deliver_waiting()
    assert not senders.codes_are_late(senders.SMS)
    OutgoingMessage.objects.update(created_at=timezone.now() - CODE_IS_LATE)
    assert senders.codes_are_late(senders.SMS) and not senders.codes_are_late(senders.EMAIL)


def test_old_messages_are_purged(by_gateway):
    tried(send_code())
    senders.send_sms("+21698123457", "Bonjour")
    OutgoingMessage.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    OutgoingMessage.objects.all().tidy()
    assert [message.text for message in OutgoingMessage.objects.all()] == ["Bonjour"]
    OutgoingMessage.objects.update(created_at=timezone.now() - datetime.timedelta(days=15))
    OutgoingMessage.objects.all().tidy()
    assert not OutgoingMessage.objects.exists()
