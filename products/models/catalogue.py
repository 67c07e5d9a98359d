"""The product, the service and the set: one model with a kind, so that one list and one
search serve them all.
"""

from collections import ChainMap
from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.dispatch import Signal
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Artisan, Consent, Technique, technique_shows
from kairouan.common.bilingual import Bilingual, must_be_written
from kairouan.common.calendar import today_in_tunis
from kairouan.common.choices import ChoiceListField
from kairouan.common.languages import columns
from kairouan.common.records import Featured, Referenced
from kairouan.desk.documents import DocumentField
from kairouan.photos.base import Illustrated, Photo
from kairouan.review.moderation import Moderated, ModeratedQuerySet, Status
from kairouan.search.matching import Searchable
from workshops.models import Channel, ChannelKind, Workshop

from ..facts import FACTS
from .categories import Category
from .collections import Collection


class Metal(models.TextChoices):
    COPPER = "copper", _("cuivre rouge")
    BRASS = "brass", _("laiton")
    COPPER_AND_BRASS = "copper_and_brass", _("cuivre et laiton")
    PLATED = "plated", _("cuivre argenté")


class Lining(models.TextChoices):
    TIN = "tin", pgettext_lazy("étamage", "étain")
    STEEL = "steel", pgettext_lazy("étamage", "inox")
    SILVER = "silver", pgettext_lazy("étamage", "argent")
    NICKEL = "nickel", pgettext_lazy("étamage", "nickel")
    NONE = "none", pgettext_lazy("étamage", "aucun")
    UNKNOWN = "unknown", pgettext_lazy("étamage", "non déclaré")


class Finish(models.TextChoices):
    NATURAL = "natural", pgettext_lazy("finition", "naturel")
    POLISHED = "polished", pgettext_lazy("finition", "poli")
    PATINATED = "patinated", pgettext_lazy("finition", "patiné")
    VARNISHED = "varnished", pgettext_lazy("finition", "verni")
    WHITENED = "whitened", pgettext_lazy("finition", "blanchi à l’étain")


class FoodUse(models.TextChoices):
    FOOD = "food", _("alimentaire")
    UNTINNED = "untinned", _("usage particulier, non étamé")
    DECORATIVE = "decorative", _("décoratif seulement")
    UNDECLARED = "undeclared", pgettext_lazy("usage", "non déclaré")


class FoodProof(models.TextChoices):
    """Proof that a product may meet food; an officer has seen the document."""

    TEST = "test", _("analyse de migration")
    PURITY = "purity", _("certificat de pureté de l’étain")
    SUPPLIER = "supplier", _("attestation du fournisseur")


class Heat(models.TextChoices):
    GAS = "gas", _("gaz")
    ELECTRIC = "electric", _("plaque électrique")
    OVEN = "oven", _("four")
    EMBERS = "embers", _("braise")
    INDUCTION = "induction", _("induction")


# Sent as a product is read for its page: an app above that shows something there
# without a statement of its own answers with columns, {name: expression}.
read_for_page = Signal()

CARD_COLUMNS = [
    "status",
    "slug",
    "kind",
    *columns("name"),
    "price_kind",
    "price_unit",
    "availability",
    "is_unique",
    "lead_time_days",
    "published_at",
    *columns("workshop__name"),
    "workshop__slug",
    "technique__mark",
    *columns("technique__name"),
    "technique__slug",
]


def first_number(kind: str):
    """A column of the first number of this kind that the workshop of a product makes
    public.
    """
    shown = Channel.objects.published().filter(workshop=OuterRef("workshop"), kind=kind)
    return Subquery(shown.order_by("order", "pk").values("value")[:1])


class ProductQuerySet(ModeratedQuerySet):
    def published(self) -> Self:
        """Published products of published workshops, with `shown_price`: the price
        while it stands, None when it is on request or has expired;
        `shows_technique`: a visitor may see its hammering.
        """
        today = today_in_tunis()
        stands = Q(price_valid_until=None) | Q(price_valid_until__gte=today)
        return (
            super()
            .published()
            .filter(workshop__status=Status.PUBLISHED)
            .annotate(
                shown_price=Case(When(stands, then=F("price")), default=Value(None)),
                shows_technique=technique_shows("technique"),
            )
        )

    def managed_by(self, artisan) -> Self:
        """The products of the workshops that this person keeps."""
        return self.filter(workshop__in=Workshop.objects.managed_by(artisan).values("pk"))

    def kept_by_account(self, user) -> Self:
        """Filter by `managed_by` for who is signed in."""
        return self.filter(workshop__in=Workshop.objects.kept_by_account(user).values("pk"))

    def for_cards(self) -> Self:
        """With what a card shows and nothing longer: workshop, technique, photographs.

        Two statements in all.
        """
        return (
            self.select_related("workshop", "technique")
            .prefetch_related("photos")
            .only(*CARD_COLUMNS)
        )

    def for_page(self) -> Self:
        """With what a page of a product shows beside it, and what apps above answer to
        `read_for_page`. Photographs cost a second statement.

        `public_phone` and `public_whatsapp` are the workshop's first number of each
        kind, None when its person does not show it; `maker`, who answers for the
        workshop, with what may be shown of them.
        """
        related = self.select_related(
            "workshop__family",
            "workshop__responsible__portrait",
            "technique",
            "category",
            "collection",
            "part_of",
        )
        numbers = {
            "public_phone": first_number(ChannelKind.PHONE),
            "public_whatsapp": first_number(ChannelKind.WHATSAPP),
        }
        answers: Any = read_for_page.send(self.model)  # a dict of columns from each receiver
        added: ChainMap = ChainMap(*(columns for _receiver, columns in answers))
        agrees = Consent.objects.in_force().filter(artisan=OuterRef("workshop__responsible"))
        shows = {
            "maker_shows_name": Exists(agrees.filter(item=Consent.Item.NAME)),
            "maker_shows_portrait": Exists(agrees.filter(item=Consent.Item.PORTRAIT)),
        }
        return related.prefetch_related("photos").annotate(**numbers, **shows, **added)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")


class ProductKind(models.TextChoices):
    PRODUCT = "product", _("pièce")
    SERVICE = "service", _("service")
    SET = "set", _("ensemble")


class SaleUnit(models.TextChoices):
    PIECE = "piece", pgettext_lazy("unité", "pièce")
    KILOGRAM = "kg", pgettext_lazy("unité", "kg")
    SET = "set", pgettext_lazy("unité", "ensemble")


class Product(Moderated, Referenced, Featured, Searchable, Illustrated):
    """A product, a service (re-tinning, repair, engraving) or a set.

    Public pages start from `Product.objects.published()`.
    """

    class PriceKind(models.TextChoices):
        FIXED = "fixed", _("prix fixe")
        FROM = "from", _("à partir de")
        BY_WEIGHT = "by_weight", _("au poids")
        ON_REQUEST = "on_request", _("sur demande")

    class Availability(models.TextChoices):
        READY = "ready", _("prête à partir")
        TO_ORDER = "to_order", _("sur commande")
        SOLD = "sold", _("vendue")

    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="products", verbose_name=_("atelier")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("catégorie")
    )
    technique = models.ForeignKey(
        Technique,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("martelage principal"),
    )
    collection = models.ForeignKey(
        Collection,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("collection"),
    )
    part_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("fait partie de l’ensemble"),
        limit_choices_to={"kind": "set"},
    )
    kind = models.CharField(
        _("nature"), max_length=8, choices=ProductKind.choices, default=ProductKind.PRODUCT
    )
    name = Bilingual(models.CharField(_("nom"), max_length=120, blank=True))
    description = Bilingual(models.TextField(_("description"), blank=True))
    # Facts for copper. Unknown is left empty and said to be unknown; nothing is
    # assumed.
    metal = models.CharField(_("métal"), max_length=16, choices=Metal.choices, blank=True)
    lining = models.CharField(
        _("étamage"), max_length=8, choices=Lining.choices, default=Lining.UNKNOWN
    )
    finish = models.CharField(_("finition"), max_length=10, choices=Finish.choices, blank=True)
    food_use = models.CharField(
        _("usage alimentaire"), max_length=10, choices=FoodUse.choices, default=FoodUse.UNDECLARED
    )
    food_proof = models.CharField(
        _("preuve de l’usage alimentaire"), max_length=8, choices=FoodProof.choices, blank=True
    )
    food_proof_on = models.DateField(_("preuve datée du"), null=True, blank=True)
    food_proof_file = DocumentField(
        _("papier de la preuve"),
        upload_to="food/",
        blank=True,
        help_text=_("Un PDF ou une photo, 5 Mo au plus. Jamais public."),
    )
    last_tinned_on = models.DateField(_("étamé le"), null=True, blank=True)
    heat_sources = ChoiceListField(_("sources de chaleur"), choices_class=Heat)
    diameter_cm = models.DecimalField(
        _("diamètre (cm)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    height_cm = models.DecimalField(
        _("hauteur (cm)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    length_cm = models.DecimalField(
        _("longueur (cm)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    width_cm = models.DecimalField(
        _("largeur (cm)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    weight_g = models.PositiveIntegerField(_("poids (g)"), null=True, blank=True)
    gauge_mm = models.DecimalField(
        _("épaisseur (mm)"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    capacity_l = models.DecimalField(
        _("contenance (l)"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    # The offer.
    price_kind = models.CharField(
        _("prix"), max_length=10, choices=PriceKind.choices, default=PriceKind.ON_REQUEST
    )
    price = models.DecimalField(
        _("montant (dinars)"),
        max_digits=10,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text=_("En dinars, toutes taxes comprises : 85 ou 85,500."),
    )
    price_unit = models.CharField(
        _("par"), max_length=5, choices=SaleUnit.choices, default=SaleUnit.PIECE
    )
    price_confirmed_on = models.DateField(_("prix confirmé le"), null=True, blank=True)
    price_valid_until = models.DateField(_("prix valable jusqu’au"), null=True, blank=True)
    availability = models.CharField(
        _("disponibilité"), max_length=8, choices=Availability.choices, blank=True
    )
    is_unique = models.BooleanField(_("pièce unique"), default=False)
    lead_time_days = models.PositiveSmallIntegerField(_("délai (jours)"), null=True, blank=True)
    minimum_quantity = models.PositiveSmallIntegerField(
        _("quantité minimale"), null=True, blank=True
    )
    is_customisable = models.BooleanField(_("personnalisable"), default=False)

    member_names = [
        "kind",
        "category",
        "technique",
        *columns("name", "description"),
        *(fact.name for fact in FACTS if fact.is_proposed),
        "part_of",
        "photos",
    ]
    # a paper is not an earlier text
    never_returned = Moderated.never_returned | {"food_proof", "food_proof_on", "food_proof_file"}
    slug_prefix = "piece"
    searched_fields = columns("description")
    searched_through = ["workshop", "technique", "category"]

    objects = ProductQuerySet.as_manager()

    shown_price: Decimal | None  # by `published()`
    photo_count: int  # in the space, with those that wait

    class Meta:
        verbose_name = _("pièce ou service")
        verbose_name_plural = _("pièces et services")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="product_newest"),
            models.Index(
                fields=["technique", "status", "-published_at", "-id"],
                name="product_newest_of_technique",
            ),
            models.Index(
                fields=["workshop", "status", "-published_at", "-id"],
                name="product_newest_of_workshop",
            ),
        ]
        constraints = [
            must_be_written(
                "name",
                name="product_public_has_a_name",
                message=_("Une pièce publiée porte un nom, dans une langue au moins."),
                unless=~Q(status=Status.PUBLISHED),
            ),
            models.CheckConstraint(
                name="product_price_unless_on_request",
                condition=Q(price_kind="on_request") | Q(price__isnull=False, price__gt=0),
                violation_error_message=_("Donnez un montant, ou choisissez « sur demande »."),
            ),
            models.CheckConstraint(
                name="product_on_request_has_no_price",
                condition=~Q(price_kind="on_request") | Q(price=None),
                violation_error_message=_(
                    "« Sur demande » est choisi et un montant est écrit : effacez le montant, ou "
                    "choisissez comment le prix se donne."
                ),
            ),
            models.CheckConstraint(
                name="product_by_weight_is_by_the_kilogram",
                condition=~Q(price_kind="by_weight") | Q(price_unit="kg"),
                violation_error_message=_("Un prix au poids se donne par kg."),
            ),
            models.CheckConstraint(
                name="product_price_has_its_date",
                condition=Q(price=None) | Q(price_confirmed_on__isnull=False),
                violation_error_message=_("Dites quand ce prix a été confirmé."),
            ),
            models.CheckConstraint(
                name="product_food_use_needs_a_lining",
                condition=~Q(food_use="food") | ~Q(lining__in=["none", "unknown"]),
                violation_error_message=_("Un usage alimentaire suppose un étamage connu."),
            ),
            models.CheckConstraint(
                name="product_food_proof_is_whole",
                condition=Q(food_proof="", food_proof_on=None, food_proof_file="")
                | (~Q(food_proof="") & Q(food_proof_on__isnull=False) & ~Q(food_proof_file="")),
                violation_error_message=_(
                    "Une preuve de l’usage alimentaire va avec sa nature, sa date et son papier."
                ),
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("products:detail", args=[self.slug])

    @property
    def maker(self) -> Artisan | None:
        """Who answers for its workshop, knowing what they agree to show: read with the
        product (`for_page`), nothing is shown of them otherwise.
        """
        person: Any = self.workshop.responsible
        if person:
            person.shows_name = getattr(self, "maker_shows_name", False)
            person.shows_portrait = getattr(self, "maker_shows_portrait", False)
        return person

    @property
    def goes_live_at_once(self) -> bool:
        return self.workshop.is_trusted

    @property
    def public_with(self) -> Workshop:
        return self.workshop

    def member_accounts(self):
        return self.workshop.member_accounts()

    @property
    def mark(self) -> str:
        return (self.technique.mark or "") if self.technique else ""

    @property
    def public_technique(self) -> Technique | None:
        """The hammering, where a visitor may see it. Needs `published()`."""
        return self.technique if getattr(self, "shows_technique", False) else None

    @property
    def public_mark(self) -> str:
        return self.mark if self.public_technique else ""

    def heat_labels(self) -> list:
        return Product._meta.get_field("heat_sources").labels_of(self)


class ProductPhoto(Photo):
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="photos", verbose_name=_("pièce")
    )

    shows = "product"

    class Meta(Photo.Meta):
        pass
