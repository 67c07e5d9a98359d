"""The ways out of a message: printed, posted to a gateway of short messages, or given
to a mail server.

A way is opened (nothing has left yet), then the message is handed over. A message to
nobody does all of that but hand anything over.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .outbox import OutgoingMessage, Transport

# what a gateway answers to this message; any other fault is the way's, and is waited
# for
REFUSED_FOR_ITSELF = {400, 413, 422}
ANSWERS_NO_HEAD = {404, 405, 501}  # a gateway that is there, and knows posts alone


class MessageRefused(Exception):
    """This message will not be taken, however often it is tried. Nothing has left."""


class NotTaken(Exception):
    """The way does not take messages at the moment. Nothing has left."""


class PrintedShortMessage:
    drops_duplicates = False

    @contextmanager
    def opened(self) -> Iterator[Callable]:
        yield self.hand_over

    def hand_over(self, message: OutgoingMessage):
        if message.to:
            print(f"--- SMS {message.to}\n{message.text}\n---", flush=True)


class PostedShortMessage:
    """POST to the gateway, under the message's key: posted a second time, after a
    doubt, it is dropped there.
    """

    drops_duplicates = True

    @contextmanager
    def opened(self) -> Iterator[Callable]:
        yield self.hand_over

    def hand_over(self, message: OutgoingMessage):
        try:
            with build_opener(NoRedirect).open(
                request_of(message), timeout=settings.SMS_TIMEOUT
            ) as answer:
                answer.read(1024)
        except HTTPError as error:
            with error:
                if not message.to and error.code in ANSWERS_NO_HEAD:
                    return
                if error.code in REFUSED_FOR_ITSELF:
                    raise MessageRefused(reason(error)) from None
            raise


def request_of(message: OutgoingMessage) -> Request:
    authorization = {"Authorization": f"Bearer {settings.SMS_TOKEN}"}
    # the same way, for nobody: whether the gateway is there must not tell who has an
    # account
    if not message.to:
        return Request(settings.SMS_URL, headers=authorization, method="HEAD")
    body = json.dumps({"to": message.to, "text": message.text}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": str(message.key),
    }
    return Request(settings.SMS_URL, data=body, headers=headers | authorization, method="POST")


class NoRedirect(HTTPRedirectHandler):
    """The token is for the gateway alone."""

    def redirect_request(self, *args, **kwargs):
        return None


class EmailTransport:
    """Send through SMTP; what may have left is not sent again by itself, for a mail
    server drops no duplicate.
    """

    drops_duplicates = False

    @contextmanager
    def opened(self) -> Iterator[Callable]:
        connection = get_connection()
        try:
            connection.open()
            yield lambda message: self.hand_over(connection, message)
        finally:
            # the message has left or has not: how the talk ends changes nothing
            with suppress(OSError):
                connection.close()

    def hand_over(self, connection, message: OutgoingMessage):
        if not message.to:
            return
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
        headers = {"Message-ID": f"<{message.key}@{domain}>"}
        letter = EmailMessage(
            message.subject,
            message.text,
            None,
            [message.to],
            connection=connection,
            headers=headers,
        )
        try:
            letter.send()
        except SMTPRecipientsRefused as error:
            ((code, _said),) = error.recipients.values()
            raise (MessageRefused if code >= 500 else NotTaken)(
                f"SMTPRecipientsRefused {code}"
            ) from None
        except SMTPResponseException as error:  # it answered: nothing is in doubt
            is_final = isinstance(error, SMTPDataError) and error.smtp_code >= 500
            raise (MessageRefused if is_final else NotTaken)(reason(error)) from None


SHORT_MESSAGES = {"console": PrintedShortMessage, "http": PostedShortMessage}


def way_of(message: OutgoingMessage):
    return (
        EmailTransport()
        if message.way == Transport.EMAIL
        else SHORT_MESSAGES[settings.SMS_SENDER]()
    )


def reason(error: Exception) -> str:
    """Name what went wrong, without what a server may have repeated of the message."""
    code = getattr(error, "code", None) or getattr(error, "smtp_code", None)
    known = (
        code
        if isinstance(code, int)
        else getattr(error, "reason", "")
        if isinstance(error, OSError)
        else ""
    )
    return f"{type(error).__name__} {known}".strip()
