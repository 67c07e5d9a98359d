"""That two records of one person were made one."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import Record

from .people import Artisan


class Merge(Record):
    """What is left of the record that went. Written by `artisans.merging` alone; never public."""

    holds_personal_data = True
    shows_on_pages = False

    kept = models.ForeignKey(Artisan, models.SET_NULL, null=True, related_name="merges", verbose_name=_("fiche gardée"))
    removed_number = models.PositiveBigIntegerField(_("numéro de la fiche supprimée"))
    removed_name = models.CharField(_("nom de la fiche supprimée"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("fusionné par"))
    moved = models.JSONField(_("ce qui est passé"), default=dict)

    class Meta:
        verbose_name = _("fusion de fiches")
        verbose_name_plural = _("fusions de fiches")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.removed_name} → {self.kept or ''}"

    @property
    def passed(self) -> list[str]:
        """What passed to the record that stays, counted by kind."""
        counts = self.moved.get("moved", {}).items()
        return [f"{capfirst(apps.get_model(label)._meta.verbose_name_plural)} : {n}" for label, n in counts]

    @property
    def dropped(self) -> list[str]:
        """What the record that stays had already."""
        return self.moved.get("dropped", [])
