"""Messages that people send on by themselves, ready to leave: the portal sends nothing
to a third party.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from kairouan.common.phones import whatsapp_address
from kairouan.common.senders import send_email

from .announcing import news_of
from .models import Booking


def whatsapp_to_oneself(booking: Booking, address: str) -> str:
    """A WhatsApp message whose receiver is chosen there: the link, to be kept."""
    said = _(
        "Ma réservation de rétamage %(number)s sur Cuivre de Kairouan. Pour la suivre :\n"
        "%(address)s"
    ) % {"number": booking.number, "address": address}
    return whatsapp_address(said)


def send_link(booking: Booking, address: str):
    """Send the owner their link, where they left an e-mail. Nothing in it was typed by
    them: nobody writes to others through the portal.
    """
    if not booking.email:
        return
    text = _(
        "Votre réservation de rétamage %(number)s est arrivée. Suivez-la à cette "
        "adresse, connue de vous seulement ; gardez-la :\n%(address)s\n\nVous n’avez rien "
        "demandé ? Ne répondez pas à ce message : votre adresse sera effacée."
    )
    send_email(
        booking.email,
        _("Votre réservation de rétamage %(number)s") % {"number": booking.number},
        text % {"number": booking.number, "address": address},
    )


def whatsapp_to_owner(booking: Booking, note: str = "") -> str:
    """The address that opens a message of the workshop to the owner, in the owner's
    language: where their booking stands, or what is asked about a pot. Empty without a
    telephone.
    """
    if not booking.phone:
        return ""
    with translation.override(booking.language):
        said = note or news_of(booking)
        text = said or _("Bonjour, je vous écris au sujet de votre réservation %(number)s.") % {
            "number": booking.number
        }
    return whatsapp_address(text, booking.phone)


def repair_question(booking: Booking, what: str, note: str) -> str:
    """Ask about a repair before the fire, in the owner's language."""
    with translation.override(booking.language):
        said = _(
            "Bonjour, au sujet de votre réservation %(number)s : « %(what)s » demande une "
            "réparation avant l’étamage. %(note)s Est-ce que je la fais ?"
        )
        return said % {"number": booking.number, "what": what, "note": note}


def reminder_text(booking: Booking, address: str) -> str:
    """Say that a year has passed, in the language in hand."""
    return _(
        "Bonjour, %(workshop)s a rétamé vos ustensiles il y a un an. Si du cuivre rouge paraît à "
        "l’intérieur, il est temps de les rétamer : %(address)s"
    ) % {"workshop": booking.offer.workshop.name, "address": address}
