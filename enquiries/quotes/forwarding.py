"""Private links as an officer forwards them: the message that carries one, and the
WhatsApp number a workshop agreed to show.
"""

from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext

from kairouan.common import languages
from workshops.models import ChannelKind, Workshop

from .announcing import link_address
from .models import Part


def language_of(workshop: Workshop | None) -> str:
    """The language in which a workshop reads its messages: that of whoever keeps it,
    the portal's first one when nobody does yet.
    """
    reader = workshop.member_accounts().order_by("pk").first() if workshop else None
    return reader.language if reader else languages.DEFAULT_LANGUAGE.code


def link_and_message(part: Part, secret: str, language: str) -> tuple[str, str]:
    """A link, and the message that carries it, in the language of who receives it."""
    with translation.override(language):
        link = link_address(secret)
        said = gettext(
            "Bonjour, une demande de prix vous attend sur le portail Cuivre de Kairouan "
            "(%(number)s) :\n%(link)s\nCe lien est pour votre atelier seul. On y répond sans mot "
            "de passe."
        )
        return link, said % {"number": part.request.number, "link": link}


def whatsapp_address(workshop: Workshop | None, text: str) -> str:
    """Where WhatsApp opens with a message ready for a workshop; empty when it has not
    agreed to show a number.
    """
    shown = workshop.channels.published().filter(kind=ChannelKind.WHATSAPP) if workshop else ()
    channel = next(iter(shown), None)
    return f"{channel.href}?text={quote(text, safe='')}" if channel else ""
