"""Tell each side of a request what happened: the workshop, in its space and by message;
the buyer who left an e-mail.

What is told leaves with the transaction in hand (`kairouan/common/senders.py`).
"""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kairouan.common.formatting import isolated
from kairouan.common.senders import send, send_email
from kairouan.review.models import Notice
from kairouan.review.notice_kinds import NoticeKind
from kairouan.review.notices import notify

from .models import Part, QuoteLine, QuoteRequest, RequestState
from .notice_kinds import ASKED

MOST_NAMED = 2  # lines of a request that a message names
LONGEST_NAME = 40  # characters of each


def announce_parts(links: dict[Part, str], request=None):
    """Tell each workshop of a request that was sent. `links` has the secret of each
    part's link, as `steps.send_request` gives it; `request` is the page that sends it.
    """
    for part, secret in links.items():
        announce(part, secret, request)


def announce(part: Part, secret: str, request=None):
    """Tell who keeps the workshop what is asked, with the link that answers it.

    The notice stays in the database: the link is in the message alone. What the team
    holds, and what is put aside, is told to no workshop.
    """
    if part.request.state == RequestState.HELD:
        return
    asked = part.own_lines
    for user in part.member_accounts():
        with translation.override(user.language):
            notice = Notice.objects.create(user=user, kind=ASKED.code, record=part)
            said = _(
                "Cuivre de Kairouan : demande de prix %(number)s, %(asked)s. Répondez ici, sans "
                "mot de passe : %(link)s"
            )
            text = said % {
                "number": part.request.number,
                "asked": _(", ").join(named(asked)),
                "link": link_address(secret, request),
            }
            send(user, str(notice), text)


def named(lines: Sequence[QuoteLine]) -> list[str]:
    """What is asked, in a few words: its first lines, and how many more there are."""
    said = [
        f"{line.quantity}\u00a0× {isolated(Truncator(line.name).chars(LONGEST_NAME))}"
        for line in lines[:MOST_NAMED]
    ]
    return said if len(lines) <= MOST_NAMED else [*said, f"+\u00a0{len(lines) - MOST_NAMED}"]


def link_address(secret: str, request=None) -> str:
    """The whole address of a part's private link, in the language in force: on the host
    of the page that sends it, on that of the settings where there is none.
    """
    path = reverse("quote_links:part", args=[secret])
    return request.build_absolute_uri(path) if request else f"{settings.PORTAL_ADDRESS}{path}"


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


def tell_workshop(part: Part, kind: NoticeKind):
    """Tell who keeps the workshop what the buyer did."""
    notify(part, kind)


def tell_buyer(part: Part):
    """Tell a buyer who left an e-mail that a workshop answered.

    Only the digest of the buyer's link is known: the message cannot hold it.
    """
    request = part.request
    if not request.email:
        return
    with translation.override(request.language):
        said = _(
            "Bonjour,\n"
            "%(who)s a répondu à votre demande de prix %(number)s. Pour lire la réponse, ouvrez "
            "le lien que vous avez gardé en l’envoyant.\n"
            "L’équipe du cluster du cuivre de Kairouan"
        )
        who = isolated(part.workshop.name) if part.workshop else _("L’équipe du cluster")
        subject = _("Une réponse à votre demande %(number)s") % {"number": request.number}
        send_email(request.email, subject, said % {"who": who, "number": request.number})
