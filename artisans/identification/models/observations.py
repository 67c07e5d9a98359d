"""Observations: how often a state of a character is seen in a technique, who said so
and who agreed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from artisans.models.techniques import Technique
from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.records import Record
from kairouan.common.states import CodeField

from ..characters import coded_states


class Frequency(models.TextChoices):
    """Unknown is not never: nobody has looked yet."""

    ALWAYS = "always", _("toujours")
    OFTEN = "often", _("souvent")
    RARELY = "rarely", _("rarement")
    NEVER = "never", _("jamais")
    UNKNOWN = "unknown", _("on ne sait pas")


class Observation(Record, Translated):
    """One cell of the key's grid. A state without one is unknown."""

    technique = models.ForeignKey(
        Technique, models.CASCADE, related_name="observations", verbose_name=_("technique")
    )
    state = CodeField(_("ce que l’œil voit"), max_length=24, choices=coded_states)
    frequency = models.CharField(
        _("fréquence"), max_length=8, choices=Frequency.choices, default=Frequency.UNKNOWN
    )
    source = Bilingual(
        models.CharField(
            _("source"),
            max_length=200,
            blank=True,
            help_text=_("Qui l’a dit, ou sur quelles pièces cela a été vu."),
        )
    )
    agreed_by = Bilingual(models.CharField(_("confirmé par"), max_length=200, blank=True))

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations de la clé")
        ordering = ["technique__rank", "technique", "state"]
        constraints = [
            models.UniqueConstraint(
                fields=["technique", "state"],
                name="observation_once_by_technique_and_state",
                violation_error_message=_("Cette technique a déjà une observation pour cela."),
            )
        ]

    def __str__(self):
        return f"{self.technique} · {self.get_state_display()}"
