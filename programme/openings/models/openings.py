"""Places for graduates and apprentices in the workshops, and who asks for them."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Artisan
from enquiries.models import SentQuerySet
from kairouan.common.bilingual import Bilingual, Text
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import base_column, choices, columns
from kairouan.common.phones import PhoneField
from kairouan.common.records import Record
from kairouan.common.storage import private_storage
from kairouan.desk.documents import delete_document
from kairouan.review.moderation import (
    Moderated,
    ModeratedQuerySet,
    must_be_written_to_publish,
)
from kairouan.search.matching import Searchable
from workshops.models import Workshop

from .placements import Placement, PlacementKind

# an application serves a year at most, then it is purged (organic law 2004-63)
KEPT_FOR = datetime.timedelta(days=365)


def application_purge_day() -> datetime.date:
    return today_in_tunis() + KEPT_FOR


class OpeningQuerySet(ModeratedQuerySet):
    def published(self) -> Self:
        """Published, of a published workshop, and not past their last day in Tunis."""
        return (
            super()
            .published()
            .filter(
                workshop__in=Workshop.objects.published().values("pk"),
                expires_on__gte=today_in_tunis(),
            )
        )

    def managed_by(self, artisan) -> Self:
        """Filter the openings of the workshops that this person manages."""
        return self.filter(workshop__in=Workshop.objects.managed_by(artisan).values("pk"))

    def kept_by_account(self, user) -> Self:
        """Filter by `managed_by` for who is signed in."""
        return self.filter(workshop__in=Workshop.objects.kept_by_account(user).values("pk"))


class JobOpening(Moderated, Searchable):
    """A place that a workshop offers.

    Public pages start from `Opening.objects.published()`.
    """

    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="openings", verbose_name=_("atelier")
    )
    kind = models.CharField(
        _("nature"),
        max_length=14,
        choices=[choice for choice in PlacementKind.choices if choice[0] != "own_business"],
    )
    title = Bilingual(models.CharField(_("titre"), max_length=120, blank=True))
    text = Bilingual(models.TextField(_("texte"), blank=True))
    places = models.PositiveSmallIntegerField(pgettext_lazy("offre", "places"), default=1)
    starts_on = models.DateField(_("à partir du"), null=True, blank=True)
    expires_on = models.DateField(_("réponses jusqu’au"))

    member_names = [
        "kind",
        *columns("title", "text"),
        "places",
        "starts_on",
        "expires_on",
    ]
    slug_from = base_column("title")
    slug_prefix = "offre"
    searched_name = "title"
    searched_fields = columns("text")
    searched_through = ["workshop"]

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("offre")
        verbose_name_plural = _("offres")
        ordering = ["expires_on", "pk"]
        constraints = [
            must_be_written_to_publish(
                "title",
                name="opening_public_has_a_title",
                message=_("Une offre publiée porte un titre, dans une langue au moins."),
            ),
            models.CheckConstraint(
                name="opening_has_places",
                condition=Q(places__gte=1),
                violation_error_message=_("Une offre a une place au moins."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("programme:opening_detail", args=[self.slug])

    @property
    def name(self) -> Text:
        """Its title, under the name by which the space calls every record."""
        return self.title

    @property
    def mark(self) -> str:
        return self.workshop.mark

    @property
    def goes_live_at_once(self) -> bool:
        return self.workshop.is_trusted

    @property
    def public_with(self) -> Workshop:
        return self.workshop

    @property
    def is_over(self) -> bool:
        return self.expires_on < today_in_tunis()

    def member_accounts(self):
        return self.workshop.member_accounts()


class ApplicationQuerySet(SentQuerySet):
    def put_forward(self) -> Self:
        """Filter the applications that a workshop may read: put forward to it, or
        placed there.
        """
        return self.filter(state__in=[ApplicationState.PUT_FORWARD, ApplicationState.PLACED])


class ApplicationState(models.TextChoices):
    NEW = "new", _("à lire")
    HELD = "held", _("retenue, sans doute indésirable")
    PUT_FORWARD = "put_forward", _("proposée à l’atelier")
    PLACED = "placed", _("placée")
    DECLINED = "declined", _("sans suite")


class Application(Record):
    """Someone who asks for a place.

    Seen by the cluster's team alone, and by the workshop once it was put forward. Never
    public.
    """

    holds_personal_data = True

    shows_on_pages = False

    opening = models.ForeignKey(
        JobOpening, models.CASCADE, related_name="applications", verbose_name=_("offre")
    )
    HELD = ApplicationState.HELD  # `OpenForm` knows no model
    state = models.CharField(
        _("état"),
        max_length=12,
        choices=ApplicationState.choices,
        default=ApplicationState.NEW,
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
    diploma = models.CharField(_("diplôme ou formation"), max_length=160, blank=True)
    text = models.TextField(_("pourquoi cet atelier"), max_length=2000)
    document = models.FileField(
        _("CV ou attestation"), upload_to="applications/", storage=private_storage, blank=True
    )
    person = models.ForeignKey(
        Artisan,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("fiche de la personne"),
    )
    placement = models.OneToOneField(
        Placement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="application",
        verbose_name=_("insertion"),
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suivie par"),
        editable=False,
    )
    # as in a letter: a digest for a day, that names nobody
    sender = models.CharField(max_length=32, editable=False, blank=True)
    notes = models.TextField(_("notes de l’équipe"), blank=True)
    purge_on = models.DateField(_("à effacer le"), default=application_purge_day)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidature")
        verbose_name_plural = _("candidatures")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="application_can_be_answered",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message=_(
                    "Laissez un téléphone ou un e-mail, pour que l’on puisse vous répondre."
                ),
            )
        ]

    def __str__(self):
        return f"{self.opening} · {self.pk}"  # no name: the officers' log outlives the letter


@receiver(post_delete, sender=Application)
def forget_paper_of(instance, **kwargs):
    """An application that is gone, whichever way, leaves no paper behind."""
    delete_document(instance.document)
