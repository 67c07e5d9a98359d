"""The people of the craft, who taught them, and what each agreed to make public.

Nothing about a person is public by default. `Artisan.objects.with_consents()` says for
each what may be shown today; read without it, nothing may.
"""

from typing import ClassVar, Self

import reversion
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import (
    Bilingual,
    Text,
    Translated,
    any_filled,
    must_be_written,
    name_of,
    reader_language,
)
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import (
    DEFAULT_FIRST,
    DEFAULT_LANGUAGE,
    LANGUAGES,
    base_column,
    choices,
    columns,
)
from kairouan.common.places import Delegation
from kairouan.common.records import Record, Referenced, field_of
from kairouan.common.withheld import JSONRows, Withheld, unnamed
from kairouan.desk.documents import DocumentField
from kairouan.photos.base import Photo, PhotoQuerySet
from kairouan.search.matching import Searchable, SearchableQuerySet


class Sex(models.TextChoices):
    FEMALE = "female", _("femme")
    MALE = "male", _("homme")


class Standing(models.TextChoices):
    MASTER = "master", _("maître artisan")
    ARTISAN = "artisan", _("artisan")
    APPRENTICE = "apprentice", _("apprenti")
    GRADUATE = "graduate", _("diplômé")


# The words for a woman; those of the choices are for a man.
STANDINGS_OF_WOMEN = {
    Standing.MASTER: pgettext_lazy("femme", "maître artisane"),
    Standing.ARTISAN: pgettext_lazy("femme", "artisane"),
    Standing.APPRENTICE: pgettext_lazy("femme", "apprentie"),
    Standing.GRADUATE: pgettext_lazy("femme", "diplômée"),
}


class ConsentQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Given, not withdrawn, not past its last day (in Tunis)."""
        today = today_in_tunis()
        return self.filter(
            Q(until=None) | Q(until__gte=today), given_on__lte=today, withdrawn_on=None
        )

    def withdrawn(self):
        """Taken back by the person: not those that a merge set aside."""
        return self.filter(withdrawn_on__isnull=False, is_set_aside=False)


class ConsentChannel(models.TextChoices):
    PAPER = "paper", _("papier signé")
    WEB = "web", _("case cochée sur le portail")
    MESSAGE = "message", _("message WhatsApp")


# given or withdrawn, it stands in the history of the person
@reversion.register(follow=["artisan"])
class Consent(Record):
    """A person's written agreement that one thing about them be shown (organic law
    2004-63, articles 27 and 47).

    Withdrawal hides the thing at once. For someone who has died, an heir signs.
    """

    holds_personal_data = True
    may_be_returned = False

    class Item(models.TextChoices):
        NAME = "name", _("nom")
        PORTRAIT = "portrait", _("portrait")
        PHOTOS = "photos", _("photos de l’atelier")
        PHONE = "phone", _("téléphone")
        WHATSAPP = "whatsapp", _("WhatsApp")
        EMAIL = "email", _("e-mail")
        SOCIAL = "social", _("Facebook et Instagram")
        PLACE = "place", _("lieu exact")
        FAMILY_STORY = "family_story", _("histoire de la famille")

    artisan = models.ForeignKey(
        "artisans.Artisan", models.CASCADE, related_name="consents", verbose_name=_("personne")
    )
    item = models.CharField(_("ce qui est rendu public"), max_length=16, choices=Item.choices)
    text_version = models.CharField(_("version du texte signé"), max_length=20, default="1")
    language = models.CharField(
        _("langue du texte"),
        max_length=2,
        choices=choices(DEFAULT_FIRST),
        default=DEFAULT_LANGUAGE.code,
    )
    channel = models.CharField(
        _("donné par"), max_length=10, choices=ConsentChannel.choices, default=ConsentChannel.PAPER
    )
    given_by_heir = models.CharField(
        _("signé par un héritier"),
        max_length=120,
        blank=True,
        help_text=_("Pour une personne décédée : qui a signé. Jamais public."),
    )
    given_on = models.DateField(_("donné le"))
    until = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)
    is_set_aside = models.BooleanField(
        _("mis de côté par une fusion"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_(
            "Terminé parce que deux fiches ont été réunies, sans que la personne l’ait retiré."
        ),
    )
    document = DocumentField(
        _("papier signé, numérisé"),
        upload_to="consents/",
        blank=True,
        help_text=_("Un PDF ou une photo, 5 Mo au plus. Jamais public."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enregistré par"),
        editable=False,
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("accord")
        verbose_name_plural = _("accords")
        ordering = ["artisan", "item", "-given_on"]
        constraints = [
            models.UniqueConstraint(
                name="consent_one_standing_per_item",
                fields=["artisan", "item"],
                condition=Q(withdrawn_on=None),
                violation_error_message=_(
                    "Cette personne a déjà donné cet accord. Retirez-le avant d’en enregistrer un "
                    "autre."
                ),
            ),
            models.CheckConstraint(
                name="consent_ends_after_it_begins",
                condition=(Q(until=None) | Q(until__gte=F("given_on")))
                & (Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on"))),
                violation_error_message=_("Un accord finit après avoir commencé."),
            ),
        ]

    def __str__(self):
        return f"{self.artisan} · {self.get_item_display()}"

    def save(self, *args, **kwargs):
        # an officer has put it in force again: its next end will be the person's own
        if self.withdrawn_on is None:
            self.is_set_aside = False
        super().save(*args, **kwargs)

    def shown_under(self, relation: str) -> set[str]:
        return set()


EARLIEST_BIRTH = 1900  # of a living person


class ArtisanQuerySet(SearchableQuerySet):
    def with_consents(self):
        """Each person with what may be shown of them today: `shows_name`,
        `shows_portrait`.
        """
        given = Consent.objects.in_force().filter(artisan=OuterRef("pk"))
        return self.annotate(
            shows_name=Exists(given.filter(item=Consent.Item.NAME)),
            shows_portrait=Exists(given.filter(item=Consent.Item.PORTRAIT)),
        )


class Artisan(Record, Referenced, Translated, Searchable, Withheld):
    """A person of the craft, living or not.

    Has an account or none. Birth years of the living are never public.
    """

    holds_personal_data = True
    names_of_persons = frozenset({"name"})

    family = models.ForeignKey(
        "artisans.Family",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("famille"),
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="artisan",
        verbose_name=_("compte"),
    )
    name = Bilingual(models.CharField(_("nom"), max_length=120, blank=True))
    aliases = models.TextField(
        _("autres écritures du nom"),
        blank=True,
        help_text=_("Une par ligne, dans l’une ou l’autre langue."),
    )
    sex = models.CharField(_("sexe"), max_length=6, choices=Sex.choices)
    birth_year = models.PositiveSmallIntegerField(
        _("année de naissance"),
        null=True,
        blank=True,
        help_text=_("Jamais publique du vivant de la personne."),
    )
    death_year = models.PositiveSmallIntegerField(_("année de décès"), null=True, blank=True)
    is_living = models.BooleanField(_("en vie"), default=True)
    delegation = models.CharField(
        _("délégation"),
        max_length=20,
        choices=Delegation.choices,
        blank=True,
        help_text=_("Pour les chiffres du programme. Jamais publique."),
    )
    standing = models.CharField(
        _("qualité"), max_length=10, choices=Standing.choices, default=Standing.ARTISAN
    )
    craft_since_year = models.PositiveSmallIntegerField(
        _("au métier depuis"), null=True, blank=True
    )
    speciality = Bilingual(models.CharField(_("spécialité"), max_length=160, blank=True))
    technique = models.ForeignKey(
        "artisans.Technique",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("technique pratiquée"),
    )
    masters = models.ManyToManyField(
        "self",
        through="LearnedFrom",
        through_fields=("pupil", "master"),
        symmetrical=False,
        related_name="pupils",
        verbose_name=_("a appris de"),
    )

    searched_fields = ["aliases"]

    objects = ArtisanQuerySet.as_manager()

    class Meta:
        verbose_name = _("artisan")
        verbose_name_plural = _("artisans")
        permissions = [("act_for_member", gettext_noop("agir pour un membre"))]
        ordering = [base_column("sort"), "pk"]
        constraints = [
            must_be_written(
                "name",
                name="artisan_has_a_name",
                message=_("Écrivez le nom, dans une langue au moins."),
            ),
            models.CheckConstraint(
                name="artisan_death_only_for_the_dead",
                condition=Q(death_year=None) | Q(is_living=False),
                violation_error_message=_(
                    "Une année de décès suppose que la personne n’est plus en vie."
                ),
            ),
        ]

    @classmethod
    def names_as_json(cls):
        is_woman = ExpressionWrapper(Q(sex=Sex.FEMALE), models.BooleanField())
        person = JSONObject(
            number="pk",
            shows="shows_name",
            is_woman=is_woman,
            **{language.code: language.column("name") for language in LANGUAGES},
            aliases="aliases",
        )
        return cls.objects.with_consents().order_by().values(said=JSONRows(person))

    def clean(self):
        super().clean()
        if self.is_living and self.birth_year and self.birth_year < EARLIEST_BIRTH:
            said = _("Une personne en vie est née en %(year)s ou après.")
            raise ValidationError(
                {"birth_year": ValidationError(said, params={"year": EARLIEST_BIRTH})}
            )

    def __str__(self):
        return str(self.name)

    @property
    def mark(self) -> str:
        return (self.technique.mark or "") if self.technique else ""

    @property
    def public_mark(self) -> str:
        """The mark of the person's technique where a visitor may see it (`lineage_of`
        says so).
        """
        return self.mark if getattr(self, "shows_technique", False) else ""

    @property
    def standing_words(self):
        """Label of the person's standing in the craft, in the person's gender."""
        return (
            STANDINGS_OF_WOMEN[Standing(self.standing)]
            if self.sex == Sex.FEMALE
            else self.get_standing_display()
        )

    @property
    def public_name(self) -> Text:
        """The name when it may be shown; else what the person is, without saying who.

        Needs `with_consents()`.
        """
        if getattr(self, "shows_name", False):
            return self.name
        return Text(unnamed(self.sex == Sex.FEMALE, reader_language()), reader_language())

    @property
    def unnamed_words(self) -> str:
        """Give the words for a name that is not shown, on a line of its own."""
        if self.sex == Sex.FEMALE:
            return gettext("Artisane, nom non montré")
        return gettext("Artisan, nom non montré")

    @property
    def public_portrait(self):
        """The portrait when it may be shown.

        Needs `with_consents()`.
        """
        if not getattr(self, "shows_portrait", False):
            return None
        portrait = getattr(self, "portrait", None)
        return None if portrait is None or portrait.awaits_answer else portrait

    @property
    def answers_in_space(self) -> bool:
        """Tell whether the person is asked in a space of their own; else on paper."""
        return self.is_living and self.account is not None and self.account.is_active

    @property
    def years_at_the_craft(self) -> int | None:
        """Whole years at the craft, for the living."""
        if not self.is_living or not self.craft_since_year:
            return None
        return max(today_in_tunis().year - self.craft_since_year, 0)


class PortraitQuerySet(PhotoQuerySet):
    def public(self) -> Self:
        agreeing = Artisan.objects.with_consents().filter(shows_portrait=True)
        return self.filter(artisan__in=agreeing.values("pk"), awaits_answer=False)

    def seen_by(self, user) -> Self:
        """Each sees their own."""
        return self.filter(artisan__account=user)


class Portrait(Photo):
    """The face of a person, shown while they consent to it.

    One that a family sent waits for a yes to that very picture, when the person has a
    space to say it in.
    """

    artisan = models.OneToOneField(
        Artisan,
        models.CASCADE,
        related_name="portrait",
        verbose_name=_("personne"),
        error_messages={"unique": _("Cette personne a déjà un portrait.")},
    )
    family = models.ForeignKey(
        "artisans.Family",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="portraits",
        verbose_name=_("famille qui l’a envoyé"),
        editable=False,
    )
    awaits_answer = models.BooleanField(
        _("attend la réponse de la personne"),
        default=False,
        db_default=False,
        help_text=_("Personne ne le voit avant que la personne ait dit oui, dans son espace."),
    )

    member_columns = ["artisan", *Photo.member_columns]
    # a version of the rest that comes back says no yes for the person
    never_returned = frozenset({"awaits_answer"})
    shows = "artisan"
    hangs_on_consent = True

    objects: ClassVar = PortraitQuerySet.as_manager()

    class Meta(Photo.Meta):
        verbose_name = _("portrait")
        verbose_name_plural = _("portraits")

    def save(self, *args, **kwargs):
        if self._state.adding and self.family_id:
            self.awaits_answer = self.artisan.answers_in_space
        super().save(*args, **kwargs)

    def shown_under(self, relation: str) -> set[str]:
        return {Consent.Item.PORTRAIT}

    def absorb(self, other):
        """Stay as it is: an officer chose between the two portraits of one person."""


class Sourced(Translated):
    """Hold what somebody says: a text, the person who told it, or both.

    Pages name that person as their consent allows.
    """

    source = Bilingual(
        models.CharField(
            _("source"),
            max_length=200,
            blank=True,
            help_text=_("Qui le dit : un récit, un acte, une photographie."),
        )
    )
    told_by = models.ForeignKey(
        Artisan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_told",
        verbose_name=_("personne interrogée"),
        help_text=_(
            "La page écrit « Entretien avec … » et son nom, ou « une artisane » sans son accord. "
            "N’écrivez pas ce nom dans la source."
        ),
    )

    class Meta:
        abstract = True

    @property
    def interview(self) -> Text | str:
        """With whom it was, in a sentence, when a person told it."""
        if self.told_by_id is None:
            return ""
        return Text(
            gettext("Entretien avec %(person)s") % {"person": name_of(self.told_by_id)},
            reader_language(),
        )


class LearnedFrom(Record, Sourced):
    """Apprenticeship: one person learned from another, on the word of a source.

    Several masters are allowed; one is drawn in the lineage.
    """

    holds_personal_data = True
    member_columns = [
        "pupil",
        "master",
        "since_year",
        "until_year",
        "is_drawn",
        *columns("source"),
        "told_by",
    ]

    family = models.ForeignKey(
        "artisans.Family",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("famille qui le dit"),
        editable=False,
    )
    pupil = models.ForeignKey(
        Artisan, models.CASCADE, related_name="learned_from", verbose_name=_("élève")
    )
    master = models.ForeignKey(
        Artisan, models.PROTECT, related_name="taught", verbose_name=_("maître")
    )
    since_year = models.PositiveSmallIntegerField(_("de"), null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(_("à"), null=True, blank=True)
    is_drawn = models.BooleanField(_("dessiné dans la lignée"), default=True)

    class Meta:
        verbose_name = _("apprentissage")
        verbose_name_plural = _("apprentissages")
        ordering = ["-is_drawn", "since_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="learned_from_once",
                fields=["pupil", "master"],
                violation_error_message=_("Ce lien est déjà enregistré."),
            ),
            models.UniqueConstraint(
                name="learned_from_one_drawn",
                fields=["pupil"],
                condition=Q(is_drawn=True),
                violation_error_message=_("Un seul maître est dessiné dans la lignée."),
            ),
            models.CheckConstraint(
                name="learned_from_another",
                condition=~Q(pupil=F("master")),
                violation_error_message=_("Nul n’est son propre maître."),
            ),
            models.CheckConstraint(
                name="learned_from_has_a_source",
                condition=any_filled("source") | Q(told_by__isnull=False),
                violation_error_message=_("Dites qui le rapporte : chaque lien a une source."),
            ),
        ]

    def __str__(self):
        return f"{self.pupil} ← {self.master}"

    def shown_under(self, relation: str) -> set[str]:
        return {Consent.Item.NAME}

    def save(self, *args, **kwargs):
        # one that an officer writes is said by the family of the pupil
        if self.family_id is None and kwargs.get("update_fields") is None:
            self.family_id = self.pupil.family_id
        super().save(*args, **kwargs)

    def is_another_drawn(self, *but) -> bool:
        """Tell whether the lineage draws another master of the pupil, those given left
        out.
        """
        drawn = LearnedFrom.objects.filter(pupil=self.pupil, is_drawn=True)
        return drawn.exclude(pk__in=[one.pk for one in (self, *but)]).exists()

    def absorb(self, other):
        """Say all that either says: the longest time, both sources, drawn if either
        was.
        """
        self.since_year = min(
            (year for year in (self.since_year, other.since_year) if year), default=None
        )
        self.until_year = max(
            (year for year in (self.until_year, other.until_year) if year), default=None
        )
        if self.told_by_id and other.told_by_id and self.told_by_id != other.told_by_id:
            raise ValidationError(
                _(
                    "« %(link)s » : deux personnes l’ont raconté. Ne gardez que l’une des deux sur "
                    "les fiches."
                ),
                params={"link": self},
            )
        self.told_by_id = self.told_by_id or other.told_by_id
        for name in columns("source"):
            sources = list(
                dict.fromkeys(text for text in (getattr(self, name), getattr(other, name)) if text)
            )
            both = " — ".join(sources)
            if len(both) > (field_of(self, name).max_length or 0):
                raise ValidationError(
                    _(
                        "Deux sources disent « %(link)s », trop longues pour être réunies : "
                        "abrégez-en une."
                    ),
                    params={"link": self},
                )
            setattr(self, name, both)
        self.is_drawn = self.is_drawn or (other.is_drawn and not self.is_another_drawn(other))

    def clean(self):
        super().clean()
        if self.pupil_id and self.master_id and self.pupil_id in self.masters_above(self.master_id):
            raise ValidationError(
                {"master": _("Ce lien ferait un cercle : cette personne a appris de l’élève.")}
            )

    @staticmethod
    def masters_above(number: int) -> set[int]:
        """Everyone from whom `number` learned, directly or not.

        One statement a generation.
        """
        found: set[int] = set()
        generation = {number}
        while generation:
            above = set(
                LearnedFrom.objects.filter(pupil__in=generation).values_list("master_id", flat=True)
            )
            generation = above - found
            found |= above
        return found
