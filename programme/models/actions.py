"""The actions that strengthen the workshops, and their sessions."""

import datetime
from decimal import Decimal
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import base_column, columns
from kairouan.common.places import Delegation
from kairouan.common.records import Record
from kairouan.photos.base import Illustrated, Photo
from kairouan.review.moderation import (
    Moderated,
    ModeratedQuerySet,
    must_be_written_to_publish,
)
from kairouan.search.matching import Searchable

from .axes import Axis
from .partners import Partner

# stands for "no limit" where the smallest of two numbers is asked for: databases
# disagree on the smallest of a number and nothing
NO_LIMIT = 32_767

# from so few on, the places left are the last ones: at least five people may or may not
# have registered since
LAST_PLACES = 5


class Moment(models.TextChoices):
    """Moment of an action, today in Tunis."""

    COMING = "coming", _("à venir")
    PAST = "past", _("terminées")


class ActionQuerySet(ModeratedQuerySet):
    def with_moment(self) -> Self:
        """Each action with its `moment`."""
        is_coming = When(ends_on__gte=today_in_tunis(), then=Value(Moment.COMING))
        return self.annotate(moment=Case(is_coming, default=Value(Moment.PAST)))

    def with_places(self) -> Self:
        """Each action with the places it has (`places_in_all`, NO_LIMIT for none) and
        those taken (`places_taken`), in the statement.
        """
        seated = (
            apps.get_model("programme", "Registration")
            .objects.seated()
            .filter(action=OuterRef("pk"))
        )
        smallest_room = (
            Session.objects.filter(action=OuterRef("pk"))
            .order_by()
            .values("action")
            .annotate(least=Min("places"))
        )
        taken = seated.order_by().values("action").annotate(count=Count("pk"))
        return self.annotate(
            places_in_all=Least(
                Coalesce("places", NO_LIMIT),
                Coalesce(Subquery(smallest_room.values("least")), NO_LIMIT),
            ),
            places_taken=Coalesce(Subquery(taken.values("count")), 0),
        )

    def open_to_registration(self) -> Self:
        """Filter the actions that still take registrations, full or not."""
        today = today_in_tunis()
        in_time = Q(registers_until=None) | Q(registers_until__gte=today)
        return self.published().filter(
            in_time, takes_registrations=True, is_cancelled=False, starts_on__gt=today
        )

    def coming(self) -> Self:
        return self.filter(ends_on__gte=today_in_tunis()).order_by("starts_on", "pk")

    def past(self) -> Self:
        return self.filter(ends_on__lt=today_in_tunis()).order_by("-starts_on", "-pk")


class ActionKind(models.TextChoices):
    TRAINING = "training", _("formation")
    VISIT = "visit", _("visite d’étude")
    FAIR = "fair", _("foire ou salon")
    COACHING = "coaching", _("accompagnement")
    CERTIFICATION = "certification", _("certification")
    EQUIPMENT = "equipment", _("équipement")
    LOAN = "loan", _("prêt d’outils")


class Action(Moderated, Searchable, Illustrated):
    """A capacity-building action: a training, a study visit, a fair, coaching.

    Public pages start from `Action.objects.published()`.
    """

    holds_personal_data = True

    class Format(models.TextChoices):
        GROUP = "group", _("collective")
        INDIVIDUAL = "individual", _("individuelle")

    axis = models.CharField(_("axe"), max_length=16, choices=Axis.choices)
    format = models.CharField(
        _("forme"), max_length=10, choices=Format.choices, default=Format.GROUP
    )
    kind = models.CharField(
        _("nature"), max_length=14, choices=ActionKind.choices, default=ActionKind.TRAINING
    )
    title = Bilingual(models.CharField(_("titre"), max_length=160, blank=True))
    summary = Bilingual(models.CharField(_("en une ligne"), max_length=240, blank=True))
    text = Bilingual(models.TextField(_("texte"), blank=True))
    trainer = Bilingual(
        models.CharField(
            _("animée par"),
            max_length=160,
            blank=True,
            help_text=_("Une fonction ou un organisme, pas une personne."),
        )
    )
    place = Bilingual(models.CharField(_("lieu"), max_length=200, blank=True))
    bring = Bilingual(
        models.CharField(
            _("à apporter"),
            max_length=300,
            blank=True,
            help_text=_("Outils, pièces, papiers, tenue ; ce qui est fourni."),
        )
    )
    delegation = models.CharField(
        _("délégation"), max_length=20, choices=Delegation.choices, blank=True
    )
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    places = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Vide : sans limite.")
    )
    takes_registrations = models.BooleanField(_("on s’y inscrit"), default=False)
    registers_until = models.DateField(_("inscriptions jusqu’au"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("annulée"), default=False)
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="actions", verbose_name=_("partenaires")
    )

    slug_from = base_column("title")
    slug_prefix = "action"
    searched_name = "title"
    searched_fields = columns("summary", "text", "place")

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["-starts_on", "pk"]
        constraints = [
            must_be_written_to_publish(
                "title",
                name="action_public_has_a_title",
                message=_("Une action publiée porte un titre, dans une langue au moins."),
            ),
            models.CheckConstraint(
                name="action_ends_after_it_begins",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("La fin vient après le début."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("programme:action_detail", args=[self.slug])

    @property
    def is_under_way(self) -> bool:
        return self.starts_on <= today_in_tunis() <= self.ends_on

    @property
    def is_past(self) -> bool:
        return self.ends_on < today_in_tunis()

    @property
    def last_day_to_register(self) -> datetime.date:
        """At the latest the day before it begins."""
        eve = self.starts_on - datetime.timedelta(days=1)
        return min(self.registers_until, eve) if self.registers_until else eve

    @property
    def is_open_to_registration(self) -> bool:
        """Check `ActionQuerySet.open_to_registration` for the row in hand."""
        may = self.is_published and self.takes_registrations and not self.is_cancelled
        return may and today_in_tunis() <= self.last_day_to_register

    @property
    def capacity(self) -> int | None:
        """Number who can take part: what the smallest room of its sessions holds, None
        for no limit.
        """
        rooms = [self.places, *(session.places for session in self.sessions.all())]
        return min((room for room in rooms if room is not None), default=None)

    places_in_all: int  # both by `with_places()`
    places_taken: int

    @property
    def places_left(self) -> int | None:
        """None for no limit.

        Needs `with_places()`. For the desk alone: from one day to the next, the count
        tells how many registered.
        """
        return (
            None
            if self.places_in_all == NO_LIMIT
            else max(self.places_in_all - self.places_taken, 0)
        )

    @property
    def is_full(self) -> bool:
        """Needs `with_places()`."""
        return self.places_left == 0

    @property
    def has_last_places(self) -> bool:
        """Needs `with_places()`."""
        return self.places_left is not None and 0 < self.places_left <= LAST_PLACES


class ActionPhoto(Photo):
    action = models.ForeignKey(
        Action, models.CASCADE, related_name="photos", verbose_name=_("action")
    )

    shows = "action"

    class Meta(Photo.Meta):
        pass


class Session(Record, Translated):
    """One meeting of an action: a day, its hours, where, for how many.

    What is left empty is as the action says.
    """

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="sessions", verbose_name=_("action")
    )
    day = models.DateField(_("jour"))
    starts_at = models.TimeField(_("de"))
    ends_at = models.TimeField(_("à"))
    place = Bilingual(
        models.CharField(
            _("lieu"), max_length=200, blank=True, help_text=_("Vide : celui de l’action.")
        )
    )
    places = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Vide : celles de l’action.")
    )

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["day", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="session_once",
                fields=["action", "day", "starts_at"],
                violation_error_message=_("Cette séance est déjà dans la liste."),
            ),
            models.CheckConstraint(
                name="session_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("La fin vient après le début."),
            ),
        ]

    def __str__(self):
        return f"{self.action} · {self.day:%Y-%m-%d} {self.starts_at:%H:%M}"

    @property
    def hours(self) -> Decimal:
        """Duration in hours."""
        begins, ends = (
            datetime.datetime.combine(self.day, hour) for hour in (self.starts_at, self.ends_at)
        )
        return (Decimal((ends - begins).seconds) / 3600).quantize(Decimal("0.01"))
