"""The hammering techniques: the mark each leaves, in fixed terms that can be
compared, and how each sounds.
"""

from typing import ClassVar, Self

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.languages import columns
from kairouan.common.records import Record, related_model
from kairouan.photos.base import Illustrated, Photo, PhotoQuerySet
from kairouan.review.moderation import (
    Moderated,
    ModeratedQuerySet,
    Status,
    must_be_written_to_publish,
)
from kairouan.review.proposals import Proposal, ProposedSound
from kairouan.search.matching import Searchable
from kairouan.sounds.base import Sound


class Mark(models.TextChoices):
    """The drawn hallmarks of static/img/marks.svg.

    They are names of drawings, the same in every language.
    """

    NID_DABEILLE = "nid-dabeille", "nid-dabeille"
    GRAIN_DORGE = "grain-dorge", "grain-dorge"
    ECAILLES = "ecailles", "ecailles"
    SPIRALE = "spirale", "spirale"
    PLUIE = "pluie", "pluie"
    RAYONS = "rayons", "rayons"
    ONDES = "ondes", "ondes"
    PLANE_MIROIR = "plane-miroir", "plane-miroir"


class Outline(models.TextChoices):
    HEXAGON = "hexagon", _("hexagone")
    ROUND = "round", _("rond")
    OVAL = "oval", _("ovale")
    SCALE = "scale", _("croissant ou écaille")
    STROKE = "stroke", _("trait")
    POLYGON = "polygon", _("grand polygone")


class Spacing(models.TextChoices):
    APART = "apart", _("séparés")
    TOUCHING = "touching", _("jointifs")
    OVERLAPPING = "overlapping", _("qui se recouvrent")


class Order(models.TextChoices):
    HONEYCOMB = "honeycomb", _("en nid d’abeille")
    RINGS = "rings", _("en anneaux")
    SPIRAL = "spiral", _("en spirale")
    RAYS = "rays", _("en rayons")
    ROWS = "rows", _("en rangées")
    FREE = "free", _("libre")


class Depth(models.TextChoices):
    FLAT = "flat", _("en surface")
    SHALLOW = "shallow", _("peu profond")
    DEEP = "deep", _("profond")


class Surface(models.TextChoices):
    MIRROR = "mirror", pgettext_lazy("surface", "miroir")
    SATIN = "satin", pgettext_lazy("surface", "satinée")
    ROUGH = "rough", pgettext_lazy("surface", "brute")


class Visibility(models.TextChoices):
    """To whom a family shows a technique that it practises.

    The family chooses (`artisans/visibility.py`); it is obeyed as a consent is.
    """

    EVERYONE = "everyone", _("tout le monde")
    MEMBERS = "members", _("les membres du cluster")
    FAMILY = "family", _("la famille seule")


class TechniqueQuerySet(ModeratedQuerySet):
    def published(self) -> Self:
        """Filter the techniques that a visitor may see: those of the register that no
        family practises, or that one at least shows to everyone.
        """
        return super().published().filter(self.is_public())

    def known_to(self, person) -> Self:
        """Filter the techniques of the register that a member may see: the public ones,
        those shown to the cluster, those of their own families. Nobody in particular
        (None) is a visitor.
        """
        if person is None:
            return self.published()
        families = related_model(self.model, "families").objects.of_person(person)
        return (
            super()
            .published()
            .filter(
                self.is_public()
                | Q(self.is_practised(visibility=Visibility.MEMBERS))
                | Q(self.is_practised(family__in=families.values("pk")))
            )
        )

    def managed_by(self, artisan) -> Self:
        """The techniques, not yet in the register, that the families for which this
        person speaks have described.
        """
        return self.described_by(related_model(self.model, "families").objects.managed_by(artisan))

    def kept_by_account(self, user) -> Self:
        """Filter by `managed_by` for who is signed in, with the techniques of the
        families of that person: they send the sound of the hammer.
        """
        families = related_model(self.model, "families").objects
        described = self.described_by(families.kept_by_account(user))
        artisan = getattr(user, "artisan", None)
        return described | self.practised_by(artisan) if artisan else described

    def practised_by(self, person) -> Self:
        """The techniques of the families to which the person belongs, or for which they
        speak.
        """
        families = related_model(self.model, "families").objects.of_person(person)
        return self.filter(self.is_practised(family__in=families.values("pk")))

    def described_by(self, families) -> Self:
        kept = self.filter(status__in=[Status.DRAFT, Status.SUBMITTED, Status.SENT_BACK])
        return kept.filter(self.is_practised(family__in=families.values("pk")))

    def is_public(self) -> Q:
        """Make the condition that no family keeps it, or that one shows it to
        everyone.
        """
        return ~Q(self.is_practised()) | Q(self.is_practised(visibility=Visibility.EVERYONE))

    def is_practised(self, **how) -> Exists:
        """Make the condition that a family practises it, in such a way."""
        practices = related_model(self.model, "practices").objects
        return Exists(practices.filter(technique=OuterRef("pk"), **how))


def technique_shows(column: str) -> Exists:
    """Condition: a visitor may see the technique in that column."""
    return Exists(Technique.objects.published().filter(pk=OuterRef(column)))


class Technique(Moderated, Searchable, Illustrated):
    """A way of hammering and the surface it leaves.

    Public pages start from `Technique.objects.published()`.
    """

    mark = models.CharField(
        _("signe"),
        max_length=20,
        choices=Mark.choices,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Vide tant qu’aucun signe n’est dessiné."),
    )
    name = Bilingual(models.CharField(_("nom"), max_length=80, blank=True))
    summary = Bilingual(
        models.CharField(
            _("en une ligne"),
            max_length=120,
            blank=True,
            help_text=_("Ce que l’œil voit : « Facettes hexagonales »."),
        )
    )
    description = Bilingual(models.TextField(_("description"), blank=True))
    recognise = Bilingual(models.TextField(_("comment le reconnaître"), blank=True))
    hammer = Bilingual(models.CharField(_("marteau employé"), max_length=160, blank=True))
    outline = models.CharField(
        _("contour du coup"), max_length=12, choices=Outline.choices, blank=True
    )
    size_min_mm = models.PositiveSmallIntegerField(
        _("taille du coup, de (mm)"), null=True, blank=True
    )
    size_max_mm = models.PositiveSmallIntegerField(
        _("taille du coup, à (mm)"), null=True, blank=True
    )
    spacing = models.CharField(
        _("écart entre les coups"), max_length=12, choices=Spacing.choices, blank=True
    )
    order = models.CharField(_("disposition"), max_length=12, choices=Order.choices, blank=True)
    depth = models.CharField(_("profondeur"), max_length=12, choices=Depth.choices, blank=True)
    surface = models.CharField(_("surface"), max_length=12, choices=Surface.choices, blank=True)
    rank = models.PositiveSmallIntegerField(
        _("rang"), default=0, help_text=_("L’ordre dans le guide.")
    )

    # Of its first version, and its sounds later: what is public is written by officers,
    # for a technique may be of several families.
    member_names = [
        *columns("name", "summary"),
        "outline",
        "spacing",
        "order",
        "depth",
        "surface",
        "photos",
        "sounds",
    ]
    slug_prefix = "martelage"
    searched_fields = columns("summary", "description")

    objects = TechniqueQuerySet.as_manager()

    class Meta:
        verbose_name = _("technique de martelage")
        verbose_name_plural = _("techniques de martelage")
        ordering = ["rank", "pk"]
        constraints = [
            must_be_written_to_publish(
                "name",
                name="technique_public_has_a_name",
                message=_("Une technique publiée porte un nom, dans une langue au moins."),
            ),
            models.CheckConstraint(
                name="technique_size_from_small_to_large",
                condition=Q(size_min_mm__lte=models.F("size_max_mm"))
                | Q(size_min_mm=None)
                | Q(size_max_mm=None),
                violation_error_message=_("La plus petite taille du coup vient d’abord."),
            ),
        ]

    def __str__(self):
        return str(self.name) or self.mark or ""

    def get_absolute_url(self):
        return reverse("artisans:technique_detail", args=[self.slug])

    def member_accounts(self):
        """The accounts of those who speak for the families that practise it, and of
        those who have sent a recording of it.
        """
        families = related_model(self, "families").objects
        speaking = families.accounts_of(families.filter(practices__technique=self))
        sent = TechniqueSound.objects.filter(technique=self).values("sent_by")
        waiting = ProposedSound.objects.filter(
            proposal__in=Proposal.objects.open().about(self).values("pk")
        ).values("sent_by")
        return get_user_model().objects.filter(
            Q(pk__in=speaking.values("pk")) | Q(pk__in=sent) | Q(pk__in=waiting)
        )


class TechniqueStep(Record, Translated):
    """One step of the making, in order."""

    technique = models.ForeignKey(
        Technique, models.CASCADE, related_name="steps", verbose_name=_("technique")
    )
    order = models.PositiveSmallIntegerField(_("rang"), default=0)
    title = Bilingual(models.CharField(_("titre"), max_length=120, blank=True))
    text = Bilingual(models.TextField(_("texte"), blank=True))

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = ["order", "pk"]

    def __str__(self):
        return str(self.title)


class TechniquePhotoQuerySet(PhotoQuerySet):
    def seen_by(self, user) -> Self:
        """The photographs of the techniques that this member may see."""
        known = Technique.objects.known_to(getattr(user, "artisan", None)).values("pk")
        described = Technique.objects.kept_by_account(user).values("pk")
        return self.filter(Q(technique__in=known) | Q(technique__in=described))


class TechniquePhoto(Photo):
    technique = models.ForeignKey(
        Technique, models.CASCADE, related_name="photos", verbose_name=_("technique")
    )

    objects: ClassVar = TechniquePhotoQuerySet.as_manager()

    shows = "technique"

    class Meta(Photo.Meta):
        pass


class TechniqueSound(Sound):
    """The hammer, heard."""

    technique = models.ForeignKey(
        Technique, models.CASCADE, related_name="sounds", verbose_name=_("technique")
    )

    shows = "technique"

    class Meta(Sound.Meta):
        pass
