"""What a buyer sends on by themselves, ready to be sent: the portal sends nothing to a
third party.
"""

from urllib.parse import quote

from django.utils.translation import gettext as _

from kairouan.common.senders import send_email
from workshops.models import Channel, ChannelKind, Workshop

from .models import Part, QuoteLine, QuoteRequest


def whatsapp_to_oneself(request: QuoteRequest, address: str) -> str:
    """A WhatsApp message whose receiver is chosen there: the link, to be kept."""
    said = _(
        "Ma demande de prix %(number)s sur Cuivre de Kairouan. Pour lire les réponses :\n%(address)s"
    ) % {"number": request.number, "address": address}
    return f"https://wa.me/?text={quote(said, safe='')}"


def send_link(request: QuoteRequest, address: str):
    """Send the buyer their link, where they left an e-mail. Nothing in it was typed by
    them: nobody writes to others through the portal.
    """
    if not request.email:
        return
    text = _(
        "Votre demande de prix %(number)s est arrivée. Les réponses des ateliers sont à cette "
        "adresse, connue de vous seulement ; gardez-la :\n%(address)s\n\nVous n’avez rien "
        "demandé ? Ne répondez pas à ce message : votre adresse sera effacée."
    )
    send_email(
        request.email,
        _("Votre demande de prix %(number)s") % {"number": request.number},
        text % {"number": request.number, "address": address},
    )


def whatsapp_to_workshops(
    parts: list[Part], workshops: list[Workshop]
) -> list[tuple[Workshop, str]]:
    """For each workshop that shows a WhatsApp, the address that opens a message to it:
    what, how many, the reference. The link of the request is the buyer's alone.
    """
    shown = Channel.objects.published().filter(workshop__in=workshops, kind=ChannelKind.WHATSAPP)
    first: dict[int, Channel] = {}
    for channel in shown.order_by("order", "pk"):
        first.setdefault(channel.workshop_id, channel)
    public = {workshop.pk: workshop for workshop in workshops}
    return [
        (public[number], f"{first[number].href}?text={quote(message(part), safe='')}")
        for part in parts
        if (number := part.workshop_id) in public and number in first
    ]


def message(part: Part) -> str:
    said = [f"- {line.quantity} × {line.label}{details(line)}" for line in part.own_lines]
    begin = _(
        "Bonjour, je vous ai envoyé une demande de prix (%(number)s) sur Cuivre de Kairouan :"
    )
    return "\n".join([begin % {"number": part.request.number}, *said])


def details(line: QuoteLine) -> str:
    return f" ({_(', ').join(line.details)})" if line.details else ""
