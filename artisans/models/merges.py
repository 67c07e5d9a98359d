"""Merges: two records of one person made one."""

from functools import partial

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import Record
from kairouan.photos.base import Photo, forget_files
from kairouan.review.serialization import row_from_columns

from .people import Artisan, Consent


class Merge(Record):
    """Snapshot of the record that went, until the merge is taken back. Written by
    `artisans.merging` alone; never public.

    Goes with either person: what it holds of them is erased when they are.
    """

    holds_personal_data = True
    shows_on_pages = False

    kept = models.ForeignKey(
        Artisan, models.CASCADE, null=True, related_name="merges", verbose_name=_("fiche gardée")
    )
    removed_number = models.PositiveBigIntegerField(_("numéro de la fiche supprimée"))
    removed_name = models.CharField(_("nom de la fiche supprimée"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("fusionné par"),
    )
    moved = models.JSONField(_("ce qui est passé"), default=dict)
    # what taking it back needs (`merging.ledger`); none once it is taken back
    ledger = models.JSONField(null=True, editable=False)
    restored = models.ForeignKey(
        Artisan,
        models.CASCADE,
        null=True,
        related_name="merges_taken_back",
        verbose_name=_("fiche rendue"),
    )
    taken_back_at = models.DateTimeField(_("annulée le"), null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("annulée par"),
    )

    class Meta:
        verbose_name = _("fusion de fiches")
        verbose_name_plural = _("fusions de fiches")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.removed_name} → {self.kept or ''}"

    @property
    def passed(self) -> list[str]:
        """List the rows moved to the record that stays, counted by model."""
        counts = self.moved.get("moved", {}).items()
        return [
            f"{capfirst(apps.get_model(label)._meta.verbose_name_plural)} : {n}"
            for label, n in counts
        ]

    @property
    def dropped(self) -> list[str]:
        """List the rows not moved, since the record that stays had the same."""
        return self.moved.get("dropped", [])

    @property
    def items_ended(self) -> list[Consent.Item]:
        """List the items that may no longer be shown: consents set aside, with none of
        the same item left.
        """
        if self.kept is None or self.ledger is None:
            return []
        standing = set(self.kept.consents.filter(withdrawn_on=None).values_list("item", flat=True))
        ended = [
            event["pk"]
            for event in self.ledger["events"]
            if (event["after"] or {}).get("is_set_aside")
        ]
        items = (
            set(self.kept.consents.filter(pk__in=ended).values_list("item", flat=True)) - standing
        )
        return [item for item in Consent.Item if item in items]

    @property
    def photos(self) -> list[models.Model]:
        """List those that the merge took away, and keeps for its taking back."""
        deleted = [
            event for event in (self.ledger or {}).get("events", []) if event["after"] is None
        ]
        kinds = [(apps.get_model(event["model"]), event["before"]) for event in deleted]
        return [
            row_from_columns(kind, columns) for kind, columns in kinds if issubclass(kind, Photo)
        ]


@receiver(post_delete, sender=Merge)
def forget_photos(instance, **kwargs):
    """A person who is erased leaves no file behind in what was merged."""
    for photo in instance.photos:
        transaction.on_commit(partial(forget_files, photo))
