"""The cluster's own work: partners, and the actions that strengthen the workshops."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.calendar import today_in_tunis
from kairouan.common.images import Illustrated, Picture
from kairouan.common.moderation import Moderated, ModeratedQuerySet, Status
from kairouan.common.places import Delegation
from kairouan.common.records import Record
from kairouan.common.search import Searchable, SearchableQuerySet


class Axis(models.TextChoices):
    """The strategic axes, as the Creative Tunisia programme names them for this cluster."""

    PARTNERSHIP = "partnership", _("Partenariat public-privé")
    GRADUATES = "graduates", _("Insertion des diplômés dans l’artisanat")
    VALUE_CHAIN = "value_chain", _("Chaîne de valeur : nouveaux ateliers et mise à niveau")
    CAPACITY = "capacity", _("Renforcement des capacités, collectif et individuel")
    MARKETS = "markets", _("Marchés nationaux et internationaux")
    EQUIPMENT = "equipment", _("Modernisation des équipements")
    DIVERSIFICATION = "diversification", _("Diversification et nouvelles niches")
    DECENT_JOBS = "decent_jobs", _("Emploi décent des femmes et des jeunes")


class PartnerQuerySet(models.QuerySet):
    def funders(self):
        return self.filter(role=Partner.Role.FUNDER)


class Partner(Record, Translated):
    """An institution, public or private, that funds, leads or supports the cluster."""

    class Role(models.TextChoices):
        FUNDER = "funder", _("bailleur")
        IMPLEMENTER = "implementer", _("mise en œuvre")
        NATIONAL = "national", _("partenaire national")
        CENTRE = "centre", _("centre de services")
        PRIVATE = "private", _("partenaire privé")

    name = Bilingual(models.CharField(_("nom"), max_length=200, blank=True))
    short_name = models.CharField(_("sigle"), max_length=40, blank=True)
    role = models.CharField(_("rôle"), max_length=12, choices=Role.choices, default=Role.NATIONAL)
    text = Bilingual(models.TextField(_("texte"), blank=True))
    website = models.URLField(_("site"), blank=True)
    logo = models.ImageField(_("logo"), upload_to="partners/", blank=True)
    order = models.PositiveSmallIntegerField(_("rang"), default=0)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partner_has_a_name",
                condition=~Q(name_fr="") | ~Q(name_ar=""),
                violation_error_message=_("Écrivez le nom, dans une langue au moins."),
            )
        ]

    def __str__(self):
        return self.short_name or str(self.name)


class Moment(models.TextChoices):
    """Whether an action is still to come, today in Tunis."""

    COMING = "coming", _("à venir")
    PAST = "past", _("terminées")


class ActionQuerySet(ModeratedQuerySet, SearchableQuerySet):
    def with_moment(self):
        """Each action with its `moment`."""
        is_coming = When(ends_on__gte=today_in_tunis(), then=Value(Moment.COMING))
        return self.annotate(moment=Case(is_coming, default=Value(Moment.PAST)))

    def coming_first(self):
        """Those to come, the nearest first; then those that are over, the latest first. Needs `with_moment()`."""
        coming = Q(moment=Moment.COMING)
        return self.order_by(
            "moment", Case(When(coming, then=F("starts_on"))), Case(When(~coming, then=F("starts_on"))).desc(), "pk"
        )  # fmt: skip

    def coming(self):
        return self.filter(ends_on__gte=today_in_tunis()).order_by("starts_on", "pk")

    def past(self):
        return self.filter(ends_on__lt=today_in_tunis()).order_by("-starts_on", "-pk")


class Action(Moderated, Searchable, Illustrated):
    """A capacity-building action: a training, a study visit, a fair, coaching. Public pages start from `Action.objects.published()`."""

    class Format(models.TextChoices):
        GROUP = "group", _("collective")
        INDIVIDUAL = "individual", _("individuelle")

    class Kind(models.TextChoices):
        TRAINING = "training", _("formation")
        VISIT = "visit", _("visite d’étude")
        FAIR = "fair", _("foire ou salon")
        COACHING = "coaching", _("accompagnement")
        CERTIFICATION = "certification", _("certification")
        EQUIPMENT = "equipment", _("équipement")
        LOAN = "loan", _("prêt d’outils")

    axis = models.CharField(_("axe"), max_length=16, choices=Axis.choices)
    format = models.CharField(_("forme"), max_length=10, choices=Format.choices, default=Format.GROUP)
    kind = models.CharField(_("nature"), max_length=14, choices=Kind.choices, default=Kind.TRAINING)
    title = Bilingual(models.CharField(_("titre"), max_length=160, blank=True))
    summary = Bilingual(models.CharField(_("en une ligne"), max_length=240, blank=True))
    text = Bilingual(models.TextField(_("texte"), blank=True))
    trainer = Bilingual(
        models.CharField(
            _("animée par"), max_length=160, blank=True, help_text=_("Une fonction ou un organisme, pas une personne.")
        )
    )
    place = Bilingual(models.CharField(_("lieu"), max_length=200, blank=True))
    delegation = models.CharField(_("délégation"), max_length=20, choices=Delegation.choices, blank=True)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    starts_at = models.TimeField(_("à partir de"), null=True, blank=True)
    ends_at = models.TimeField(_("jusqu’à"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("annulée"), default=False)
    partners = models.ManyToManyField(Partner, blank=True, related_name="actions", verbose_name=_("partenaires"))

    slug_from = "title_fr"
    slug_prefix = "action"
    searched_name = "title"
    searched_fields = ["summary_fr", "summary_ar", "text_fr", "text_ar", "place_fr", "place_ar"]

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_public_has_a_title",
                condition=~Q(status=Status.PUBLISHED) | ~Q(title_fr="") | ~Q(title_ar=""),
                violation_error_message=_("Une action publiée porte un titre, dans une langue au moins."),
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


class ActionPicture(Picture):
    action = models.ForeignKey(Action, models.CASCADE, related_name="pictures", verbose_name=_("action"))

    shows = "action"

    class Meta(Picture.Meta):
        pass
