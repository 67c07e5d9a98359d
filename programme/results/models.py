"""Goals and frozen quarters of the figures; the figures themselves are counted from the
records (`programme.results`).
"""

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kairouan.common import formatting
from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.calendar import TUNIS
from kairouan.common.records import Record


class IndicatorGoal(Record, Translated):
    """Start of an indicator and where it should arrive."""

    code = models.CharField(_("indicateur"), max_length=4, unique=True)
    baseline = models.DecimalField(
        _("départ"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    baseline_on = models.DateField(_("constaté le"), null=True, blank=True)
    target = models.DecimalField(_("cible"), max_digits=14, decimal_places=3, null=True, blank=True)
    target_on = models.DateField(_("à atteindre le"), null=True, blank=True)
    source = Bilingual(models.CharField(_("document"), max_length=200, blank=True))

    class Meta:
        verbose_name = _("cible d’un indicateur")
        verbose_name_plural = _("cibles des indicateurs")
        ordering = ["pk"]

    def __str__(self):
        return self.code


class FrozenQuarter(Record):
    """The figures of a quarter as they were when it was closed.

    Written once, never edited: a later correction shows beside it.
    """

    year = models.PositiveSmallIntegerField(_("année"))
    quarter = models.PositiveSmallIntegerField(
        _("trimestre"), choices=[(number, str(number)) for number in (1, 2, 3, 4)]
    )
    figures = models.JSONField(_("chiffres"), default=dict, editable=False)
    frozen_at = models.DateTimeField(_("arrêté le"), editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("arrêté par"),
        editable=False,
    )

    class Meta:
        verbose_name = _("trimestre arrêté")
        verbose_name_plural = _("trimestres arrêtés")
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                name="quarter_frozen_once",
                fields=["year", "quarter"],
                violation_error_message=_("Ce trimestre est déjà arrêté."),
            ),
            models.CheckConstraint(
                name="quarter_is_one_of_four", condition=Q(quarter__range=(1, 4))
            ),
        ]

    def __str__(self):
        return f"{self.year} T{self.quarter}"

    def save(self, *args, **kwargs):
        """Refuses to write other figures over those of a closed quarter."""
        kept = (
            FrozenQuarter.objects.filter(pk=self.pk).values("year", "quarter", "figures").first()
            if self.pk
            else None
        )
        if kept and kept != {"year": self.year, "quarter": self.quarter, "figures": self.figures}:
            raise ValidationError(_("Un trimestre arrêté ne se modifie pas."))
        super().save(*args, **kwargs)


class ReleaseState(models.TextChoices):
    """How far a release has come; only one that passed its audit is published."""

    MAKING = "making", _("en préparation")
    PUBLISHED = "published", _("publiée")
    REFUSED = "refused", _("refusée")


class ResultsReleaseQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Those that passed, the one that pages show first."""
        return self.filter(state=ReleaseState.PUBLISHED).order_by("-made_at", "-pk")


class ResultsRelease(Record):
    """The figures of the results as they are published: masked once, audited, and read
    by every page and every machine. One for what there is to count (`digest`).
    """

    given_by_portal = models.Q(pk__isnull=False)  # each: counted, not written by anyone

    digest = models.CharField(max_length=64, unique=True, editable=False)
    facts_digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("état"), max_length=9, choices=ReleaseState.choices, default=ReleaseState.MAKING
    )
    made_at = models.DateTimeField(_("faite le"), editable=False)
    seconds = models.PositiveIntegerField(_("durée en secondes"), default=0, editable=False)
    figures = models.JSONField(default=dict, editable=False)
    audit = models.JSONField(_("contrôle"), default=list, editable=False)

    objects: ClassVar = ResultsReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication des résultats")
        verbose_name_plural = _("publications des résultats")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return formatting.day(self.made_at.astimezone(TUNIS).date())

    @property
    def cells(self) -> int:
        """Guarded figures that are not zero."""
        return sum(table["cells"] for table in self.audit)

    @property
    def masked(self) -> int:
        return sum(table["masked"] for table in self.audit)

    @property
    def least(self) -> int | None:
        """The fewest values proved possible for what is masked."""
        known = [table["least"] for table in self.audit if table["least"] is not None]
        return min(known, default=None)
