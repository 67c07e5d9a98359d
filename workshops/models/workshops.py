"""The workshop and what hangs on it."""

from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Artisan, Consent, Family, Sex, Technique, technique_shows
from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.calendar import today_in_tunis
from kairouan.common.choices import ChoiceListField
from kairouan.common.languages import base_column, columns
from kairouan.common.places import Delegation
from kairouan.common.records import Record, Referenced
from kairouan.desk.documents import DocumentField
from kairouan.photos.base import Illustrated, Photo, PhotoQuerySet
from kairouan.review.moderation import (
    Moderated,
    ModeratedQuerySet,
    must_be_written_to_publish,
)
from kairouan.search.matching import Searchable

from ..channels import clean_channel


class Quarter(models.TextChoices):
    """Place of a workshop on the schematic plan when its exact point is not public:
    souk level in the medina, delegation elsewhere.
    """

    SOUK = "souk", _("souk des cuivres")
    BAB_JELLADINE = "bab-jelladine", _("Bab Jelladine")
    BAB_TOUNES = "bab-tounes", _("Bab Tounes")
    BAB_KHOUKHA = "bab-khoukha", _("Bab El Khoukha")
    GREAT_MOSQUE = "great-mosque", _("Grande Mosquée")
    BIR_BAROUTA = "bir-barouta", _("Bir Barouta")
    OUTSIDE = "outside", _("hors de la médina")


class Spoken(models.TextChoices):
    ARABIC = "ar", _("arabe")
    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")
    ITALIAN = "it", _("italien")
    GERMAN = "de", _("allemand")


class WorkshopQuerySet(ModeratedQuerySet):
    def there(self) -> Self:
        """Filter those that do not say that they are away."""
        return self.exclude(away_until__gte=today_in_tunis())

    def published(self):
        """Published workshops, knowing what the responsible person agrees to show:
        `shows_place`, `shows_photos`, `shows_responsible`;
        and whether a visitor may see its main hammering: `shows_technique`.
        """
        given = Consent.objects.in_force().filter(artisan=OuterRef("responsible"))
        return (
            super()
            .published()
            .annotate(
                shows_place=Exists(given.filter(item=Consent.Item.PLACE)),
                shows_photos=Exists(given.filter(item=Consent.Item.PHOTOS)),
                shows_responsible=Exists(given.filter(item=Consent.Item.NAME)),
                shows_technique=technique_shows("main_technique"),
            )
        )

    def managed_by(self, artisan) -> Self:
        """The workshops whose page this person may change: as owner or helper, and
        still there.
        """
        return self.kept_where(artisan=artisan)

    def kept_by_account(self, user) -> Self:
        """Filter by `managed_by` for who is signed in."""
        return self.kept_where(artisan__account=user)

    def kept_where(self, **person) -> Self:
        standing = Membership.objects.filter(
            until=None, role__in=Membership.MANAGING_ROLES, **person
        )
        return self.filter(pk__in=standing.values("workshop"))


class Workshop(Moderated, Referenced, Searchable, Illustrated):
    """A place where copper is worked.

    Public pages start from `Workshop.objects.published()`.
    """

    holds_personal_data = True
    # What ONA has verified, and the trust it gives, are not the page's.
    never_returned = Moderated.never_returned | {
        "is_trusted",
        "ona_registration",
        "ona_verified_on",
    }

    class Origin(models.TextChoices):
        EXISTING = "existing", _("antérieur au programme")
        CREATED = "created", _("créé dans le programme")
        UPGRADED = "upgraded", _("mis à niveau dans le programme")

    family = models.ForeignKey(
        Family,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workshops",
        verbose_name=_("famille"),
    )
    techniques = models.ManyToManyField(
        Technique, blank=True, related_name="workshops", verbose_name=_("techniques")
    )
    main_technique = models.ForeignKey(
        Technique,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("technique principale"),
    )
    responsible = models.ForeignKey(
        Artisan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for",
        verbose_name=_("responsable"),
        help_text=_(
            "La personne dont les accords valent pour le lieu exact et les photos de l’atelier."
        ),
    )
    members = models.ManyToManyField(
        Artisan, through="Membership", related_name="workshops", verbose_name=_("membres")
    )
    name = Bilingual(models.CharField(_("nom"), max_length=120, blank=True))
    summary = Bilingual(models.CharField(_("en une ligne"), max_length=160, blank=True))
    story = Bilingual(models.TextField(_("présentation"), blank=True))
    equipment = Bilingual(models.TextField(_("équipement"), blank=True))
    address = Bilingual(models.CharField(_("adresse"), max_length=200, blank=True))
    directions = Bilingual(
        models.TextField(
            _("comment venir"),
            blank=True,
            help_text=_("Par les repères : « De Bab Jelladine, deuxième ruelle à droite »."),
        )
    )
    delegation = models.CharField(
        _("délégation"), max_length=20, choices=Delegation.choices, default=Delegation.KAIROUAN_NORD
    )
    quarter = models.CharField(
        _("quartier"), max_length=20, choices=Quarter.choices, default=Quarter.OUTSIDE
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(34)), MaxValueValidator(Decimal(37))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(8)), MaxValueValidator(Decimal(12))],
    )
    founded_in = models.PositiveSmallIntegerField(_("fondé en"), null=True, blank=True)
    origin = models.CharField(
        _("lien avec le programme"), max_length=10, choices=Origin.choices, default=Origin.EXISTING
    )
    people_count = models.PositiveSmallIntegerField(
        _("personnes au travail"), null=True, blank=True
    )
    welcomes_visitors = models.BooleanField(_("reçoit des visiteurs"), default=False)
    gives_demonstrations = models.BooleanField(_("montre le travail"), default=False)
    takes_apprentices = models.BooleanField(_("prend des apprentis"), default=False)
    languages = ChoiceListField(_("langues parlées"), choices_class=Spoken)
    away_until = models.DateField(
        _("absent jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Dernier jour d’absence : les demandes le disent."),
    )
    ona_registration = models.CharField(
        _("numéro d’inscription à l’ONA"), max_length=60, blank=True, help_text=_("Jamais public.")
    )
    ona_verified_on = models.DateField(_("inscription vérifiée le"), null=True, blank=True)
    is_trusted = models.BooleanField(
        _("de confiance"),
        default=False,
        help_text=_("Ses modifications paraissent aussitôt et restent dans l’historique."),
    )

    member_names = [
        *columns("name", "summary", "story", "equipment"),
        "family",
        "main_technique",
        "techniques",
        "steps",
        *columns("address", "directions"),
        "delegation",
        "quarter",
        "latitude",
        "longitude",
        "founded_in",
        "people_count",
        "welcomes_visitors",
        "gives_demonstrations",
        "takes_apprentices",
        "languages",
        "channels",
        "photos",
    ]
    slug_prefix = "atelier"
    # Never the address: it shows under a consent that may be withdrawn, and the search
    # would still tell it.
    searched_fields = columns("summary", "story")
    searched_through = ["family", "main_technique"]

    objects = WorkshopQuerySet.as_manager()

    public_channels: list["Channel"]  # on its page (`workshops.views`)
    gaps: list  # lines of its menu, on the home of the space (`kairouan.portal.space`)

    class Meta:
        verbose_name = _("atelier")
        verbose_name_plural = _("ateliers")
        ordering = [base_column("sort"), "pk"]
        constraints = [
            must_be_written_to_publish(
                "name",
                name="workshop_public_has_a_name",
                message=_("Un atelier publié porte un nom, dans une langue au moins."),
            ),
            models.CheckConstraint(
                name="workshop_point_is_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_(
                    "Donnez la latitude et la longitude, ou aucune des deux."
                ),
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("workshops:detail", args=[self.slug])

    def shown_under(self, relation: str) -> set[str]:
        """The consents of the person who answers for the workshop, with which it shows
        more.
        """
        return {Consent.Item.NAME, Consent.Item.PLACE, Consent.Item.PHOTOS}

    @property
    def goes_live_at_once(self) -> bool:
        return self.is_trusted

    def member_accounts(self):
        standing = Membership.objects.filter(
            workshop=self, until=None, role__in=Membership.MANAGING_ROLES
        )
        return get_user_model().objects.filter(
            is_active=True, artisan__in=standing.values("artisan")
        )

    @property
    def mark(self) -> str:
        return (self.main_technique.mark or "") if self.main_technique else ""

    @property
    def public_technique(self) -> Technique | None:
        """The main hammering, where a visitor may see it. Needs `published()`."""
        return self.main_technique if getattr(self, "shows_technique", False) else None

    @property
    def public_mark(self) -> str:
        return self.mark if self.public_technique else ""

    @property
    def is_away(self) -> bool:
        return self.away_until is not None and self.away_until >= today_in_tunis()

    def language_labels(self) -> list:
        return Workshop._meta.get_field("languages").labels_of(self)

    @property
    def public_point(self):
        """(latitude, longitude) when the exact place may be shown; else None, and the
        page shows the quarter. Needs `published()`.
        """
        if self.latitude is None or not getattr(self, "shows_place", False):
            return None
        return self.latitude, self.longitude

    @property
    def public_address(self):
        return self.address if getattr(self, "shows_place", False) else ""

    @property
    def public_directions(self):
        return self.directions if getattr(self, "shows_place", False) else ""

    @property
    def public_photos(self) -> list:
        return list(self.photos.all()) if getattr(self, "shows_photos", False) else []


class WorkshopPhotoQuerySet(PhotoQuerySet):
    def public(self) -> Self:
        return self.filter(
            workshop__in=Workshop.objects.published().filter(shows_photos=True).values("pk")
        )


class WorkshopPhoto(Photo):
    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="photos", verbose_name=_("atelier")
    )

    shows = "workshop"
    hangs_on_consent = True

    objects: ClassVar = WorkshopPhotoQuerySet.as_manager()

    class Meta(Photo.Meta):
        pass


class MembershipRole(models.TextChoices):
    OWNER = "owner", _("propriétaire")
    HELPER = "helper", _("aide")
    WORKER = "worker", _("ouvrier")
    APPRENTICE = "apprentice", _("apprenti")


class Membership(Record):
    """Membership of a person in a workshop, with a role: owners and helpers manage its
    page.

    An open membership has no end.
    """

    may_be_returned = False  # it opens the page to a person

    MANAGING_ROLES = (
        MembershipRole.OWNER,
        MembershipRole.HELPER,
    )  # who may change the workshop's page

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="memberships", verbose_name=_("atelier")
    )
    artisan = models.ForeignKey(
        Artisan, models.PROTECT, related_name="memberships", verbose_name=_("personne")
    )
    role = models.CharField(
        _("rôle"), max_length=10, choices=MembershipRole.choices, default=MembershipRole.OWNER
    )
    since = models.DateField(_("depuis"), null=True, blank=True)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("membre de l’atelier")
        verbose_name_plural = _("membres de l’atelier")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="membership_one_open",
                fields=["workshop", "artisan"],
                condition=Q(until=None),
                violation_error_message=_("Cette personne est déjà membre de l’atelier."),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("La fin vient après le début."),
            ),
        ]

    def __str__(self):
        return f"{self.artisan} · {self.workshop}"

    def shown_under(self, relation: str) -> set[str]:
        """The team stands on the workshop's page, with names and portraits."""
        return {Consent.Item.NAME, Consent.Item.PORTRAIT}

    def absorb(self, other):
        """One place in the workshop: since the earlier day, with the role that answers
        for more.
        """
        self.since = min((day for day in (self.since, other.since) if day), default=None)
        self.role = min(self.role, other.role, key=MembershipRole.values.index)

    @property
    def role_words(self):
        """Label of the person's role in the workshop, in the person's gender."""
        return (
            ROLES_OF_WOMEN[MembershipRole(self.role)]
            if self.artisan.sex == Sex.FEMALE
            else self.get_role_display()
        )


# The words for a woman; those of the choices are for a man.
ROLES_OF_WOMEN = {
    MembershipRole.OWNER: pgettext_lazy("femme", "propriétaire"),
    MembershipRole.HELPER: pgettext_lazy("femme", "aide"),
    MembershipRole.WORKER: pgettext_lazy("femme", "ouvrière"),
    MembershipRole.APPRENTICE: pgettext_lazy("femme", "apprentie"),
}


class ChannelQuerySet(models.QuerySet):
    def published(self) -> Self:
        """The ways to reach a workshop that the person they belong to agreed to make
        public.
        """
        given = Consent.objects.in_force().filter(artisan=OuterRef("person"))
        wanted = Q()
        for kind, item in Channel.CONSENTS.items():
            wanted |= Q(Exists(given.filter(item=item)), kind=kind)
        return self.filter(wanted)


class ChannelKind(models.TextChoices):
    PHONE = "phone", _("téléphone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("e-mail")
    FACEBOOK = "facebook", _("Facebook")
    INSTAGRAM = "instagram", _("Instagram")


class Channel(Record):
    """A way to reach a workshop.

    It belongs to a person, whose consent decides whether it shows.
    """

    CONSENTS = {  # under which each kind shows
        ChannelKind.PHONE: Consent.Item.PHONE,
        ChannelKind.WHATSAPP: Consent.Item.WHATSAPP,
        ChannelKind.EMAIL: Consent.Item.EMAIL,
        ChannelKind.FACEBOOK: Consent.Item.SOCIAL,
        ChannelKind.INSTAGRAM: Consent.Item.SOCIAL,
    }

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="channels", verbose_name=_("atelier")
    )
    person = models.ForeignKey(
        Artisan, models.CASCADE, related_name="channels", verbose_name=_("à qui")
    )
    kind = models.CharField(_("moyen"), max_length=10, choices=ChannelKind.choices)
    value = models.CharField(
        _("numéro ou adresse"),
        max_length=200,
        help_text=_("Un numéro (98 123 456), une adresse, ou le nom de la page."),
    )
    order = models.PositiveSmallIntegerField(_("rang"), default=0)

    member_columns = ["kind", "value", "person", "order"]

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("moyen de contact")
        verbose_name_plural = _("moyens de contact")
        ordering = ["order", "pk"]

    def __str__(self):
        # isolated: in Arabic a number would lose its "+" to its end
        return f"{self.get_kind_display()} · \u2066{self.value}\u2069"

    def clean(self):
        super().clean()
        self.value = clean_channel(self.kind, self.value)

    def shown_under(self, relation: str) -> set[str]:
        return {Channel.CONSENTS[ChannelKind(self.kind)]}

    @property
    def is_number(self) -> bool:
        return self.kind in (ChannelKind.PHONE, ChannelKind.WHATSAPP)

    @property
    def href(self) -> str:
        """Address that a tap leads to."""
        kinds = ChannelKind
        before = {
            kinds.PHONE: "tel:",
            kinds.WHATSAPP: "https://wa.me/",
            kinds.EMAIL: "mailto:",
            kinds.FACEBOOK: "https://www.facebook.com/",
            kinds.INSTAGRAM: "https://www.instagram.com/",
        }[ChannelKind(self.kind)]
        return before + (
            self.value.removeprefix("+") if self.kind == kinds.WHATSAPP else self.value
        )


class CraftStep(models.TextChoices):
    CUTTING = "cutting", _("traçage et découpe")
    SINKING = "sinking", _("emboutissage")
    RAISING = "raising", _("rétreinte")
    ANNEALING = "annealing", _("recuit")
    PICKLING = "pickling", _("décapage")
    PLANISHING = "planishing", _("planage")
    HAMMERING = "hammering", _("martelage décoratif")
    ASSEMBLY = "assembly", pgettext_lazy("étape", "montage")
    ENGRAVING = "engraving", _("ciselure et gravure")
    TINNING = "tinning", _("étamage")
    FINISHING = "finishing", _("polissage et patine")


class WorkshopStep(Record):
    """A step of the making that a workshop does itself, or has done elsewhere (and by
    whom, when it is a member).
    """

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="steps", verbose_name=_("atelier")
    )
    step = models.CharField(_("étape"), max_length=12, choices=CraftStep.choices)
    in_house = models.BooleanField(_("fait sur place"), default=True)
    done_by = models.ForeignKey(
        Workshop,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="steps_for_others",
        verbose_name=_("sinon, confié à"),
    )

    member_columns = ["step", "in_house", "done_by"]

    class Meta:
        verbose_name = _("étape de fabrication")
        verbose_name_plural = _("étapes de fabrication")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="workshop_step_once",
                fields=["workshop", "step"],
                violation_error_message=_("Cette étape est déjà dans la liste."),
            ),
            models.CheckConstraint(
                name="workshop_step_in_house_or_elsewhere",
                condition=Q(in_house=False) | Q(done_by=None),
                violation_error_message=_("Une étape faite sur place n’est confiée à personne."),
            ),
        ]

    def __str__(self):
        return f"{self.workshop} · {self.get_step_display()}"


class Label(Record, Translated):
    """A quality label, a prize, a mark of origin."""

    name = Bilingual(models.CharField(_("nom"), max_length=120, blank=True))
    issuer = Bilingual(models.CharField(_("délivré par"), max_length=160, blank=True))

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["pk"]

    def __str__(self):
        return str(self.name)


class LabelAwardQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        today = today_in_tunis()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), issued_on__lte=today)


class LabelAward(Record):
    """A label given to a workshop.

    No award without its document; an expired one leaves the site by itself.
    """

    may_be_returned = False

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="awards", verbose_name=_("atelier")
    )
    label = models.ForeignKey(Label, models.PROTECT, related_name="awards", verbose_name=_("label"))
    number = models.CharField(_("numéro"), max_length=60)
    issued_on = models.DateField(_("délivré le"))
    expires_on = models.DateField(_("expire le"), null=True, blank=True)
    document = DocumentField(_("document"), upload_to="labels/")

    objects = LabelAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("label obtenu")
        verbose_name_plural = _("labels obtenus")
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="award_expires_after_it_is_issued",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("L’expiration vient après la délivrance."),
            )
        ]

    def __str__(self):
        return f"{self.label} · {self.number}"
