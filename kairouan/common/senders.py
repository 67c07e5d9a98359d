"""Messages that leave the portal: short messages and e-mails, written where they are sent from, delivered by the task worker.

How a short message leaves is `settings.SMS_SENDER`: printed, or posted to a gateway. What it says may be a code: it is logged nowhere else.
"""

import json
import logging
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django_tasks import task

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """A message could not be handed over, twice."""


def send(user, subject: str, text: str):
    """Send a message to a user once the transaction is over: to their telephone, else to their e-mail.

    `subject` and `text` are final: write them in the user's language (`translation.override(user.language)`).
    """
    if user.phone:
        send_sms(user.phone, text)
    elif user.email:
        send_email(user.email, subject, text)


def send_sms(phone: str, text: str):
    transaction.on_commit(lambda: deliver.enqueue("sms", str(phone), "", str(text)))


def send_email(email: str, subject: str, text: str):
    transaction.on_commit(lambda: deliver.enqueue("email", str(email), str(subject), str(text)))


def send_nothing():
    """The same work as sending, for nobody: the time of an answer must not tell whether there was someone to write to."""
    transaction.on_commit(lambda: deliver.enqueue("nothing", "", "", ""))


BEFORE_PHOTOGRAPHS = 50  # someone waits for a code: it passes before hundreds of photographs


@task(priority=BEFORE_PHOTOGRAPHS)
def deliver(way: str, to: str, subject: str, text: str):
    """Hand one message over. A way out that fails is tried once more at once; after that the task has failed, and says so."""
    if way == "nothing":
        return
    for last_try in (False, True):
        try:
            if way == "sms":
                SMS_SENDERS[settings.SMS_SENDER](to, text)
            else:
                send_mail(subject, text, None, [to])
        except OSError as error:  # what urllib, sockets and smtplib raise
            if last_try:
                logger.error("%s to %s not sent: %s", way, masked(to), reason(error))
                raise NotSent(f"{way}: {reason(error)}") from None
        else:
            return


def masked(to: str) -> str:
    """The end of a telephone, the domain of an e-mail: enough to look for, nobody's to read."""
    return f"…{to.partition('@')[1]}{to.partition('@')[2]}" if "@" in to else f"…{to[-3:]}"


def reason(error: OSError) -> str:
    """What went wrong, without what a server may have repeated of the message."""
    code = getattr(error, "code", None) or getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else f"{type(error).__name__} {getattr(error, 'reason', '')}".strip()


# The ways out of a short message


def print_sms(phone: str, text: str):
    print(f"--- SMS {phone}\n{text}\n---", flush=True)


class NoRedirect(HTTPRedirectHandler):
    """The token is for the gateway alone."""

    def redirect_request(self, *args, **kwargs):
        return None


def post_sms(phone: str, text: str):
    body = json.dumps({"to": phone, "text": text}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    request = Request(settings.SMS_URL, data=body, headers=headers, method="POST")
    with build_opener(NoRedirect).open(request, timeout=settings.SMS_TIMEOUT) as answer:
        answer.read(1024)


SMS_SENDERS = {"console": print_sms, "http": post_sms}
