"""Private links as they travel: their address, the message that carries one, and the
WhatsApp number a workshop agreed to show.
"""

from urllib.parse import quote

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from kairouan.common import languages
from workshops.models import ChannelKind, Workshop

from .models import Part


def site_address() -> str:
    """The address of the portal, for what is sent without a page at hand."""
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    named = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    return f"{scheme}://{named[0] if named else 'localhost'}"


def link_address(site: str, language: str, secret: str) -> str:
    return f"{site}/{language}/reponse/{secret}/"


def language_of(workshop: Workshop | None) -> str:
    """The language in which a workshop reads its messages: that of whoever keeps it,
    the portal's first one when nobody does yet.
    """
    reader = workshop.member_accounts().order_by("pk").first() if workshop else None
    return reader.language if reader else languages.DEFAULT_LANGUAGE.code


def message_of(part: Part, link: str, language: str) -> str:
    """The message that carries a link, in the language of who receives it."""
    with translation.override(language):
        said = gettext(
            "Bonjour, une demande de prix vous attend sur le portail Cuivre de Kairouan "
            "(%(number)s) :\n%(link)s\nCe lien est pour votre atelier seul. On y répond sans mot "
            "de passe."
        )
        return said % {"number": part.request.number, "link": link}


def whatsapp_address(workshop: Workshop | None, text: str) -> str:
    """Where WhatsApp opens with a message ready for a workshop; empty when it has not
    agreed to show a number.
    """
    shown = workshop.channels.published().filter(kind=ChannelKind.WHATSAPP) if workshop else ()
    channel = next(iter(shown), None)
    return f"{channel.href}?text={quote(text, safe='')}" if channel else ""
