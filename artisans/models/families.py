"""The families of coppersmiths, and who speaks for each.

A family's story is told only while those who speak for it agree.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import base_column, columns
from kairouan.common.records import Featured, Record
from kairouan.photos.base import Illustrated, Photo, PhotoQuerySet
from kairouan.review.moderation import (
    Moderated,
    ModeratedQuerySet,
    must_be_written_to_publish,
)
from kairouan.review.notices import Notice, notify
from kairouan.review.proposals import open_proposal
from kairouan.search.matching import Searchable

from ..notice_kinds import NAMED, PORTRAIT_SENT
from .people import Artisan, Consent, Sourced
from .techniques import Technique, Visibility


def story_may_be_told(family: str) -> ExpressionWrapper:
    """Condition: of those who speak today for the family in that column, one consents
    to its story being published, and none has withdrawn that consent.

    The story is everyone's: whoever speaks for the family may take it back alone. To
    have named another spokesperson, who was not asked yet, hides nothing.
    """
    speaking = Spokesperson.objects.current().filter(family=OuterRef(family))
    of_story = Consent.objects.filter(item=Consent.Item.FAMILY_STORY)
    agreeing = of_story.in_force().values("artisan")
    withdrawn = of_story.withdrawn().values("artisan")
    told = Q(Exists(speaking.filter(artisan__in=agreeing)))
    taken_back = speaking.filter(artisan__in=withdrawn).exclude(artisan__in=agreeing)
    return ExpressionWrapper(told & ~Q(Exists(taken_back)), models.BooleanField())


class FamilyQuerySet(ModeratedQuerySet):
    def published(self) -> Self:
        """Published families, knowing whether their story may be told
        (`shows_story`).
        """
        return super().published().annotate(shows_story=story_may_be_told("pk"))

    def managed_by(self, artisan) -> Self:
        """The families for which this person speaks."""
        return self.spoken_for_by(artisan=artisan)

    def kept_by_account(self, user) -> Self:
        """Filter by `managed_by` for who is signed in."""
        return self.spoken_for_by(artisan__account=user)

    def spoken_for_by(self, **person) -> Self:
        speaking = Spokesperson.objects.current().filter(**person)
        return self.filter(pk__in=speaking.values("family"))

    def accounts_of(self, families):
        """The accounts of those who speak today for these families."""
        speaking = Spokesperson.objects.current().filter(family__in=families.values("pk"))
        return get_user_model().objects.filter(
            is_active=True, artisan__in=speaking.values("artisan")
        )

    def of_person(self, person) -> Self:
        """Filter the families to which the person belongs, or for which they speak."""
        spoken_for = self.spoken_for_by(artisan=person)
        return self.filter(Q(pk=person.family_id) | Q(pk__in=spoken_for.values("pk")))


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
            help_text=_("Visible seulement avec l’accord de ceux qui parlent pour la famille."),
        )
    )
    since_year = models.PositiveSmallIntegerField(_("au cuivre depuis"), null=True, blank=True)
    says_it_keeps = models.BooleanField(
        _("dire que la famille garde d’autres martelages"),
        default=False,
        db_default=False,
        help_text=_("La page le dit d’une phrase, sans les nommer ni les compter."),
    )
    techniques = models.ManyToManyField(
        Technique, through="FamilyTechnique", related_name="families", verbose_name=_("techniques")
    )

    never_returned = Moderated.never_returned | {"says_it_keeps"}
    member_names = [
        *columns("origin", "story"),
        "since_year",
        "practices",
        "links",
        "photos",
        "portraits",
    ]
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

    def __str__(self):
        return str(self.name)

    def member_accounts(self):
        """The accounts of those who speak for the family."""
        return Family.objects.accounts_of(Family.objects.filter(pk=self.pk))

    @property
    def notes_for_reader(self) -> list[str]:
        """Say of each portrait that waits how its person agrees, or which paper is
        missing.
        """
        change = open_proposal(self)
        rows = change.wanted.get("portraits", []) if change else []
        sent = [row["artisan"] for row in rows if row["pk"] is None]
        people = Artisan.objects.with_consents().select_related("account").filter(pk__in=sent)
        return [consent_to_portrait(person) % {"person": person} for person in people]

    def tell_others(self):
        """Tell the living whom its page names as masters, once each: their name shows
        as they agree. Ask those of whom it has sent a portrait.
        """
        if not self.is_published:
            return
        reason = _("Votre nom s’y lit seulement si vous en êtes d’accord.")
        notify(self, NAMED, reason, to=self.masters_to_tell())
        for portrait in self.portraits.filter(awaits_answer=True).select_related(
            "artisan__account"
        ):
            asked = Notice.objects.told(self, PORTRAIT_SENT).filter(
                user=portrait.artisan.account, created_at__gte=portrait.created_at
            )
            if portrait.artisan.account and not asked.exists():
                reason = _("On ne le voit que si vous en êtes d’accord.")
                notify(self, PORTRAIT_SENT, reason, to=[portrait.artisan.account])

    def masters_to_tell(self):
        """The accounts of the living masters of its links who have not been told, and
        do not speak for the family themselves.
        """
        masters = Artisan.objects.filter(taught__family=self, is_living=True)
        speaking = Spokesperson.objects.current().filter(family=self)
        told = Notice.objects.told(self, NAMED)
        return (
            get_user_model()
            .objects.filter(is_active=True, artisan__in=masters.values("pk"))
            .exclude(artisan__in=speaking.values("artisan"))
            .exclude(pk__in=told.values("user"))
        )

    def get_absolute_url(self):
        return reverse("artisans:family_detail", args=[self.slug])

    @property
    def public_face(self):
        """The portrait of who speaks for the family, of the first of them who shows it;
        None when the family was read without `current_spokespersons`.
        """
        speaking = getattr(self, "current_spokespersons", ())
        faces = (each.artisan.public_portrait for each in speaking)
        return next((face for face in faces if face), None)

    @property
    def public_story(self):
        """The story, when it was read through `published()` and the consent is in
        force; else an empty string.
        """
        return self.story if getattr(self, "shows_story", False) else ""


def consent_to_portrait(person: Artisan) -> str:
    """Say how a person, read `with_consents`, agrees to a portrait that their family
    sends, for the officer who reads it; a sentence to fill with `person`.
    """
    if person.answers_in_space:
        return gettext("%(person)s est interrogé dans son espace avant que le portrait se voie.")
    if getattr(person, "shows_portrait", False):
        return gettext("%(person)s : l’accord écrit pour le portrait est enregistré.")
    return gettext(
        "%(person)s : pas d’accord écrit pour le portrait, qui ne se voit pas avant que le papier "
        "soit enregistré sur sa fiche. Pour une personne décédée, un héritier signe."
    )


class SpokespersonQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(until=None)


class Spokesperson(Record):
    """Person whom an officer has named to speak for a family, from a day on, until they
    no longer do. There may be several.
    """

    holds_personal_data = True
    may_be_returned = False

    family = models.ForeignKey(
        Family, models.CASCADE, related_name="spokespersons", verbose_name=_("famille")
    )
    artisan = models.ForeignKey(
        "artisans.Artisan",
        models.PROTECT,
        related_name="speaks_for",
        verbose_name=_("qui parle pour la famille"),
    )
    since = models.DateField(_("depuis"), default=today_in_tunis)
    until = models.DateField(
        _("jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Vide : parle pour la famille aujourd’hui."),
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("désigné par"),
        editable=False,
    )

    objects = SpokespersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("porte-parole")
        verbose_name_plural = _("porte-parole")
        ordering = ["until", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="spokesperson_once_at_a_time",
                fields=["family", "artisan"],
                condition=Q(until=None),
                violation_error_message=_("Cette personne parle déjà pour la famille."),
            ),
            models.CheckConstraint(
                name="spokesperson_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                violation_error_message=_("On cesse de parler pour elle après avoir commencé."),
            ),
        ]

    def __str__(self):
        return f"{self.artisan} · {self.family}"

    def shown_under(self, relation: str) -> set[str]:
        """The family's story shows while those who speak for it agree, their face with
        their consent to it.
        """
        return {Consent.Item.FAMILY_STORY, Consent.Item.PORTRAIT}

    def absorb(self, other):
        """Speak since the earlier day."""
        self.since = min(self.since, other.since)
        self.named_by = self.named_by or other.named_by


class FamilyTechniqueQuerySet(models.QuerySet):
    def published(self) -> Self:
        """The practices that a visitor may see: shown to everyone, of a published
        family and a published technique.
        """
        return self.filter(
            visibility=Visibility.EVERYONE,
            technique__in=Technique.objects.published(),
            family__in=Family.objects.published().values("pk"),
        )

    def known_to(self, person) -> Self:
        """The practices that a member may know of: shown to everyone or to the cluster,
        by a published family; those of their own families.
        """
        shown = Q(
            visibility__in=[Visibility.EVERYONE, Visibility.MEMBERS],
            family__in=Family.objects.published().values("pk"),
        )
        return self.filter(shown | Q(family__in=Family.objects.of_person(person).values("pk")))


class FamilyTechnique(Record, Sourced):
    """Technique practised by a family: since when, on whose word, and to whom the
    family shows it.

    Nobody sees it outside the family before the family has said so.
    """

    family = models.ForeignKey(
        Family, models.CASCADE, related_name="practices", verbose_name=_("famille")
    )
    technique = models.ForeignKey(
        Technique, models.PROTECT, related_name="practices", verbose_name=_("technique")
    )
    since_year = models.PositiveSmallIntegerField(_("depuis"), null=True, blank=True)
    is_main = models.BooleanField(_("technique principale"), default=False)
    visibility = models.CharField(
        _("montrée à"),
        max_length=8,
        choices=Visibility.choices,
        default=Visibility.FAMILY,
        db_default=Visibility.FAMILY,
        help_text=_("La famille choisit. Cela compte aussitôt, sur toutes les pages."),
    )
    chosen_on = models.DateField(_("choisi le"), null=True, blank=True, editable=False)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("choisi par"),
        editable=False,
    )

    # not to whom it is shown: that is chosen at once, on a screen of its own
    member_columns = ["technique", "since_year", "is_main", *columns("source"), "told_by"]
    # a family's choice stands, whatever version of the rest comes back
    never_returned = frozenset({"visibility", "chosen_on", "chosen_by"})

    objects = FamilyTechniqueQuerySet.as_manager()

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
            .annotate(shows_story=story_may_be_told("family"))
        )


class FamilyPhoto(Photo):
    family = models.ForeignKey(
        Family, models.CASCADE, related_name="photos", verbose_name=_("famille")
    )

    objects: ClassVar = FamilyPhotoQuerySet.as_manager()

    shows = "family"

    class Meta(Photo.Meta):
        pass
