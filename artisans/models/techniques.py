"""The hammering techniques: the mark each leaves, in fixed terms that can be
compared, and how each sounds.
"""

import hashlib
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Self

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from artisans.marks.blow import SIGNS, Blow
from artisans.marks.cleaning import clean_drawing, shapes_of
from artisans.marks.drawing import drawn
from artisans.marks.house import HOUSE
from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.languages import columns
from kairouan.common.marks import Marked
from kairouan.common.records import Record, Referenced, related_model
from kairouan.common.states import CodeField, current_states, state_choices
from kairouan.common.withheld import JSONRows
from kairouan.photos.base import Illustrated, Photo, PhotoQuerySet
from kairouan.review.moderation import (
    Moderated,
    ModeratedQuerySet,
    Status,
    must_be_written_to_publish,
)
from kairouan.review.proposals import Proposal, ProposedSound
from kairouan.search.matching import Searchable
from kairouan.sounds.base import Sound, SoundQuerySet

from ..notice_kinds import KEPT


class Drawing(models.TextChoices):
    """The mark of a technique: drawn from its blow, one of the eight that the house
    drew (`artisans/marks/house.svg`), which one technique alone may keep, or one that
    was sent.
    """

    OF_BLOW = "", pgettext_lazy("signe", "dessiné d’après le coup")
    NID_DABEILLE = "nid-dabeille", pgettext_lazy("signe", "nid d’abeille")
    GRAIN_DORGE = "grain-dorge", pgettext_lazy("signe", "grain d’orge")
    ECAILLES = "ecailles", pgettext_lazy("signe", "écailles")
    SPIRALE = "spirale", pgettext_lazy("signe", "spirale")
    PLUIE = "pluie", pgettext_lazy("signe", "pluie")
    RAYONS = "rayons", pgettext_lazy("signe", "rayons")
    ONDES = "ondes", pgettext_lazy("signe", "ondes")
    PLANE_MIROIR = "plane-miroir", pgettext_lazy("signe", "plané miroir")
    SENT = "sent", pgettext_lazy("signe", "dessin envoyé")


class Size(StrEnum):
    """Across the blow where it is widest; along it, of a stroke. The states of the
    size, which officers word and do not add to: a measure says which it is.
    """

    FINE = "fine"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @classmethod
    def of_millimetres(cls, smallest: int | None, largest: int | None) -> str:
        """The class of a blow between two sizes, "" where neither is known."""
        known = [size for size in (smallest, largest) if size is not None]
        if not known:
            return ""
        middle = sum(known) / len(known)
        for limit, size in ((4, cls.FINE), (8, cls.SMALL), (14, cls.MEDIUM)):
            if middle < limit:
                return size
        return cls.LARGE


SENT_PREFIX = "s-"
# columns that a mark follows from
MARKING = {
    "drawing",
    "sent_drawing",
    "outline",
    "size_min_mm",
    "size_max_mm",
    "spacing",
    "order",
    "direction",
    "edge",
}
# columns that hold a state of what an eye sees of a blow
SEEN = ("outline", "spacing", "order", "direction", "edge", "depth", "surface")


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
        spoken_for = families.kept_by_account(user)
        own = families.filter(Q(people__account=user) | Q(pk__in=spoken_for.values("pk")))
        return self.described_by(spoken_for) | self.filter(
            self.is_practised(family__in=own.values("pk"))
        )

    def practised_by(self, person) -> Self:
        """The techniques of the families to which the person belongs, or for which they
        speak. Nobody in particular (None) practises none.
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


class Technique(Marked, Referenced, Moderated, Searchable, Illustrated):
    """A way of hammering and the surface it leaves.

    Public pages start from `Technique.objects.published()`. Its mark follows from
    `drawing`, and from what is recorded of a blow.
    """

    drawing = models.CharField(
        _("dessin du signe"),
        max_length=20,
        choices=Drawing.choices,
        blank=True,
        default=Drawing.OF_BLOW,
        db_default=Drawing.OF_BLOW,
        help_text=_("Sans autre choix, le signe se dessine d’après ce que l’œil voit du coup."),
    )
    sent_drawing = models.TextField(_("dessin envoyé (SVG)"), blank=True, default="", db_default="")
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
    outline = CodeField(
        _("contour du coup"), max_length=12, choices=state_choices("outline"), blank=True
    )
    size_min_mm = models.PositiveSmallIntegerField(
        _("taille du coup, de (mm)"), null=True, blank=True
    )
    size_max_mm = models.PositiveSmallIntegerField(
        _("taille du coup, à (mm)"), null=True, blank=True
    )
    spacing = CodeField(
        _("écart entre les coups"), max_length=12, choices=state_choices("spacing"), blank=True
    )
    order = CodeField(_("disposition"), max_length=12, choices=state_choices("order"), blank=True)
    direction = CodeField(
        _("direction"),
        max_length=12,
        choices=state_choices("direction"),
        blank=True,
        default="",
        db_default="",
    )
    edge = CodeField(
        _("bord entre les coups"),
        max_length=12,
        choices=state_choices("edge"),
        blank=True,
        default="",
        db_default="",
    )
    depth = CodeField(_("profondeur"), max_length=12, choices=state_choices("depth"), blank=True)
    surface = CodeField(_("surface"), max_length=12, choices=state_choices("surface"), blank=True)
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
            models.UniqueConstraint(
                fields=["drawing"],
                name="technique_keeps_its_house_drawing",
                condition=~Q(drawing__in=[Drawing.OF_BLOW, Drawing.SENT]),
                violation_error_message=_(
                    "Une autre technique garde déjà ce dessin. Choisissez-en un autre, ou laissez "
                    "le signe se dessiner d’après le coup."
                ),
            ),
            models.CheckConstraint(
                name="technique_sent_drawing_is_there",
                condition=~Q(drawing=Drawing.SENT) | ~Q(sent_drawing=""),
                violation_error_message=_("Envoyez le dessin du signe, ou choisissez-en un autre."),
            ),
        ]

    def __str__(self):
        return str(self.name) or self.reference or f"#{self.pk}"

    def get_absolute_url(self):
        return reverse("artisans:technique_detail", args=[self.slug])

    def member_accounts(self):
        """The accounts of those who speak for the families that practise it, and of
        those who have sent a recording of it.
        """
        families = related_model(self, "families").objects
        speaking = families.accounts_of(families.filter(practices__technique=self))
        return get_user_model().objects.filter(
            Q(pk__in=speaking.values("pk")) | Q(pk__in=self.accounts_who_recorded().values("pk"))
        )

    @property
    def notes_for_reader(self) -> list[str]:
        """Say to whom each family shows it."""
        practices = related_model(self, "practices").objects.filter(technique=self)
        return [
            gettext("Famille %(family)s : montré à %(to)s.")
            % {"family": practice.family, "to": practice.get_visibility_display()}
            for practice in practices.select_related("family")
        ]

    def told_as(self, kind):
        """One that its families keep is not online."""
        is_public = Technique.objects.published().filter(pk=self.pk).exists()
        return kind if is_public else KEPT

    def accounts_who_recorded(self):
        """The accounts that have sent a recording of it, online or waiting."""
        online = TechniqueSound.objects.filter(technique=self).values("sent_by")
        changes = Proposal.objects.open().about(self).values("pk")
        waiting = ProposedSound.objects.filter(proposal__in=changes).values("sent_by")
        return get_user_model().objects.filter(Q(pk__in=online) | Q(pk__in=waiting))

    @property
    def blow(self) -> Blow:
        """Give what its mark shows when it is drawn from the blow."""
        return Blow.recorded(
            size=Size.of_millimetres(self.size_min_mm, self.size_max_mm),
            **{key: drawn_as(key, getattr(self, key)) for key in SEEN if key in SIGNS},
        )

    def name_mark(self):
        """Work out the name of its mark from its columns."""
        if self.drawing == Drawing.OF_BLOW:
            self.mark = self.blow.name
        elif self.drawing == Drawing.SENT:
            self.mark = name_of_sent(self.sent_drawing)
        else:
            self.mark = self.drawing

    def clean(self):
        super().clean()
        self.check_no_retired_state()
        if self.sent_drawing:
            try:
                self.sent_drawing = clean_drawing(self.sent_drawing)
            except ValidationError as error:
                raise ValidationError({"sent_drawing": error}) from error

    def save(self, *args, **kwargs):
        self.name_mark()
        if (fields := kwargs.get("update_fields")) is not None and {*fields} & MARKING:
            kwargs["update_fields"] = {*fields, "mark"}
        super().save(*args, **kwargs)

    def check_no_retired_state(self):
        """Refuse a state that is chosen no more, but where it stood already. One
        statement where there is one, none otherwise.
        """
        seen = {name: state for name in SEEN if (state := getattr(self, name))}
        states = [current_states().find(name, state) for name, state in seen.items()]
        retired = {state.character: state for state in states if state and state.is_retired}
        if not retired:
            return
        stood = type(self)._base_manager.filter(pk=self.pk).values(*retired).first() or {}
        said = _("« %(state)s » est retiré : on ne le choisit plus.")
        if wrong := {
            name: ValidationError(said, params={"state": state.label})
            for name, state in retired.items()
            if stood.get(name) != state.code
        }:
            raise ValidationError(wrong)

    @classmethod
    def marks_as_json(cls):
        sent = Case(
            When(drawing=Drawing.SENT, then=F("sent_drawing")),
            default=Value("", models.TextField()),
        )
        row = JSONObject(name="mark", sent=sent)
        return cls.objects.published().order_by().values(said=JSONRows(row))

    @classmethod
    def drawing_of(cls, name, **said):
        if name in HOUSE:
            return HOUSE[name]
        if blow := Blow.named(name):
            return drawn(blow)
        if not name.startswith(SENT_PREFIX):
            return ""
        try:
            return shapes_of_sent(said["sent"] if "sent" in said else sent_under(name))
        except Technique.DoesNotExist:
            return ""

    @classmethod
    def is_for_everyone(cls, name):
        return name in HOUSE


def drawn_as(character: str, code: str) -> str:
    """The state as which a mark draws this one: itself where a mark has a sign for it,
    else the nearest that has one, as its record says; "" for none, which is drawn as
    what nobody recorded.
    """
    if not code or code in SIGNS[character]:
        return code
    state = current_states().find(character, code)
    return state.nearest if state else ""


def name_of_sent(drawing: str) -> str:
    return SENT_PREFIX + hashlib.blake2s(drawing.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=256)
def sent_under(name: str) -> str:
    """The drawing that was sent under this name, which never names another. One
    statement, once a process. Raises Technique.DoesNotExist.
    """
    found = Technique.objects.filter(mark=name, drawing=Drawing.SENT)
    return found.order_by("pk")[:1].get().sent_drawing


@lru_cache(maxsize=256)
def shapes_of_sent(drawing: str) -> str:
    """The shapes of a drawing that was sent, read through the same lists as when it
    came: whatever wrote the column, a page holds nothing else.
    """
    try:
        return shapes_of(clean_drawing(drawing))
    except ValidationError:
        return ""


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


def of_seen_technique(user) -> Q:
    """Make the condition that this member may see the technique of a row."""
    known = Technique.objects.known_to(getattr(user, "artisan", None))
    kept = Technique.objects.kept_by_account(user)
    return Q(technique__in=known.values("pk")) | Q(technique__in=kept.values("pk"))


class TechniquePhotoQuerySet(PhotoQuerySet):
    def seen_by(self, user) -> Self:
        """The photographs of the techniques that this member may see."""
        return self.filter(of_seen_technique(user))


class TechniquePhoto(Photo):
    technique = models.ForeignKey(
        Technique, models.CASCADE, related_name="photos", verbose_name=_("technique")
    )

    objects: ClassVar = TechniquePhotoQuerySet.as_manager()

    shows = "technique"

    class Meta(Photo.Meta):
        pass


class TechniqueSoundQuerySet(SoundQuerySet):
    def seen_by(self, user) -> Self:
        """The recordings of the techniques that this member may see."""
        return self.filter(of_seen_technique(user))


class TechniqueSound(Sound):
    """The hammer, heard."""

    technique = models.ForeignKey(
        Technique, models.CASCADE, related_name="sounds", verbose_name=_("technique")
    )

    objects: ClassVar = TechniqueSoundQuerySet.as_manager()

    shows = "technique"

    class Meta(Sound.Meta):
        pass
