"""Notices to members: shown in their space, and sent by message."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.senders import send


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def mark_read(self):
        return self.unread().update(read_at=timezone.now())


class NoticeKind(models.TextChoices):
    PUBLISHED = "published", _("est en ligne")
    APPLIED = "applied", _("est en ligne avec vos modifications")
    SENT_BACK = "sent_back", _("est à revoir")
    CONFIRMED = "confirmed", _("vous attend : votre inscription est confirmée")
    WAITING = "waiting", _("est complète : vous êtes sur la liste d’attente")
    PLACE = "place", _("a une place pour vous : elle est confirmée")
    CALLED_OFF = "called_off", _("est annulée")


class Notice(models.Model):
    """Notice to a user of an event on a record that they manage."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
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
        return f"« {self.record} » {self.get_kind_display()}"

    @property
    def is_good_news(self) -> bool:
        return self.kind not in (NoticeKind.SENT_BACK, NoticeKind.CALLED_OFF)


def notify(record, kind: NoticeKind, reason: str = ""):
    """Tell everyone who keeps the record, each in their own language (a lazy `reason`
    too).
    """
    for user in record.member_accounts():
        with translation.override(user.language):
            notice = Notice.objects.create(user=user, kind=kind, record=record, reason=str(reason))
            said = gettext("Cuivre de Kairouan : %(what)s.") % {"what": str(notice)}
            send(user, str(notice), f"{said} {reason}".strip())
