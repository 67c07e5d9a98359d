"""Tell each side of a booking what happened: the workshop, in its space and by message;
the owner who left an e-mail.

What is told leaves with the transaction in hand (`kairouan/common/senders.py`).
"""

from django.utils import translation
from django.utils.translation import gettext as _

from kairouan.common.formatting import day
from kairouan.common.senders import send_email
from kairouan.review.notice_kinds import NoticeKind
from kairouan.review.notices import notify

from .models import Booking, BookingState


def tell_workshop(booking: Booking, kind: NoticeKind):
    """Tell who keeps the workshop what the owner did."""
    notify(booking, kind)


def news_of(booking: Booking) -> str:
    """One sentence on where a booking stands, for its owner, in the language in hand;
    empty for a state that they need not be told.
    """
    facts = {
        "number": booking.number,
        "workshop": booking.offer.workshop.name,
        "day": day(booking.day),
        "return": day(booking.return_by),
    }
    match booking.state:
        case BookingState.CONFIRMED:
            said = _(
                "%(workshop)s attend vos ustensiles le %(day)s (réservation %(number)s). Retour "
                "vers le %(return)s."
            )
        case BookingState.REFUSED:
            said = _(
                "%(workshop)s ne peut pas prendre vos ustensiles le %(day)s (réservation "
                "%(number)s)."
            )
        case BookingState.READY:
            said = _(
                "Vos ustensiles sont prêts chez %(workshop)s (réservation %(number)s) : vous "
                "pouvez les reprendre."
            )
        case _other:
            return ""
    return " ".join(filter(None, [said % facts, booking.answer]))


def tell_owner(booking: Booking):
    """Tell an owner who left an e-mail where their booking stands.

    Only the digest of their link is known: the message cannot hold it.
    """
    with translation.override(booking.language):
        news = news_of(booking)
        if not booking.email or not news:
            return
        said = _(
            "Bonjour,\n"
            "%(news)s\n"
            "Pour tout lire, ouvrez le lien que vous avez gardé en réservant.\n"
            "L’équipe du cluster du cuivre de Kairouan"
        )
        subject = _("Votre réservation de rétamage %(number)s") % {"number": booking.number}
        send_email(booking.email, subject, said % {"news": news})
