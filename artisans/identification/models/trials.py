"""Blind trials of the key: pictures shown without their technique, who looked at them,
and what the key made of their answers.

A trial is prepared, opened, closed, and kept. From its opening on its pictures and the
answers it offers no longer change; from its closing on nothing of it does.
"""

import secrets
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.models.techniques import Technique
from kairouan.common import formatting
from kairouan.common.records import Record, field_of
from kairouan.common.states import SeenStates
from kairouan.photos.base import Photo, PhotoQuerySet


class TrialQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Filter the trials whose photographs are shown: to readers while open, beside
        the results afterwards.
        """
        return self.exclude(opened_at=None)

    def closed(self) -> Self:
        """The latest first, without the states that could be answered: no result asks
        for them.
        """
        return self.exclude(closed_at=None).order_by("-closed_at", "-pk").defer("states")


class Trial(Record):
    opened_at = models.DateTimeField(_("ouvert le"), null=True, editable=False)
    closed_at = models.DateTimeField(_("clos le"), null=True, editable=False)
    # A copy of its own, from its opening on: the states that could be answered, with
    # their words and drawings (rows of `SeenStates`). Those of the key may change.
    states = models.JSONField(default=list, db_default=[], editable=False)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("essai à l’aveugle")
        verbose_name_plural = _("essais à l’aveugle")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="trial_opened_before_closed",
                condition=Q(closed_at=None)
                | Q(opened_at__isnull=False, closed_at__gte=models.F("opened_at")),
            )
        ]

    def __str__(self):
        if self.opened_at is None:
            return gettext("Essai en préparation")
        return gettext("Essai du %(day)s") % {
            "day": formatting.day(timezone.localtime(self.opened_at).date())
        }

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def seen_states(self) -> SeenStates:
        """The states that could be answered, as they were when it opened."""
        return SeenStates(self.states)


class TrialPhotoQuerySet(PhotoQuerySet):
    def public(self) -> Self:
        """Filter the pictures of the trials that are shown, but for a hammering that a
        family has kept since.
        """
        shown = Q(technique=None) | Q(technique__in=Technique.objects.published().values("pk"))
        return super().public().filter(shown)


class TrialPhoto(Photo):
    """A picture and what is true of it: the technique, or that it is none of the
    register's. Its own texts are never shown: they might tell.
    """

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="photos", verbose_name=_("essai"))
    technique = models.ForeignKey(
        Technique,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("vrai martelage"),
    )
    is_foreign = models.BooleanField(_("aucun de notre registre"), default=False)

    objects: ClassVar = TrialPhotoQuerySet.as_manager()

    shows = "trial"
    is_for_translators = False

    class Meta(Photo.Meta):
        verbose_name = _("image d’un essai")
        verbose_name_plural = _("images d’un essai")
        constraints = [
            models.CheckConstraint(
                name="trial_photo_has_one_truth",
                condition=Q(technique=None, is_foreign=True)
                | Q(technique__isnull=False, is_foreign=False),
                violation_error_message=_(
                    "Choisissez le vrai martelage, ou cochez « aucun de notre registre »."
                ),
            )
        ]

    def __str__(self):
        return str(self.technique or field_of(self, "is_foreign").verbose_name)


def new_reader_token() -> str:
    return secrets.token_urlsafe(16)


class ReaderKind(models.TextChoices):
    COPPERSMITH = "coppersmith", _("dinandier ou dinandière")
    APPRENTICE = "apprentice", _("apprenti ou apprentie")
    MERCHANT = "merchant", _("commerçant ou commerçante")
    DESIGNER = "designer", _("designer, étudiant ou enseignant")
    OFFICER = "officer", _("agent de l’ONA ou du projet")
    VISITOR = "visitor", _("visiteur ou acheteur")
    # nobody: what a careful reader saw, varied by a program
    MADE = "made", _("réponses simulées")


class TrialReader(Record):
    """Someone who answers, known by the link they were given.

    No name is kept, only what kind of person it is.
    """

    trial = models.ForeignKey(
        Trial, models.CASCADE, related_name="readers", verbose_name=_("essai")
    )
    kind = models.CharField(_("qui répond"), max_length=12, choices=ReaderKind.choices)
    token = models.CharField(max_length=32, unique=True, editable=False, default=new_reader_token)

    shows_on_pages = False  # its page stands in no cache

    class Meta:
        verbose_name = _("personne qui répond")
        verbose_name_plural = _("personnes qui répondent")
        ordering = ["pk"]

    def __str__(self):
        return self.get_kind_display()


class TrialAnswer(Record):
    """Answer of one reader to one photograph, and what the key concluded at that
    moment: the grid may change afterwards, the trial does not.
    """

    reader = models.ForeignKey(
        TrialReader, models.PROTECT, related_name="answers", verbose_name=_("qui répond")
    )
    photo = models.ForeignKey(
        TrialPhoto, models.PROTECT, related_name="answers", verbose_name=_("vrai martelage")
    )
    seen = models.JSONField(default=dict, blank=True)  # {character: state}; empty: passed over
    first = models.ForeignKey(
        Technique, models.PROTECT, null=True, related_name="+", verbose_name=_("nommé en premier")
    )  # and alone there
    named = models.PositiveSmallIntegerField(_("martelages nommés"), default=0)
    truth_place = models.PositiveSmallIntegerField(
        _("rang du vrai"), null=True
    )  # how many were named as good as the true one, itself included
    # the version of the key's rule that judged it (`scoring.RULE`)
    rule = models.PositiveSmallIntegerField(_("version de la règle"), db_default=1)

    # a result is shown once the trial is closed, which is a change of the trial
    shows_on_pages = False

    class Meta:
        verbose_name = _("réponse d’un essai")
        verbose_name_plural = _("réponses des essais")
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["reader", "photo"], name="trial_answer_once_by_photo")
        ]

    def __str__(self):
        return f"{self.reader} · {self.photo_id}"
