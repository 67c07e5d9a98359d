"""Registrations, attendance, certificates and opinions. Never public by person."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan
from kairouan.common.records import Record

from .actions import Action, Session


class RegistrationQuerySet(models.QuerySet):
    def seated(self) -> Self:
        """Filter the registrations that hold a place: confirmed, or asked for and not
        yet answered.
        """
        return self.filter(state__in=Registration.SEATED)

    def waiting(self) -> Self:
        """The waiting list, in its order."""
        return self.filter(state=RegistrationState.WAITING).order_by("asked_at", "pk")

    def with_rank(self) -> Self:
        """Each registration with its `rank` in the waiting list of its action, from 1,
        in the statement; None for those that do not wait.
        """
        ahead = Q(asked_at__lt=OuterRef("asked_at")) | Q(
            asked_at=OuterRef("asked_at"), pk__lte=OuterRef("pk")
        )
        up_to_it = (
            Registration.objects.waiting()
            .filter(ahead, action=OuterRef("action"))
            .order_by()
            .values("action")
        )
        rank = Subquery(up_to_it.annotate(count=Count("pk")).values("count"))
        return self.annotate(rank=Case(When(state=RegistrationState.WAITING, then=rank)))


class RegistrationState(models.TextChoices):
    REQUESTED = "requested", _("demandée")
    CONFIRMED = "confirmed", _("confirmée")
    WAITING = "waiting", _("sur la liste d’attente")
    CANCELLED = "cancelled", _("annulée")


class Registration(Record):
    """Registration of a person for an action.

    Changed by `programme.registering` alone, which never gives more places than there
    are.
    """

    holds_personal_data = True

    SEATED = (RegistrationState.REQUESTED, RegistrationState.CONFIRMED)
    FIRMEST = (
        RegistrationState.CONFIRMED,
        RegistrationState.REQUESTED,
        RegistrationState.WAITING,
        RegistrationState.CANCELLED,
    )

    action = models.ForeignKey(
        Action, models.PROTECT, related_name="registrations", verbose_name=_("action")
    )
    artisan = models.ForeignKey(
        Artisan, models.PROTECT, related_name="registrations", verbose_name=_("personne")
    )
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=RegistrationState.choices,
        default=RegistrationState.REQUESTED,
        db_index=True,
    )
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    has_answered = models.BooleanField(_("a rempli la fiche d’avis"), default=False, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering = ["action", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="registration_once",
                fields=["action", "artisan"],
                violation_error_message=_("Cette personne est déjà inscrite à cette action."),
            )
        ]

    def __str__(self):
        return str(self.action)

    @property
    def name(self):
        """Name under which its person reads of it."""
        return self.action.title

    @property
    def is_seated(self) -> bool:
        return self.state in Registration.SEATED

    def shown_under(self, relation: str) -> set[str]:
        """Counted on public pages, never shown by person."""
        return set()

    def absorb(self, other):
        """One registration of two: the firmest state, since only the confirmed are
        counted as present; asked for on the earlier day.
        """
        self.state = min(self.state, other.state, key=Registration.FIRMEST.index)
        self.asked_at = min(self.asked_at, other.asked_at)
        self.has_answered = self.has_answered or other.has_answered

    def member_accounts(self):
        """The users who are told what becomes of it."""
        return get_user_model().objects.filter(is_active=True, artisan=self.artisan_id)


class Attendance(Record):
    """Presence or absence of a registered person at a session."""

    holds_personal_data = True

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="attendances", verbose_name=_("séance")
    )
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="attendances", verbose_name=_("inscription")
    )
    is_present = models.BooleanField(_("présent"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noté par"),
        editable=False,
    )

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="attendance_once",
                fields=["session", "registration"],
                violation_error_message=_("La présence à cette séance est déjà notée."),
            )
        ]

    def __str__(self):
        return f"{self.session} · {self.registration.artisan}"

    def absorb(self, other):
        """Present under either name is present."""
        if other.is_present and not self.is_present:
            self.is_present, self.recorded_by = True, other.recorded_by


class Certificate(Record):
    """The paper that says a person took part.

    Whoever holds it can have its code checked.
    """

    holds_personal_data = True
    shows_on_pages = False

    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="certificate", verbose_name=_("inscription")
    )
    code = models.CharField(_("code"), max_length=16, unique=True)
    hours = models.DecimalField(_("heures suivies"), max_digits=6, decimal_places=2)
    issued_on = models.DateField(_("délivrée le"))
    withdrawn_on = models.DateField(_("retirée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering = ["-issued_on", "pk"]

    def __str__(self):
        return self.code


class Opinion(Record):
    """Anonymous opinion of a participant on an action.

    Nothing ties it to anyone: no name, no hour, and a number drawn by lot, so that the
    order of the rows tells nothing either.
    """

    class WillUse(models.TextChoices):
        YES = "yes", _("oui")
        PARTLY = "partly", _("en partie")
        NO = "no", _("non")

    MARKS = [(1, _("pas du tout")), (2, _("un peu")), (3, _("assez")), (4, _("tout à fait"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = updated_at = None  # type: ignore[assignment] # so Django leaves a column out
    action = models.ForeignKey(
        Action, models.CASCADE, related_name="opinions", verbose_name=_("action")
    )
    is_useful = models.PositiveSmallIntegerField(_("utile à votre travail"), choices=MARKS)
    is_clear = models.PositiveSmallIntegerField(_("bien expliqué"), choices=MARKS)
    will_use = models.CharField(
        _("vous allez vous en servir"), max_length=6, choices=WillUse.choices
    )
    remark = models.TextField(_("remarque"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("avis sur une action")
        verbose_name_plural = _("avis sur les actions")
        ordering = ["action", "pk"]
        constraints = [
            models.CheckConstraint(
                name="opinion_marks",
                condition=Q(is_useful__range=(1, 4)) & Q(is_clear__range=(1, 4)),
            )
        ]

    def __str__(self):
        return str(self.action)
