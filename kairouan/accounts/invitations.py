"""Invitations: a member comes in for the first time, or again when they have lost their
way: a link that serves once and ends by date.
"""

import datetime
import hashlib
import secrets
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import Record

DAYS = 14
MOST_DAYS = 60


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(Record):
    """The secret itself is kept nowhere: who reads this table enters nowhere."""

    shows_on_pages = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="invitations",
        verbose_name=_("compte"),
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("envoyée par"),
        editable=False,
    )
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    used_at = models.DateTimeField(_("utilisée le"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("remplacée le"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.user} · {self.state}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def state(self) -> str:
        if self.used_at:
            return gettext("utilisée")
        if self.revoked_at:
            return gettext("remplacée")
        return pgettext("invitation", "en attente") if self.is_open else gettext("expirée")


def secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def check_invitable(user):
    """An officer's account opens the desk: no link may lead there, whoever wrote their
    telephone on an artisan's page.
    """
    if user.is_staff or user.is_superuser:
        raise ValidationError(
            gettext(
                "Ce compte est celui d’un agent : il entre par l’administration, jamais par un "
                "lien."
            )
        )
    if not user.is_active:
        raise ValidationError(gettext("Ce compte est fermé."))


def invite(user, by, days: int = DAYS, secret: str = "") -> tuple[Invitation, str]:
    """A new link for this account; those sent before serve no more.

    The secret, drawn here unless it is given, is kept nowhere.
    """
    check_invitable(user)
    secret = secret or secrets.token_urlsafe(16)
    now = timezone.now()
    with transaction.atomic():
        user.invitations.open().update(revoked_at=now)
        invitation = Invitation.objects.create(
            user=user,
            digest=secret_digest(secret),
            created_by=by,
            expires_at=now + datetime.timedelta(days=days),
        )
    return invitation, secret


def find_invitation(secret: str) -> Invitation | None:
    """The open invitation of this secret, if its account may be entered."""
    invitation = (
        Invitation.objects.open()
        .filter(digest=secret_digest(secret))
        .select_related("user")
        .first()
    )
    return invitation if invitation and may_enter(invitation.user) else None


def may_enter(user) -> bool:
    try:
        check_invitable(user)
    except ValidationError:
        return False
    return True


def accept(secret: str):
    """The user who is invited, once: of two who come at the same moment, one is let in.

    None for anybody else.
    """
    with transaction.atomic():
        locked = Invitation.objects.select_for_update(of=("self",)).select_related("user")
        invitation = locked.open().filter(digest=secret_digest(secret)).first()
        if invitation is None or not may_enter(invitation.user):
            return None
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at", "updated_at"])
    return invitation.user


def invitation_address(request, user, secret: str) -> str:
    """The whole address, in the language of who receives it."""
    with translation.override(user.language):
        return request.build_absolute_uri(reverse("account_invitation", args=[secret]))


def message_of(invitation, link: str) -> tuple[str, str]:
    """The subject and the text that go with a link, in the language of who receives
    it.
    """
    with translation.override(invitation.user.language):
        text = gettext(
            "Bonjour %(name)s, voici votre lien pour entrer dans votre espace du portail Cuivre "
            "de Kairouan :\n%(link)s\n"
            "Il est pour vous seul, sert une fois, et reste valable jusqu’au %(date)s."
        )
        day = date_format(timezone.localtime(invitation.expires_at), "j F Y")
        return gettext("Votre lien pour entrer"), text % {
            "name": invitation.user,
            "link": link,
            "date": day,
        }
