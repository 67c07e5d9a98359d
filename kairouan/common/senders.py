"""Messages that leave the portal: short messages and e-mails, written down where they
are sent from, delivered by a worker.

They are written in the transaction in hand (`work/outbox.py`): what is taken back was
never promised, what is committed leaves.
"""

import datetime

from django.utils import translation
from django.utils.translation import gettext

from .work.outbox import OutgoingMessage, Transport, queue_message

SMS, EMAIL = Transport.SMS, Transport.EMAIL


def send(user, subject: str, text: str):
    """Send a message to a user: to their telephone, else to their e-mail.

    `subject` and `text` are final: write them in the user's language
    (`translation.override(user.language)`).
    """
    if user.phone:
        send_sms(user.phone, text)
    elif user.email:
        send_email(user.email, subject, letter(text, user.language))


def letter(text: str, language: str) -> str:
    """An e-mail as one writes it here: greeted, and signed."""
    with translation.override(language):
        return signed(gettext("Bonjour,\n\n%(text)s") % {"text": text}, language)


def signed(text: str, language: str) -> str:
    """An e-mail that greets by itself, signed by the team."""
    with translation.override(language):
        return gettext("%(text)s\n\nL’équipe du cluster du cuivre de Kairouan") % {"text": text}


def send_sms(phone: str, text: str, code_for: datetime.timedelta | None = None):
    """`code_for`: someone waits for the code it holds, which is valid that long.

    It passes before any other message.
    """
    queue_message(SMS, str(phone), "", str(text), code_for)


def send_email(email: str, subject: str, text: str, code_for: datetime.timedelta | None = None):
    queue_message(EMAIL, str(email), str(subject), str(text), code_for)


def send_nothing(way: Transport, code_for: datetime.timedelta):
    """The same work as sending a code, for nobody: neither the time of an answer nor
    what is said of late messages tells whether there was someone to write to.
    """
    queue_message(way, "", "", "", code_for)


def codes_are_late(way: Transport) -> bool:
    """Tell whether codes leave late by this way at the moment, whoever they are for: it
    tells nothing about one account. One statement.
    """
    return OutgoingMessage.objects.codes_are_late(way)
