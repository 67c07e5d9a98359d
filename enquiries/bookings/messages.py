"""What people send on by themselves, ready to be sent: the portal sends nothing to a
third party.
"""

from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from kairouan.common.senders import send_email

from .announcing import news_of
from .models import Booking, BookingState


def whatsapp_to_oneself(booking: Booking, address: str) -> str:
    """A WhatsApp message whose receiver is chosen there: the link, to be kept."""
    said = _(
        "Ma réservation de rétamage %(number)s sur Cuivre de Kairouan. Pour la suivre :\n"
        "%(address)s"
    ) % {"number": booking.number, "address": address}
    return f"https://wa.me/?text={quote(said, safe='')}"


def send_link(booking: Booking, address: str):
    """Send the owner their link, where they left an e-mail. Nothing in it was typed by
    them: nobody writes to others through the portal.
    """
    if not booking.email:
        return
    text = _(
        "Votre réservation de rétamage %(number)s est arrivée à l’atelier. Suivez-la à cette "
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
    return f"https://wa.me/{booking.phone.removeprefix('+')}?text={quote(text, safe='')}"


def repair_question(booking: Booking, what: str, note: str) -> str:
    """What a workshop asks before the fire, in the owner's language."""
    with translation.override(booking.language):
        said = _(
            "Bonjour, au sujet de votre réservation %(number)s : « %(what)s » demande une "
            "réparation avant l’étamage. %(note)s Est-ce que je la fais ?"
        )
        return said % {"number": booking.number, "what": what, "note": note}


def reminder_text(booking: Booking, address: str) -> str:
    """What is said a year later, in the language in hand."""
    return _(
        "Bonjour, %(workshop)s a rétamé vos ustensiles il y a un an. Si du cuivre rouge paraît à "
        "l’intérieur, il est temps de les rétamer : %(address)s"
    ) % {"workshop": booking.offer.workshop.name, "address": address}


def is_news(booking: Booking) -> bool:
    """Tell whether the state of a booking is something to write to its owner."""
    return booking.state in (BookingState.CONFIRMED, BookingState.REFUSED, BookingState.READY)
