"""Visits of verification: the checks of an officer in a workshop, and how long they
hold.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kairouan.common.calendar import today_in_tunis
from kairouan.common.choices import ChoiceListField
from kairouan.common.formatting import day
from kairouan.common.records import Record

from .workshops import Workshop


class Check(models.TextChoices):
    """Checklist of a visit, in its order."""

    PERSON = "person", _("la personne responsable est là et son identité est vue")
    REGISTRATION = "registration", _("la carte d’artisan ou l’inscription à l’ONA est vue")
    PLACE = "place", _("l’atelier est à l’adresse écrite")
    STEPS = "steps", _("les étapes déclarées sur place y sont bien réalisées")
    PIECES = "pieces", _("les pièces montrées sortent de cet atelier")
    TINNING = "tinning", _("l’étamage des pièces de cuisine est regardé")
    CONSENTS = "consents", _("les accords ont été lus et expliqués")


class Visit(Record):
    """A visit of verification. Never public: it is the desk's own memory."""

    shows_on_pages = False
    may_be_returned = False

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="visits", verbose_name=_("atelier")
    )
    visited_on = models.DateField(_("visite du"))
    visited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("par"),
        limit_choices_to={"is_staff": True},
    )
    checks = ChoiceListField(_("vu sur place"), choices_class=Check)
    valid_until = models.DateField(
        _("à refaire avant le"),
        help_text=_("Ensuite l’atelier revient dans la liste « à suivre »."),
    )
    remark = models.TextField(
        _("remarque"), blank=True, max_length=2000, help_text=_("Jamais publique.")
    )

    class Meta:
        verbose_name = _("visite")
        verbose_name_plural = _("visites")
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="visit_holds_after_it_is_made",
                condition=Q(valid_until__gt=F("visited_on")),
                violation_error_message=_("La date de la prochaine visite vient après celle-ci."),
            )
        ]

    def __str__(self):
        return f"{self.workshop} · {day(self.visited_on)}"

    def clean(self):
        super().clean()
        if self.visited_on and self.visited_on > today_in_tunis():
            raise ValidationError(
                {"visited_on": _("Une visite s’écrit une fois faite : cette date est à venir.")}
            )

    @property
    def is_whole(self) -> bool:
        """Return whether every item of the checklist was seen."""
        return set(self.checks) >= set(Check.values)

    @property
    def left(self) -> list:
        """List the checks not made, in the reader's language."""
        return [check.label for check in Check if check.value not in self.checks]
