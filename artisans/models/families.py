"""The families of coppersmiths.

A family's story is told only while the person who speaks for it agrees.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual
from kairouan.common.languages import base_column, columns
from kairouan.common.records import Featured, Record
from kairouan.photos.base import Illustrated, Photo, PhotoQuerySet
from kairouan.review.moderation import (
    Moderated,
    ModeratedQuerySet,
    must_be_written_to_publish,
)
from kairouan.search.matching import Searchable

from .people import Consent, Sourced
from .techniques import Technique


def story_may_be_told(spokesperson: str) -> Exists:
    """Condition: the person in that column consents, today, to the family's story being
    published.
    """
    return Exists(
        Consent.objects.in_force().filter(
            item=Consent.Item.FAMILY_STORY, artisan=OuterRef(spokesperson)
        )
    )


class FamilyQuerySet(ModeratedQuerySet):
    def published(self) -> Self:
        """Published families, knowing whether their story may be told
        (`shows_story`).
        """
        return super().published().annotate(shows_story=story_may_be_told("spokesperson"))


class Family(Moderated, Featured, Searchable, Illustrated):
    """A family, its techniques and its people.

    Public pages start from `Family.objects.published()`.
    """

    holds_personal_data = True

    name = Bilingual(
        models.CharField(
            _("nom"),
            max_length=120,
            blank=True,
            help_text=_("Sans le mot « famille » : « Ben Jemâa »."),
        )
    )
    origin = Bilingual(models.CharField(_("origine"), max_length=200, blank=True))
    story = Bilingual(
        models.TextField(
            _("histoire"),
            blank=True,
            help_text=_(
                "Visible seulement avec l’accord de la personne qui parle pour la famille."
            ),
        )
    )
    spokesperson = models.ForeignKey(
        "artisans.Artisan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speaks_for",
        verbose_name=_("qui parle pour la famille"),
    )
    since_year = models.PositiveSmallIntegerField(_("au cuivre depuis"), null=True, blank=True)
    techniques = models.ManyToManyField(
        Technique, through="FamilyTechnique", related_name="families", verbose_name=_("techniques")
    )

    slug_prefix = "famille"
    # never the story: it may be withdrawn, and the search would still tell it
    searched_fields = columns("origin")

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name = _("famille")
        verbose_name_plural = _("familles")
        ordering = [base_column("sort"), "pk"]
        constraints = [
            must_be_written_to_publish(
                "name",
                name="family_public_has_a_name",
                message=_("Une famille publiée porte un nom, dans une langue au moins."),
            )
        ]

    def shown_under(self, relation: str) -> set[str]:
        """The family's story shows while its spokesperson agrees."""
        return {Consent.Item.FAMILY_STORY}

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("artisans:family_detail", args=[self.slug])

    @property
    def public_story(self):
        """The story, when it was read through `published()` and the consent is in
        force; else an empty string.
        """
        return self.story if getattr(self, "shows_story", False) else ""


class FamilyTechnique(Record, Sourced):
    """Technique practised by a family: since when, and on whose word."""

    family = models.ForeignKey(
        Family, models.CASCADE, related_name="practices", verbose_name=_("famille")
    )
    technique = models.ForeignKey(
        Technique, models.PROTECT, related_name="practices", verbose_name=_("technique")
    )
    since_year = models.PositiveSmallIntegerField(_("depuis"), null=True, blank=True)
    is_main = models.BooleanField(_("technique principale"), default=False)

    class Meta:
        verbose_name = _("technique de la famille")
        verbose_name_plural = _("techniques de la famille")
        ordering = ["-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="family_technique_once",
                fields=["family", "technique"],
                violation_error_message=_("Cette technique est déjà dans la liste."),
            ),
            models.UniqueConstraint(
                name="family_one_main_technique",
                fields=["family"],
                condition=Q(is_main=True),
                violation_error_message=_("Une famille a une seule technique principale."),
            ),
        ]

    def __str__(self):
        return f"{self.family} · {self.technique}"

    def shown_under(self, relation: str) -> set[str]:
        """The page says who told it under that person's name."""
        return {Consent.Item.NAME}


class FamilyPhotoQuerySet(PhotoQuerySet):
    def with_family(self):
        """The photographs of published families, each with its family and whether this
        one's story may be told (`shows_story`).
        """
        return (
            self.filter(family__in=Family.objects.published().values("pk"))
            .select_related("family")
            .annotate(shows_story=story_may_be_told("family__spokesperson"))
        )


class FamilyPhoto(Photo):
    family = models.ForeignKey(
        Family, models.CASCADE, related_name="photos", verbose_name=_("famille")
    )

    objects: ClassVar = FamilyPhotoQuerySet.as_manager()

    shows = "family"

    class Meta(Photo.Meta):
        pass
