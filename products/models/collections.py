"""Collections: designers with artisans, for a season or a fair."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, must_be_written
from kairouan.common.languages import columns
from kairouan.photos.base import Illustrated, Photo
from kairouan.review.moderation import Moderated, ModeratedQuerySet, Status
from kairouan.search.matching import Searchable


class CollectionQuerySet(ModeratedQuerySet):
    pass


class Collection(Moderated, Searchable, Illustrated):
    """Products that belong together, and whose idea they were."""

    name = Bilingual(models.CharField(_("nom"), max_length=120, blank=True))
    summary = Bilingual(models.CharField(_("en une ligne"), max_length=200, blank=True))
    text = Bilingual(models.TextField(_("texte"), blank=True))
    design_credit = Bilingual(models.CharField(_("conception"), max_length=160, blank=True))
    occasion = Bilingual(models.CharField(_("saison ou salon"), max_length=160, blank=True))
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)

    slug_prefix = "collection"
    searched_fields = columns("summary", "text", "occasion")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["-year", "pk"]
        constraints = [
            must_be_written(
                "name",
                name="collection_public_has_a_name",
                message=_("Une collection publiée porte un nom, dans une langue au moins."),
                unless=~Q(status=Status.PUBLISHED),
            )
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("products:collection_detail", args=[self.slug])


class CollectionPhoto(Photo):
    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="photos", verbose_name=_("collection")
    )

    shows = "collection"

    class Meta(Photo.Meta):
        pass
