"""Re-tinning and repair as bookings: which days a workshop takes pots, what each size
costs, who brings what, and the tin that is used.
"""

import datetime
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enquiries.models import SentQuerySet, message_purge_day
from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.calendar import today_in_tunis
from kairouan.common.choices import ChoiceListField
from kairouan.common.languages import choices, columns
from kairouan.common.phones import PhoneField
from kairouan.common.records import Record
from kairouan.common.references import draw_reference
from kairouan.desk.documents import DocumentField, delete_document
from kairouan.review.moderation import Status
from products.models import Product, ProductKind, read_for_page
from workshops.models import Weekday, Workshop

MOST_A_DAY = 200  # pots: beyond it, somebody mistyped
LEAST_TIN, MOST_LEAD = Decimal(97), Decimal("0.5")  # per cent of tin that meets food
PREFIX = "RT"  # of the name of a booking, to be written on a thread


def new_reference() -> str:
    return draw_reference(PREFIX)


class PotSize(models.TextChoices):
    """By the diameter at its widest. The same at every workshop, so that prices can be
    compared.
    """

    SMALL = "small", _("petit, 20 cm au plus")
    MEDIUM = "medium", _("moyen, 30 cm au plus")
    LARGE = "large", _("grand, 45 cm au plus")
    VERY_LARGE = "very_large", _("très grand, plus de 45 cm")


class TakingDay(models.TextChoices):
    """A day of the week on which pots are taken: `Weekday` as it is kept in a list."""

    MONDAY = "0", Weekday.MONDAY.label
    TUESDAY = "1", Weekday.TUESDAY.label
    WEDNESDAY = "2", Weekday.WEDNESDAY.label
    THURSDAY = "3", Weekday.THURSDAY.label
    FRIDAY = "4", Weekday.FRIDAY.label
    SATURDAY = "5", Weekday.SATURDAY.label
    SUNDAY = "6", Weekday.SUNDAY.label


def price_column(size: PotSize) -> models.DecimalField:
    return models.DecimalField(
        size.label,
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
    )


class TinningOfferQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Filter the offers that a visitor may book: of published workshops."""
        return self.filter(is_active=True, workshop__status=Status.PUBLISHED)


class TinningOffer(Record, Translated):
    """The re-tinning of a workshop: which days, how many pots, where, at what price.

    Like opening hours, it never waits for a reading. Its row is what a booking locks.
    """

    workshop = models.OneToOneField(
        Workshop, models.CASCADE, related_name="tinning_offer", verbose_name=_("atelier")
    )
    service = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"kind": ProductKind.SERVICE},
        related_name="tinning_offers",
        verbose_name=_("service du catalogue"),
        help_text=_("La page du catalogue qui mène à la réservation."),
    )
    is_active = models.BooleanField(_("on peut réserver"), default=False)
    weekdays = ChoiceListField(_("jours de dépôt"), choices_class=TakingDay)
    capacity = models.PositiveSmallIntegerField(
        _("ustensiles par jour"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_A_DAY)],
        help_text=_("Ce que l’atelier peut prendre en un jour de dépôt."),
    )
    ready_in_days = models.PositiveSmallIntegerField(_("prêt en (jours)"), default=7)
    takes_from = models.DateField(
        _("pas de dépôt avant le"),
        null=True,
        blank=True,
        help_text=_("Pendant une absence : le jour où l’atelier reprend."),
    )
    drop_off = Bilingual(
        models.CharField(
            _("lieu de dépôt"),
            max_length=200,
            blank=True,
            help_text=_("S’il n’est pas l’atelier lui-même. Ce texte est public."),
        )
    )
    price_small = price_column(PotSize.SMALL)
    price_medium = price_column(PotSize.MEDIUM)
    price_large = price_column(PotSize.LARGE)
    price_very_large = price_column(PotSize.VERY_LARGE)

    objects = TinningOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offre de rétamage")
        verbose_name_plural = _("offres de rétamage")
        ordering = ["workshop"]
        constraints = [
            models.CheckConstraint(
                name="offer_takes_one_pot_at_least",
                condition=Q(capacity__gte=1),
                violation_error_message=_("Écrivez combien d’ustensiles par jour, un au moins."),
            ),
            models.CheckConstraint(
                name="open_offer_has_a_price",
                condition=Q(is_active=False)
                | Q(price_small__isnull=False)
                | Q(price_medium__isnull=False)
                | Q(price_large__isnull=False)
                | Q(price_very_large__isnull=False),
                violation_error_message=_("Écrivez le prix d’une taille au moins."),
            ),
        ]

    def __str__(self):
        return str(self.workshop)

    def clean(self):
        super().clean()
        if self.is_active and not self.weekdays:
            raise ValidationError({"weekdays": _("Choisissez un jour de dépôt au moins.")})

    @property
    def prices(self) -> dict[PotSize, Decimal]:
        """The price of each size that the workshop takes."""
        found = {size: getattr(self, f"price_{size}") for size in PotSize}
        return {size: price for size, price in found.items() if price is not None}


class CampaignQuerySet(models.QuerySet):
    def ahead(self) -> Self:
        """Filter those whose last day has not passed."""
        return self.filter(last_day__gte=today_in_tunis())


class Campaign(Record, Translated):
    """A season of re-tinning, such as before Ramadan: pots left on its days come back
    by one day.
    """

    name = Bilingual(models.CharField(_("nom"), max_length=80, blank=True))
    first_day = models.DateField(_("premier jour de dépôt"))
    last_day = models.DateField(_("dernier jour de dépôt"))
    returned_by = models.DateField(_("rendu au plus tard le"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne de rétamage")
        verbose_name_plural = _("campagnes de rétamage")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="campaign_days_follow_each_other",
                condition=Q(last_day__gte=F("first_day"), returned_by__gte=F("last_day")),
                violation_error_message=_(
                    "Le dernier jour vient après le premier, et le retour après le dernier jour."
                ),
            )
        ]

    def __str__(self):
        return str(self.name)

    def holds(self, day: datetime.date) -> bool:
        return self.first_day <= day <= self.last_day


# what the page of a service says of the next campaign
CAMPAIGN_COLUMNS = [*columns("name"), "last_day", "returned_by"]


@receiver(read_for_page)
def read_with_a_service(sender, **kwargs) -> dict[str, Any]:
    """Say of a service whether it may be booked, and the next campaign."""
    campaign = Campaign.objects.ahead().order_by("first_day", "pk")
    said = {f"campaign_{name}": Subquery(campaign.values(name)[:1]) for name in CAMPAIGN_COLUMNS}
    offers = TinningOffer.objects.open().filter(service=OuterRef("pk"))
    return {"books_tinning": Exists(offers), **said}


class TinLot(Record):
    """Tin as it was bought: what it holds, who sold it, on what paper. Filed once;
    every receipt of what was tinned with it names it.
    """

    shows_on_pages = False
    may_be_returned = False

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="tin_lots", verbose_name=_("atelier")
    )
    number = models.CharField(_("numéro du lot"), max_length=40)
    supplier = models.CharField(_("fournisseur"), max_length=120)
    tin_percent = models.DecimalField(
        _("étain (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(LEAST_TIN), MaxValueValidator(Decimal(100))],
        help_text=_("97 au moins pour ce qui touche les aliments."),
    )
    lead_percent = models.DecimalField(
        _("plomb (%)"),
        max_digits=5,
        decimal_places=3,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(MOST_LEAD)],
        help_text=_("0,5 au plus pour ce qui touche les aliments."),
    )
    document = DocumentField(
        _("papier du fournisseur"),
        upload_to="tin/",
        blank=True,
        help_text=_("Le certificat ou la facture : PDF ou photo, 5 Mo au plus. Jamais public."),
    )
    opened_on = models.DateField(_("ouvert le"), default=today_in_tunis)
    closed_on = models.DateField(_("fini le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lot d’étain")
        verbose_name_plural = _("lots d’étain")
        ordering = ["workshop", "-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "number"],
                name="tin_lot_once",
                violation_error_message=_("Ce lot est déjà noté pour cet atelier."),
            ),
            models.UniqueConstraint(
                fields=["workshop"],
                condition=Q(closed_on=None),
                name="one_tin_lot_in_use",
                violation_error_message=_("Cet atelier a déjà un lot en cours : finissez-le."),
            ),
            models.CheckConstraint(
                name="tin_lot_may_meet_food",
                condition=Q(tin_percent__gte=LEAST_TIN, lead_percent__lte=MOST_LEAD),
                violation_error_message=_(
                    "Pour ce qui touche les aliments : 97 pour cent d’étain au moins, 0,5 de plomb "
                    "au plus."
                ),
            ),
        ]

    def __str__(self):
        return self.number


class BookingState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("réservation", "à confirmer")
    HELD = "held", pgettext_lazy("réservation", "retenue, sans doute indésirable")
    CONFIRMED = "confirmed", pgettext_lazy("réservation", "confirmée")
    REFUSED = "refused", pgettext_lazy("réservation", "refusée")
    CANCELLED = "cancelled", pgettext_lazy("réservation", "annulée")
    DROPPED = "dropped", pgettext_lazy("réservation", "à l’atelier")
    READY = "ready", pgettext_lazy("réservation", "prête")
    RETURNED = "returned", pgettext_lazy("réservation", "rendue")


# the states in which pots take places of their day
TAKING_PLACES = (
    BookingState.ASKED,
    BookingState.CONFIRMED,
    BookingState.DROPPED,
    BookingState.READY,
    BookingState.RETURNED,
)
# before anything has been brought
NOT_BROUGHT = (BookingState.ASKED, BookingState.CONFIRMED)
OPEN = (*NOT_BROUGHT, BookingState.DROPPED, BookingState.READY)


class BookingQuerySet(SentQuerySet):
    def managed_by(self, artisan) -> Self:
        """Filter the bookings of the workshops that this person keeps."""
        workshops = Workshop.objects.managed_by(artisan).values("pk")
        return self.filter(offer__workshop__in=workshops).exclude(state=BookingState.HELD)


class Booking(Record):
    """Pots that someone brings to a workshop on a day. Never public; seen by its owner
    through a secret link, by the workshop, by the officers.
    """

    HELD = BookingState.HELD  # `OpenForm` knows no model

    shows_on_pages = False
    holds_personal_data = True
    may_be_returned = False

    offer = models.ForeignKey(
        TinningOffer, models.CASCADE, related_name="bookings", verbose_name=_("atelier")
    )
    number = models.CharField(_("référence"), max_length=12, unique=True, default=new_reference)
    secret_digest = models.CharField(max_length=32, unique=True, editable=False)
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=BookingState.choices,
        default=BookingState.ASKED,
        db_index=True,
    )
    day = models.DateField(_("jour de dépôt"))
    return_by = models.DateField(_("rendu vers le"))
    campaign = models.ForeignKey(
        Campaign,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("campagne"),
    )
    lot = models.ForeignKey(
        TinLot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("lot d’étain"),
    )
    language = models.CharField(_("langue de la page"), max_length=2, choices=choices())
    name = models.CharField(_("nom"), max_length=120)
    phone = PhoneField(_("téléphone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    text = models.TextField(_("précisions"), max_length=1000, blank=True)
    answer = models.CharField(_("mot de l’atelier"), max_length=300, blank=True)
    wants_reminder = models.BooleanField(_("veut un rappel dans un an"), default=False)
    returned_on = models.DateField(_("rendue le"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("rappelée le"), null=True, editable=False)
    sender = models.CharField(max_length=32, editable=False, blank=True)  # as of a letter
    notes = models.TextField(_("notes de l’équipe"), blank=True)
    purge_on = models.DateField(_("à effacer le"), default=message_purge_day)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("réservation de rétamage")
        verbose_name_plural = _("réservations de rétamage")
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["sender", "created_at"], name="booking_of_sender"),
            models.Index(fields=["offer", "day"], name="booking_of_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_can_be_answered",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message=_(
                    "Laissez un téléphone ou un e-mail, pour que l’on puisse vous répondre."
                ),
            )
        ]

    def __str__(self):
        # no name: the officers' log outlives the booking
        return self.number

    def member_accounts(self):
        return self.offer.workshop.member_accounts()

    @property
    def may_be_cancelled(self) -> bool:
        return self.state in (*NOT_BROUGHT, BookingState.HELD)


class PotState(models.TextChoices):
    EXPECTED = "expected", pgettext_lazy("ustensile", "attendu")
    RECEIVED = "received", pgettext_lazy("ustensile", "reçu")
    REPAIR = "repair", pgettext_lazy("ustensile", "à réparer : on vous demande avant le feu")
    TINNED = "tinned", pgettext_lazy("ustensile", "rétamé")
    READY = "ready", pgettext_lazy("ustensile", "prêt")
    RETURNED = "returned", pgettext_lazy("ustensile", "rendu")


class Pot(Record):
    """One pot of a booking: its size, what its owner calls it, where it stands and what
    the workshop noted about it.
    """

    shows_on_pages = False
    holds_personal_data = True
    may_be_returned = False

    booking = models.ForeignKey(
        Booking, models.CASCADE, related_name="pots", verbose_name=_("réservation")
    )
    size = models.CharField(_("taille"), max_length=10, choices=PotSize.choices)
    what = models.CharField(_("ce que c’est"), max_length=80, blank=True)
    state = models.CharField(
        _("état"), max_length=8, choices=PotState.choices, default=PotState.EXPECTED
    )
    note = models.CharField(_("note de l’atelier"), max_length=200, blank=True)
    price = models.DecimalField(
        _("prix (dinars)"),
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
    )

    class Meta:
        verbose_name = _("ustensile")
        verbose_name_plural = _("ustensiles")
        ordering = ["booking", "pk"]

    def __str__(self):
        return self.what or str(self.get_size_display())


def total_of(pots: "list[Pot]") -> Decimal | None:
    """Add up the prices of pots; None while the price of one is not known."""
    prices: list[Any] = [pot.price for pot in pots]
    return None if None in prices else sum(prices, Decimal(0))


@receiver(post_delete, sender=TinLot)
def forget_document(instance, **kwargs):
    """A lot that is gone, whichever way, leaves no paper behind."""
    delete_document(instance.document)
