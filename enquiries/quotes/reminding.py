"""Reminders: a workshop that has not answered after three days is told once more, with
a new link.
"""

import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext

from kairouan.common.calendar import today_in_tunis
from kairouan.common.senders import send

from .announcing import link_address
from .figures import REMINDED_AFTER
from .models import ANSWERED_WITHIN, Part, PartQuerySet
from .steps import draw_link, part_in_hand


def due_for_reminder(now: datetime.datetime | None = None) -> PartQuerySet:
    """Filter the parts of workshops that have never answered nor been reminded, and may
    still answer: not of those that say they are away, until they are back.
    """
    now = now or timezone.now()
    there = Part.objects.waiting().exclude(workshop__away_until__gte=today_in_tunis())
    return there.filter(
        workshop__isnull=False,
        answered_at=None,
        reminded_at=None,
        created_at__lte=now - REMINDED_AFTER,
        created_at__gt=now - ANSWERED_WITHIN,
    )


def remind(part: Part) -> bool:
    """Remind a workshop of its part, once; tell whether anyone was.

    Another process may have done so, or the workshop have answered, a moment ago.
    """
    with part_in_hand(part) as held:
        readers: list[Any] = list(held.workshop.member_accounts()) if held.workshop else []
        if not readers or held.reminded_at or not held.is_waiting or held.answered_at:
            return False
        secret = draw_link(held)
        held.reminded_at = timezone.now()
        for reader in readers:
            with translation.override(reader.language):
                send(
                    reader, gettext("Une demande de prix attend votre réponse"), words(held, secret)
                )
    return True


def words(part: Part, secret: str) -> str:
    """The reminder, in the language in hand."""
    said = gettext(
        "Cuivre de Kairouan : la demande de prix %(number)s attend votre réponse. Répondre, même "
        "non, sans mot de passe : %(link)s"
    )
    return said % {"number": part.request.number, "link": link_address(secret)}


def remind_workshops() -> int:
    """Remind every workshop that is due; give how many were."""
    return sum(remind(part) for part in due_for_reminder().order_by("pk"))
