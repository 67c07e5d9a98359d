"""Messages that leave the portal, against a real gateway on this machine."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.db import transaction

from kairouan.accounts.models import User
from kairouan.common import senders

CODE = "482913"


class Gateway(BaseHTTPRequestHandler):
    """Keeps what it is sent; answers with the statuses it was given, one after the other, then 200."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), json.loads(body)))
        time.sleep(self.server.slowness)
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(body)  # as a careless gateway would

    def do_GET(self):
        self.server.received.append((dict(self.headers), "followed"))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.received, server.statuses, server.slowness = [], [], 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_SENDER, settings.SMS_TOKEN = "http", "secret-of-the-gateway"
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    yield server
    server.shutdown()
    server.server_close()


def deliver(way="sms", to="+21698123456", subject="", text=f"رمزك {CODE}"):
    senders.deliver.call(way, to, subject, text)


def test_gateway_receives_the_number_the_text_and_the_token(gateway):
    deliver()
    ((headers, body),) = gateway.received
    assert body == {"to": "+21698123456", "text": f"رمزك {CODE}"}
    assert headers["Authorization"] == "Bearer secret-of-the-gateway"
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_gateway_that_fails_once_is_asked_again(gateway):
    gateway.statuses = [503]
    deliver()
    assert len(gateway.received) == 2


@pytest.mark.parametrize("statuses", [[500, 500], [401, 401], [302, 302]])
def test_gateway_that_refuses_is_asked_twice_and_logged_without_the_message(gateway, statuses, caplog):
    gateway.statuses = list(statuses)
    with pytest.raises(senders.NotSent):
        deliver()
    assert [body for _headers, body in gateway.received] == [
        {"to": "+21698123456", "text": f"رمزك {CODE}"}
    ] * 2  # no redirect followed
    (line,) = [record.getMessage() for record in caplog.records if record.name == senders.__name__]
    assert line == f"sms to …456 not sent: HTTPError {statuses[0]}"
    assert CODE not in caplog.text and "secret-of-the-gateway" not in caplog.text


def test_gateway_that_does_not_answer_is_given_up(gateway, settings, caplog):
    settings.SMS_TIMEOUT, gateway.slowness = 0.1, 0.5
    with pytest.raises(senders.NotSent):  # waited for, it would have taken the message
        deliver()
    assert "TimeoutError" in caplog.text


def test_gateway_that_is_not_there_is_said(gateway, settings, caplog):
    settings.SMS_URL = "http://127.0.0.1:1/send"
    with pytest.raises(senders.NotSent):
        deliver()
    assert "URLError" in caplog.text and CODE not in caplog.text


def test_console_prints_and_logs_nothing(settings, capsys, caplog):
    settings.SMS_SENDER = "console"
    deliver()
    assert f"--- SMS +21698123456\nرمزك {CODE}\n---" in capsys.readouterr().out
    assert CODE not in caplog.text


def test_email_is_sent_from_the_portal(settings):
    deliver("email", "najet@example.tn", "Votre code", f"Le code est {CODE}")
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (["najet@example.tn"], "Votre code", f"Le code est {CODE}")
    assert letter.from_email == settings.DEFAULT_FROM_EMAIL


def test_email_that_cannot_leave_is_logged_without_the_address(settings, caplog):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    with pytest.raises(senders.NotSent):
        deliver("email", "najet@example.tn", "Votre code", f"Le code est {CODE}")
    assert "email to …@example.tn not sent: ConnectionRefusedError" in caplog.text
    assert "najet" not in caplog.text and CODE not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_message_leaves_after_the_commit_alone_and_by_the_telephone_first(settings, capsys):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    both = User.objects.create_user(phone="+21698123456", email="najet@example.tn")
    by_email = User.objects.create_user(email="anis@example.tn")
    with transaction.atomic():
        senders.send(both, "Sujet", "Bonjour")
        assert capsys.readouterr().out == ""
    assert "--- SMS +21698123456\nBonjour" in capsys.readouterr().out
    assert mail.outbox == []
    senders.send(by_email, "Sujet", "Bonjour")
    assert [letter.to for letter in mail.outbox] == [["anis@example.tn"]]
