"""What a buyer sends on by themselves, ready to be sent: the portal sends nothing to a
third party.
"""

from urllib.parse import quote

from django.utils.translation import gettext as _

from kairouan.common.senders import send_email
from workshops.models import Channel, ChannelKind, Workshop

from .models import QuoteLine, QuoteRequest


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


def lines_for(lines: list[QuoteLine], workshop: Workshop) -> list[QuoteLine]:
    """The lines that concern a workshop: of its products, or in words of one's own."""
    return [line for line in lines if not line.product or line.product.workshop_id == workshop.pk]


def whatsapp_to_workshops(
    request: QuoteRequest, lines: list[QuoteLine], workshops: list[Workshop]
) -> list[tuple[Workshop, str]]:
    """For each workshop that shows a WhatsApp, the address that opens a message to it:
    what, how many, the reference. The link of the request is the buyer's alone.
    """
    shown = Channel.objects.published().filter(workshop__in=workshops, kind=ChannelKind.WHATSAPP)
    first: dict[int, Channel] = {}
    for channel in shown.order_by("order", "pk"):
        first.setdefault(channel.workshop_id, channel)
    return [
        (workshop, f"{first[workshop.pk].href}?text={quote(message(request, own), safe='')}")
        for workshop in workshops
        if workshop.pk in first
        for own in [lines_for(lines, workshop)]
    ]


def message(request: QuoteRequest, lines: list[QuoteLine]) -> str:
    said = [f"- {line.quantity} × {line.label}{details(line)}" for line in lines]
    begin = _(
        "Bonjour, je vous ai envoyé une demande de prix (%(number)s) sur Cuivre de Kairouan :"
    )
    return "\n".join([begin % {"number": request.number}, *said])


def details(line: QuoteLine) -> str:
    return f" ({_(', ').join(line.details)})" if line.details else ""
