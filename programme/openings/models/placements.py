"""Graduates and apprentices in the workshops, and what became of them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Artisan
from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.calendar import today_in_tunis
from kairouan.common.records import Record
from programme.models.actions import Action
from programme.models.support import months_before
from workshops.models import Workshop


class PlacementQuerySet(models.QuerySet):
    def to_follow_up(self, months: int) -> Self:
        """Filter the placements due for a follow-up: begun that many months ago (6 or
        12) or more, today in Tunis, with no outcome noted.
        """
        return self.filter(
            **{"starts_on__lte": months_before(today_in_tunis(), months), f"after_{months}": ""}
        )


class PlacementKind(models.TextChoices):
    INTERNSHIP = "internship", _("stage")
    APPRENTICESHIP = "apprenticeship", pgettext_lazy("emploi", "apprentissage")
    JOB = "job", _("emploi")
    OWN_BUSINESS = "own_business", _("atelier à son compte")


class Placement(Record, Translated):
    """A graduate's or an apprentice's time in a workshop, and what became of them 6 and
    12 months after it began.
    """

    holds_personal_data = True

    class Followed(models.TextChoices):
        IN_PLACE = "in_place", _("toujours dans l’atelier")
        IN_CRAFT = "in_craft", _("ailleurs dans le métier")
        LEFT = "left", _("a quitté le métier")
        LOST = "lost", _("injoignable")

    artisan = models.ForeignKey(
        Artisan, models.PROTECT, related_name="placements", verbose_name=_("personne")
    )
    workshop = models.ForeignKey(
        Workshop,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("atelier"),
    )
    opening = models.ForeignKey(
        "openings.JobOpening",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("offre"),
    )
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("action"),
    )
    kind = models.CharField(_("nature"), max_length=14, choices=PlacementKind.choices)
    diploma = Bilingual(models.CharField(_("diplôme"), max_length=160, blank=True))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"), null=True, blank=True)
    after_6 = models.CharField(_("à 6 mois"), max_length=8, choices=Followed.choices, blank=True)
    after_6_on = models.DateField(_("constaté le"), null=True, blank=True)
    after_12 = models.CharField(_("à 12 mois"), max_length=8, choices=Followed.choices, blank=True)
    after_12_on = models.DateField(_("constaté le"), null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("insertion")
        verbose_name_plural = _("insertions")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="placement_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                name="placement_has_a_place",
                condition=Q(workshop__isnull=False) | Q(kind="own_business"),
                violation_error_message=_(
                    "Dites dans quel atelier, sauf pour un atelier à son compte."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.artisan} · {self.get_kind_display()}"

    def shown_under(self, relation: str) -> set[str]:
        """Counted on public pages, never shown by person."""
        return set()
