"""The paper that says a person took part: who is due one, what its code looks like, and
how it is checked.
"""

import re
import secrets
import time

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from artisans.models import Artisan
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.common.pasted import clean_code
from kairouan.review.history import revision

from .attendance import actions_over, hours_followed, hours_of
from .models import Action, Certificate, Registration, RegistrationState

SHARE = (2, 3)  # of an action's hours, at least, to be given its certificate
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0 and O, 1 and I: a code is read aloud
LENGTH = 8
MOST_CHECKS = 30  # codes an hour, from one sender
HOUR = 60 * 60


def new_code() -> str:
    """A code that no certificate has."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
        if not Certificate.objects.filter(code=code).exists():
            return code


def printed_code(code: str) -> str:
    """Write the code as on paper: ABCD-EFGH."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def understood(typed: str) -> str:
    """The code someone typed: in small letters, with spaces or dashes, with the digits
    of any script. Empty when it cannot be one.
    """
    code = clean_code(typed[:100]).upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def due(action: Action) -> dict[Registration, object]:
    """Map the registrations that are due a certificate of an action that is over to the
    hours they followed.
    """
    if not actions_over().filter(pk=action.pk).exists():
        return {}
    part, whole = SHARE
    enough = hours_of(action.sessions.all()) * part
    followed = {
        number: hours for number, hours in hours_followed(action).items() if hours * whole >= enough
    }
    registrations = Registration.objects.filter(
        pk__in=followed, state=RegistrationState.CONFIRMED, certificate=None
    )
    return {one: followed[one.pk] for one in registrations.order_by("pk")}


def issue_certificates(action: Action, by: User) -> list[Certificate]:
    """Give everyone who is due one their certificate, in one transaction.

    Asked twice, the second time gives nothing more.
    """
    if not actions_over().filter(pk=action.pk).exists():
        raise ValidationError(_("Les attestations se délivrent quand l’action est terminée."))
    issued = []
    with revision(by, _("Attestations délivrées")):
        for registration, hours in due(action).items():
            facts = {"code": new_code(), "hours": hours, "issued_on": today_in_tunis()}
            certificate, is_new = Certificate.objects.get_or_create(
                registration=registration, defaults=facts
            )
            if is_new:
                issued.append(certificate)
    return issued


def withdraw_certificate(certificate: Certificate, by: User) -> bool:
    """From now on its code says that it is withdrawn. False when it was already."""
    if certificate.withdrawn_on:
        return False
    with revision(by, _("Attestation retirée")):
        certificate.withdrawn_on = today_in_tunis()
        certificate.save(update_fields=["withdrawn_on", "updated_at"])
    return True


def valid_certificates() -> QuerySet[Certificate]:
    """Certificates that can be printed, with what stands on them."""
    return Certificate.objects.filter(withdrawn_on=None).select_related(
        "registration__action", "registration__artisan"
    )


def held_by(artisan: Artisan) -> QuerySet[Certificate]:
    return valid_certificates().filter(registration__artisan=artisan)


def initials(artisan: Artisan) -> str:
    """ "S. B.": enough for who holds the paper to see that it is theirs, too little for
    anyone else.
    """
    return " ".join(f"{word[0]}." for word in re.split(r"[\s\-]+", str(artisan.name)) if word)


def asks_too_much(sender: str) -> bool:
    """Count one more check, and say whether it is one too many this hour."""
    key = f"certificates:{int(time.time()) // HOUR}:{sender}"
    if cache.add(key, 1, HOUR):
        return False
    return cache.incr(key) > MOST_CHECKS
