"""Results of the programme: support given, jobs, graduates in workshops, fairs, and
the products that came of it.
"""

import calendar
import datetime
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Artisan, Sex
from kairouan.common.bilingual import Bilingual, Translated, must_be_written
from kairouan.common.languages import columns
from kairouan.common.records import Record
from products.models import Collection, Product, read_for_page
from workshops.models import Workshop

from .actions import Action, ActionKind
from .axes import Axis
from .partners import Partner


def only_one_of(*names: str) -> Q:
    """Condition: exactly one of these relations is filled."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


class AgeBand(models.TextChoices):
    """Bands that part everyone, from which "under 35" and "15 to 29" can both be
    counted.
    """

    YOUNG = "15-29", _("de 15 à 29 ans")
    UNDER_35 = "30-34", _("de 30 à 34 ans")
    OLDER = "35+", _("35 ans et plus")
    UNKNOWN = "unknown", _("âge inconnu")

    @classmethod
    def on(cls, day: datetime.date, birth_year: int | None) -> "AgeBand":
        """The band of someone on a day, by the year alone: we hold no birthday."""
        if birth_year is None:
            return cls.UNKNOWN
        age = day.year - birth_year
        return cls.YOUNG if age < 30 else cls.UNDER_35 if age < 35 else cls.OLDER


class SupportKind(models.TextChoices):
    EQUIPMENT = "equipment", _("équipement")
    LOAN = "loan", _("prêt d’outils")
    COACHING = "coaching", _("accompagnement")
    CERTIFICATION = "certification", _("certification")
    ASSISTANCE = "assistance", _("assistance technique")
    CREATION = "creation", _("création d’atelier")
    UPGRADING = "upgrading", _("mise à niveau d’atelier")


class Support(Record, Translated):
    """Help given to a workshop, a person or a partner body.

    What one workshop received is never public in dinars.
    """

    holds_personal_data = True

    kind = models.CharField(_("nature"), max_length=14, choices=SupportKind.choices)
    axis = models.CharField(_("axe"), max_length=16, choices=Axis.choices)
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name=_("action"),
    )
    workshop = models.ForeignKey(
        Workshop,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name=_("atelier"),
    )
    artisan = models.ForeignKey(
        Artisan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name=_("personne"),
    )
    body = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports_received",
        verbose_name=_("organisme"),
    )
    provider = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supports_given",
        verbose_name=_("apporté par"),
    )
    what = Bilingual(models.CharField(_("quoi"), max_length=200, blank=True))
    given_on = models.DateField(_("le"))
    value = models.DecimalField(
        _("valeur, en dinars"),
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Jamais publique pour un atelier seul."),
    )
    is_in_use = models.BooleanField(
        _("en service"),
        null=True,
        blank=True,
        help_text=_("Pour un équipement, à la dernière visite."),
    )
    checked_on = models.DateField(_("vérifié le"), null=True, blank=True)
    before = Bilingual(models.TextField(_("avant"), blank=True))
    after = Bilingual(models.TextField(_("après"), blank=True))

    class Meta:
        verbose_name = _("appui")
        verbose_name_plural = _("appuis")
        ordering = ["-given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="support_has_one_beneficiary",
                condition=only_one_of("workshop", "artisan", "body"),
                violation_error_message=_(
                    "Choisissez un seul bénéficiaire : un atelier, une personne ou un organisme."
                ),
            ),
            must_be_written(
                "what",
                name="support_says_what",
                message=_("Dites en quoi consiste l’appui, dans une langue au moins."),
            ),
            models.CheckConstraint(
                name="support_of_a_workshop",
                condition=~Q(kind__in=["creation", "upgrading"]) | Q(workshop__isnull=False),
                violation_error_message=_("Une création ou une mise à niveau concerne un atelier."),
            ),
        ]

    def __str__(self):
        return str(self.what)

    def shown_under(self, relation: str) -> set[str]:
        """Counted on public pages, never shown by person."""
        return set()


class JobKind(models.TextChoices):
    PERMANENT = "permanent", _("permanent")
    SEASONAL = "seasonal", _("saisonnier")
    APPRENTICE = "apprentice", pgettext_lazy("emploi", "apprentissage")
    OWN = "own", _("à son compte")


class Job(Record):
    """A job created or kept in a workshop.

    The person is not named: sex, age band and kind are enough for the figures.
    """

    holds_personal_data = True

    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="jobs", verbose_name=_("atelier")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name=_("action")
    )
    axis = models.CharField(_("axe"), max_length=16, choices=Axis.choices, default=Axis.DECENT_JOBS)
    sex = models.CharField(_("sexe"), max_length=6, choices=Sex.choices)
    age_band = models.CharField(
        _("âge, ce jour-là"), max_length=8, choices=AgeBand.choices, default=AgeBand.UNKNOWN
    )
    kind = models.CharField(_("nature"), max_length=10, choices=JobKind.choices)
    is_new = models.BooleanField(
        _("créé"), default=True, help_text=_("Sinon : maintenu grâce au programme.")
    )
    is_formal = models.BooleanField(_("déclaré"), default=False)
    share_of_time = models.DecimalField(
        _("part d’un plein temps"),
        max_digits=3,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.05"))],
    )
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("emploi")
        verbose_name_plural = _("emplois")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="job_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("La fin vient après le début."),
            )
        ]

    def __str__(self):
        return f"{self.workshop} · {self.get_kind_display()}"


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day that many months earlier, or the last of its month when there is
    none.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


class FairPresence(Record):
    """Presence of a workshop at a fair, with its results."""

    action = models.ForeignKey(
        Action,
        models.PROTECT,
        related_name="presences",
        verbose_name=_("foire ou salon"),
        limit_choices_to={"kind": ActionKind.FAIR},
    )
    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="fairs", verbose_name=_("atelier")
    )
    contacts = models.PositiveIntegerField(_("contacts"), default=0)
    orders = models.PositiveIntegerField(_("commandes"), default=0)
    orders_value = models.DecimalField(
        _("valeur des commandes, en dinars"),
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Jamais publique pour un atelier seul."),
    )

    class Meta:
        verbose_name = _("participation à une foire")
        verbose_name_plural = _("participations aux foires")
        ordering = ["action", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="fair_presence_once",
                fields=["action", "workshop"],
                violation_error_message=_("Cet atelier est déjà dans la liste."),
            )
        ]

    def __str__(self):
        return f"{self.workshop} · {self.action}"


class ActionOutcome(Record):
    """A product or a collection that came of an action."""

    action = models.ForeignKey(
        Action, models.PROTECT, related_name="outcomes", verbose_name=_("action")
    )
    product = models.ForeignKey(
        Product,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="came_of",
        verbose_name=_("pièce"),
    )
    collection = models.ForeignKey(
        Collection,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="came_of",
        verbose_name=_("collection"),
    )
    on_sale_since = models.DateField(_("en vente depuis le"))

    class Meta:
        verbose_name = _("pièces issues de l’action")
        verbose_name_plural = _("pièces issues de l’action")
        ordering = ["action", "on_sale_since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_is_one_thing",
                condition=only_one_of("product", "collection"),
                violation_error_message=_("Choisissez une pièce ou une collection."),
            ),
            models.UniqueConstraint(
                name="outcome_product_once",
                fields=["action", "product"],
                condition=Q(product__isnull=False),
                violation_error_message=_("Cette pièce est déjà dans la liste."),
            ),
            models.UniqueConstraint(
                name="outcome_collection_once",
                fields=["action", "collection"],
                condition=Q(collection__isnull=False),
                violation_error_message=_("Cette collection est déjà dans la liste."),
            ),
        ]

    def __str__(self):
        return str(self.product or self.collection)


def origin_column(column: str):
    """A column of the first published action that a product came of."""
    first = ActionOutcome.objects.filter(
        product=OuterRef("pk"), action__in=Action.objects.published().values("pk")
    )
    return Subquery(first.order_by("on_sale_since", "pk").values(f"action__{column}")[:1])


@receiver(read_for_page)
def read_with_a_product(sender, **kwargs) -> dict[str, Subquery]:
    return {f"born_of_{column}": origin_column(column) for column in ("slug", *columns("title"))}


class TurnoverSurvey(Record):
    """Turnover that a workshop declared for a year. Never public for one workshop."""

    holds_personal_data = True

    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="turnovers", verbose_name=_("atelier")
    )
    year = models.PositiveSmallIntegerField(_("année"))
    turnover = models.DecimalField(
        _("chiffre d’affaires, en dinars"),
        max_digits=12,
        decimal_places=3,
        validators=[MinValueValidator(Decimal(0))],
    )
    exports = models.DecimalField(
        _("dont vendu à l’étranger"),
        max_digits=12,
        decimal_places=3,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )

    class Meta:
        verbose_name = _("chiffre d’affaires déclaré")
        verbose_name_plural = _("chiffres d’affaires déclarés")
        ordering = ["-year", "workshop"]
        constraints = [
            models.UniqueConstraint(
                name="turnover_once",
                fields=["workshop", "year"],
                violation_error_message=_("Cette année est déjà déclarée pour cet atelier."),
            ),
            models.CheckConstraint(
                name="turnover_holds_its_exports",
                condition=Q(exports__lte=F("turnover")),
                violation_error_message=_(
                    "Ce qui est vendu à l’étranger fait partie du chiffre d’affaires."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.workshop} · {self.year}"
