"""Goals and frozen quarters of the figures; the figures themselves are counted from the
records (`programme.results`).
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, Translated
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
