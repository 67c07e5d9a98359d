"""Notices to members: shown in their space, and sent by message."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.senders import send

from .notice_kinds import NoticeKind, notice_kinds


class NoticeQuerySet(models.QuerySet):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def told(self, record, kind: NoticeKind) -> Self:
        """The notices of one kind about a record."""
        about = ContentType.objects.get_for_model(record)
        return self.filter(kind=kind.code, content_type=about, object_id=record.pk)

    def mark_read(self):
        return self.unread().update(read_at=timezone.now())


class Notice(models.Model):
    """Notice to a user of an event on a record that they manage."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10)  # the code of a NoticeKind
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return f"« {self.record} » {self.words}"

    @property
    def words(self) -> str:
        """Say what happened to the record; follows its name."""
        return str(notice_kinds()[self.kind].words)

    @property
    def is_good_news(self) -> bool:
        return notice_kinds()[self.kind].is_good_news


def notify(record, kind: NoticeKind, reason: StrOrPromise = "", to: Iterable | None = None):
    """Tell everyone who keeps the record, each in their own language (a lazy `reason`
    too); or those of `to`, of whom it says something.
    """
    for user in record.member_accounts() if to is None else to:
        with translation.override(user.language):
            notice = Notice.objects.create(
                user=user, kind=kind.code, record=record, reason=str(reason)
            )
            said = gettext("Cuivre de Kairouan : %(what)s.") % {"what": str(notice)}
            send(user, str(notice), f"{said} {reason}".strip())
