"""What a buyer or an officer sends on by themselves, ready to be sent: the portal sends
nothing to a third party.
"""

from collections.abc import Iterable
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from kairouan.common import languages
from kairouan.common.formatting import isolated
from kairouan.common.phones import whatsapp_address
from workshops.models import Channel, ChannelKind, Workshop

from .announcing import link_address
from .models import Part, QuoteLine, QuoteRequest


def whatsapp_to_oneself(request: QuoteRequest, address: str) -> str:
    """A WhatsApp message whose receiver is chosen there: the link, to be kept."""
    said = _(
        "Ma demande de prix %(number)s sur Cuivre de Kairouan. Pour lire les réponses :\n%(address)s"
    ) % {"number": request.number, "address": address}
    return whatsapp_address(said)


def whatsapp_channels(workshops: Iterable[Workshop]) -> dict[int, Channel]:
    """The first WhatsApp that each workshop agreed to show, by its number."""
    shown = Channel.objects.published().filter(workshop__in=workshops, kind=ChannelKind.WHATSAPP)
    first: dict[int, Channel] = {}
    for channel in shown.order_by("order", "pk"):
        first.setdefault(channel.workshop_id, channel)
    return first


def opening_with(channel: Channel, text: str) -> str:
    """The address that opens a channel with a message ready to leave."""
    return f"{channel.href}?text={quote(text, safe='')}"


def whatsapp_to_workshops(
    parts: list[Part], workshops: list[Workshop]
) -> list[tuple[Workshop, str]]:
    """For each workshop that shows a WhatsApp, the address that opens a message to it:
    what, how many, the reference. The link of the request is the buyer's alone.
    """
    channels = whatsapp_channels(workshops)
    public = {workshop.pk: workshop for workshop in workshops}
    return [
        (public[number], opening_with(channels[number], message(part)))
        for part in parts
        if (number := part.workshop_id) in public and number in channels
    ]


def message(part: Part) -> str:
    said = [f"- {line.quantity} × {isolated(line.label)}{details(line)}" for line in part.own_lines]
    begin = _(
        "Bonjour, je vous ai envoyé une demande de prix (%(number)s) sur Cuivre de Kairouan :"
    )
    return "\n".join([begin % {"number": part.request.number}, *said])


def details(line: QuoteLine) -> str:
    return f" ({_(', ').join(map(isolated, line.details))})" if line.details else ""


# What an officer forwards


def language_of(workshop: Workshop | None) -> str:
    """The language in which a workshop reads its messages: that of whoever keeps it,
    the portal's first one when nobody does yet.
    """
    reader = workshop.member_accounts().order_by("pk").first() if workshop else None
    return reader.language if reader else languages.DEFAULT_LANGUAGE.code


def link_and_message(request, part: Part, secret: str, language: str) -> tuple[str, str]:
    """A link, and the message that carries it, in the language of who receives it."""
    with translation.override(language):
        link = link_address(secret, request)
        said = _(
            "Bonjour, une demande de prix vous attend sur le portail Cuivre de Kairouan "
            "(%(number)s) :\n%(link)s\nCe lien est pour votre atelier seul. On y répond sans mot "
            "de passe."
        )
        return link, said % {"number": part.request.number, "link": link}
