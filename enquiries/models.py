"""Messages of visitors to the cluster, requests to join included. They arrive on the
officers' desk.
"""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan
from kairouan.common.languages import choices
from kairouan.common.phones import PhoneField
from kairouan.common.places import Delegation
from kairouan.common.records import Record
from kairouan.common.storage import private_storage
from kairouan.desk.documents import delete_document
from workshops.models import Workshop

# two years, then purged (organic law 2004-63: no longer than its purpose)
KEPT_FOR = datetime.timedelta(days=730)


def message_purge_day() -> datetime.date:
    return timezone.localdate() + KEPT_FOR


class SentQuerySet(models.QuerySet):
    """Rows sent by visitors without an account: rate limits and purge."""

    def recent(self) -> Self:
        """Filter what was sent within the hour."""
        return self.filter(created_at__gte=timezone.now() - datetime.timedelta(hours=1))

    def due_for_purge(self) -> Self:
        return self.filter(purge_on__lt=timezone.localdate())

    def forget_senders(self) -> int:
        """Take the digest of its sender off every letter that is a day old: it has
        served.
        """
        old = self.filter(created_at__lt=timezone.now() - datetime.timedelta(days=1)).exclude(
            sender=""
        )
        return old.update(sender="")


class SenderStanding(models.TextChoices):
    ARTISAN = "artisan", _("artisan")
    APPRENTICE = "apprentice", _("apprenti")
    GRADUATE = "graduate", _("diplômé")
    DESIGNER = "designer", _("designer")


class MessageKind(models.TextChoices):
    CONTACT = "contact", _("message")
    JOINING = "joining", _("demande d’adhésion")
    DATA = "data", _("demande sur ses données")


class MessageState(models.TextChoices):
    NEW = "new", _("à lire")
    HELD = "held", _("retenu, sans doute indésirable")
    HANDLED = "handled", _("traité")
    REFUSED = "refused", _("écarté")


class Message(Record):
    """A message to the cluster, a request to join it, or a member's about their own
    data. Never public.
    """

    holds_personal_data = True

    class Subject(models.TextChoices):
        PIECE = "piece", _("une pièce ou un atelier")
        RECOGNISE = "recognise", _("une pièce à reconnaître")
        VISIT = "visit", _("une visite")
        TINNING = "tinning", _("un rétamage ou une réparation")
        PRESS = "press", _("presse, école, recherche")
        CORRECTION = "correction", _("une erreur sur le portail, mes données")
        ERASURE = "erasure", _("effacer mes données")
        OTHER = "other", _("autre chose")

    shows_on_pages = False

    kind = models.CharField(
        _("nature"), max_length=8, choices=MessageKind.choices, default=MessageKind.CONTACT
    )
    HELD = MessageState.HELD  # `OpenForm` knows no model
    state = models.CharField(
        _("état"),
        max_length=8,
        choices=MessageState.choices,
        default=MessageState.NEW,
        db_index=True,
    )
    language = models.CharField(
        _("langue de la page"),
        max_length=2,
        choices=choices(),
    )
    name = models.CharField(_("nom"), max_length=120)
    phone = PhoneField(_("téléphone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    subject = models.CharField(_("sujet"), max_length=10, choices=Subject.choices, blank=True)
    workshop = models.ForeignKey(
        Workshop,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages_about",
        verbose_name=_("à propos de l’atelier"),
    )
    person = models.ForeignKey(
        Artisan,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="requests_about_data",
        verbose_name=_("personne"),
    )
    standing = models.CharField(
        _("qualité"), max_length=10, choices=SenderStanding.choices, blank=True
    )
    delegation = models.CharField(
        _("délégation"), max_length=20, choices=Delegation.choices, blank=True
    )
    craft_since_year = models.PositiveSmallIntegerField(
        _("au métier depuis"), null=True, blank=True
    )
    text = models.TextField(_("message"), max_length=4000)
    photo = models.FileField(_("photo"), upload_to="messages/", storage=private_storage, blank=True)
    sender = models.CharField(
        max_length=32, editable=False, blank=True
    )  # a digest that tells senders apart for a day, and names nobody
    notes = models.TextField(_("notes de l’équipe"), blank=True)
    purge_on = models.DateField(_("à effacer le"), default=message_purge_day)

    objects = SentQuerySet.as_manager()

    class Meta:
        verbose_name = _("message reçu")
        verbose_name_plural = _("messages reçus")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["sender", "created_at"], name="message_of_sender")]
        constraints = [
            models.CheckConstraint(
                name="message_can_be_answered",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message=_(
                    "Laissez un téléphone ou un e-mail, pour que l’on puisse vous répondre."
                ),
            )
        ]

    def __str__(self):
        # no name: the officers' log outlives the letter
        return f"{self.get_kind_display()} {self.pk}"


@receiver(post_delete, sender=Message)
def forget_photo(instance, **kwargs):
    """A letter that is gone, whichever way, leaves no photograph behind."""
    delete_document(instance.photo)
