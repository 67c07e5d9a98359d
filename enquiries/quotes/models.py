"""Requests for quotation: what a buyer asks of several workshops at once, and what each
answers.

A request has lines, and a part for each workshop that is asked: the part has its state,
its link, its exchange. What no workshop makes is the part of the team.
"""

import datetime
from decimal import Decimal
from typing import Self

from django.contrib.auth import get_user_model
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enquiries.models import SentQuerySet, message_purge_day
from kairouan.common.calendar import today_in_tunis
from kairouan.common.formatting import isolated
from kairouan.common.languages import choices
from kairouan.common.phones import PhoneField
from kairouan.common.records import Record
from kairouan.common.references import draw_reference
from kairouan.common.storage import private_storage
from kairouan.desk.documents import delete_document
from products.models import Product
from workshops.models import Workshop

ANSWERED_WITHIN = datetime.timedelta(days=21)  # after which a part expires
PREFIX = "KR"  # of the name of a request, to be read aloud


def new_reference() -> str:
    return draw_reference(PREFIX)


class Reply(models.TextChoices):
    """The way by which a buyer wishes to be answered."""

    PHONE = "phone", _("par téléphone")
    WHATSAPP = "whatsapp", _("par WhatsApp")
    EMAIL = "email", _("par e-mail")


class BuyerKind(models.TextChoices):
    HOUSEHOLD = "household", _("pour la maison")
    WEDDING = "wedding", _("pour un mariage")
    HOTEL = "hotel", _("hôtel, restaurant, café")
    SHOP = "shop", _("boutique ou revente")
    DESIGNER = "designer", _("architecte, décorateur, designer")
    OFFICE = "office", _("administration, association, cadeau d’entreprise")


class RequestState(models.TextChoices):
    OPEN = "open", pgettext_lazy("demande", "en cours")
    HELD = "held", _("retenue, sans doute indésirable")
    CLOSED = "closed", pgettext_lazy("demande", "close")
    WITHDRAWN = "withdrawn", pgettext_lazy("demande", "retirée par l’acheteur")


class QuoteRequestQuerySet(SentQuerySet):
    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)


class Words(models.Model):
    """What someone wrote in their own language, and its translation by the team: shown
    beside the words, never instead.
    """

    translation = models.TextField(_("traduction de l’équipe"), max_length=2000, blank=True)
    translation_asked_at = models.DateTimeField(
        _("traduction demandée le"), null=True, editable=False, db_index=True
    )

    class Meta:
        abstract = True

    @property
    def is_to_translate(self) -> bool:
        return self.translation_asked_at is not None


class QuoteRequest(Words, Record):
    """What a buyer asks. Never public; seen by the buyer through a secret link, by the
    workshops that are asked, by the officers.
    """

    HELD = RequestState.HELD  # `OpenForm` knows no model

    shows_on_pages = False
    holds_personal_data = True
    may_be_returned = False

    number = models.CharField(_("référence"), max_length=12, unique=True, default=new_reference)
    secret_digest = models.CharField(max_length=32, unique=True, editable=False)
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=RequestState.choices,
        default=RequestState.OPEN,
        db_index=True,
    )
    language = models.CharField(_("langue de la page"), max_length=2, choices=choices())
    name = models.CharField(_("nom"), max_length=120)
    phone = PhoneField(_("téléphone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    reply_by = models.CharField(
        _("réponse souhaitée"), max_length=10, choices=Reply.choices, default=Reply.PHONE
    )
    buyer = models.CharField(_("pour qui"), max_length=10, choices=BuyerKind.choices, blank=True)
    place = models.CharField(
        _("lieu de livraison"),
        max_length=120,
        blank=True,
        help_text=_("La ville, et le pays si ce n’est pas la Tunisie."),
    )
    wanted_on = models.DateField(_("pour quand"), null=True, blank=True)
    text = models.TextField(_("la demande en quelques mots"), max_length=2000, blank=True)
    photo = models.FileField(
        _("image ou plan"), upload_to="requests/", storage=private_storage, blank=True
    )
    sender = models.CharField(max_length=32, editable=False, blank=True)  # as of a letter
    outcome = models.TextField(_("comment cela s’est passé"), max_length=1000, blank=True)
    notes = models.TextField(_("notes de l’équipe"), blank=True)
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True, editable=False)
    purge_on = models.DateField(_("à effacer le"), default=message_purge_day)

    objects = QuoteRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de prix")
        verbose_name_plural = _("demandes de prix")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["sender", "created_at"], name="request_of_sender")]
        constraints = [
            models.CheckConstraint(
                name="request_can_be_answered",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message=_(
                    "Laissez un téléphone ou un e-mail, pour que l’on puisse vous répondre."
                ),
            ),
            models.CheckConstraint(
                name="request_is_answered_by_what_was_left",
                condition=(Q(reply_by="email") & ~Q(email=""))
                | (~Q(reply_by="email") & ~Q(phone="")),
                violation_error_message=_(
                    "Vous voulez une réponse par ce moyen : laissez le numéro ou l’adresse."
                ),
            ),
        ]

    def __str__(self):
        # no name: the officers' log outlives the request
        return self.number


class QuoteLine(Record):
    """One thing that is asked for: a product of the catalogue, or in the buyer's own
    words. `label` is its name on the day of the request, which stays.

    It is asked of `workshop`; where that is None, of whoever no workshop makes it for
    (`Part.own_lines`).
    """

    shows_on_pages = False
    may_be_returned = False

    request = models.ForeignKey(
        QuoteRequest, models.CASCADE, related_name="lines", verbose_name=_("demande")
    )
    product = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="quote_lines",
        verbose_name=_("pièce ou service"),
    )
    workshop = models.ForeignKey(
        Workshop,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="quote_lines",
        verbose_name=_("atelier"),
    )
    label = models.CharField(_("intitulé"), max_length=160)
    quantity = models.PositiveSmallIntegerField(
        _("quantité"), default=1, validators=[MinValueValidator(1)]
    )
    size = models.CharField(_("taille souhaitée"), max_length=80, blank=True)
    finish = models.CharField(_("finition souhaitée"), max_length=80, blank=True)
    note = models.CharField(_("précision"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("ligne de la demande")
        verbose_name_plural = _("lignes de la demande")
        ordering = ["request", "pk"]
        constraints = [
            models.CheckConstraint(
                name="line_asks_for_one_at_least",
                condition=Q(quantity__gte=1),
                violation_error_message=_("Demandez une pièce au moins."),
            )
        ]

    def __str__(self):
        return f"{self.quantity} × {self.label}"

    @property
    def name(self) -> str:
        """Its name as the catalogue has it, in the language in force: for who makes it.
        The buyer reads their own `label`.
        """
        return self.product.name if self.product else self.label

    @property
    def said(self) -> tuple:
        """What was asked, of whomever: a line that is passed on says the same."""
        return (self.product_id, self.label, self.quantity, *self.details)

    @property
    def details(self) -> list[str]:
        """What was written about it, in the buyer's own words."""
        return [text for text in (self.size, self.finish, self.note) if text]


class PartState(models.TextChoices):
    """State of a part. It expires by date, without a state of its own."""

    SENT = "sent", pgettext_lazy("demande", "envoyée")
    SEEN = "seen", pgettext_lazy("demande", "vue")
    ANSWERED = "answered", pgettext_lazy("demande", "répondue")
    QUESTION = "question", pgettext_lazy("demande", "question de l’atelier")
    DECLINED = "declined", pgettext_lazy("demande", "déclinée")
    AGREED = "agreed", pgettext_lazy("demande", "acceptée")
    DONE = "done", pgettext_lazy("demande", "faite")
    PASSED_ON = "passed_on", pgettext_lazy("demande", "confiée à un atelier")  # the team's alone


WAITING = (PartState.SENT, PartState.SEEN)
EXPIRED = _("sans réponse à temps")


class PartQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Filter the parts of open requests that nobody has answered."""
        return self.filter(state__in=WAITING, request__state=RequestState.OPEN)

    def managed_by(self, artisan) -> Self:
        """Filter the parts of the workshops that this person keeps."""
        return self.filter(workshop__in=Workshop.objects.managed_by(artisan).values("pk")).exclude(
            request__state=RequestState.HELD
        )


class Part(Record):
    """What is asked of one workshop; of the team, where `workshop` is None.

    Its link lets the workshop answer without a password: it opens this part alone, ends
    with it, and can be drawn anew.
    """

    shows_on_pages = False
    holds_personal_data = True
    may_be_returned = False

    request = models.ForeignKey(
        QuoteRequest, models.CASCADE, related_name="parts", verbose_name=_("demande")
    )
    workshop = models.ForeignKey(
        Workshop,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="quote_parts",
        verbose_name=_("atelier"),
    )
    state = models.CharField(
        _("état"), max_length=10, choices=PartState.choices, default=PartState.SENT, db_index=True
    )
    secret_digest = models.CharField(max_length=32, unique=True, null=True, editable=False)
    link_ends_on = models.DateField(_("lien valable jusqu’au"), null=True, editable=False)
    seen_at = models.DateTimeField(_("vue le"), null=True, editable=False)
    answered_at = models.DateTimeField(_("première réponse le"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("rappelée le"), null=True, editable=False)
    price = models.DecimalField(
        _("prix en tout (dinars)"),
        max_digits=10,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text=_("Pour tout ce qui est demandé, toutes taxes comprises."),
    )
    ready_in_days = models.PositiveSmallIntegerField(_("prêt en (jours)"), null=True, blank=True)
    price_stands_until = models.DateField(_("prix valable jusqu’au"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part d’une demande")
        verbose_name_plural = _("parts des demandes")
        ordering = ["request", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "workshop"],
                name="one_part_for_each_workshop",
                violation_error_message=_("Cet atelier a déjà sa part de la demande."),
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(workshop=None),
                name="one_part_for_the_team",
                violation_error_message=_("L’équipe a déjà sa part de la demande."),
            ),
        ]

    def __str__(self):
        return f"{isolated(self.request.number)} · {isolated(self.workshop or _('équipe'))}"

    @property
    def name(self) -> str:
        """What a notice calls it; it says nothing of the buyer."""
        return self.request.number

    @property
    def own_lines(self) -> list[QuoteLine]:
        """The lines that are asked here; all that nobody else is asked is the team's,
        and where the team has no part, each workshop's.

        Reads the lines and the parts of the request: to be fetched ahead for several.
        """
        lines = list(self.request.lines.all())
        asked = {part.workshop_id for part in self.request.parts.all()}
        of_nobody = [line for line in lines if line.workshop_id not in asked - {None}]
        if self.workshop_id is None:
            return of_nobody or lines
        if None in asked:
            return [line for line in lines if line.workshop_id == self.workshop_id] or of_nobody
        return [line for line in lines if line.workshop_id == self.workshop_id or line in of_nobody]

    def member_accounts(self):
        """The accounts of who keeps the workshop; nobody's, where it is the team's."""
        return self.workshop.member_accounts() if self.workshop else get_user_model().objects.none()

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING and self.request.state == RequestState.OPEN

    def answer_mark(self) -> str:
        """Name the last word of the workshop, as a page that accepts it carries it."""
        said = self.events.exclude(author=Author.BUYER).order_by("-pk").values_list("pk", flat=True)
        return str(said.first() or 0)

    @property
    def price_has_ended(self) -> bool:
        return self.price_stands_until is not None and self.price_stands_until < today_in_tunis()

    @property
    def has_expired(self) -> bool:
        """Tell whether no first answer came in time."""
        late = timezone.now() > self.created_at + ANSWERED_WITHIN
        return self.is_waiting and self.answered_at is None and late

    @property
    def shown_state(self) -> str:
        return str(EXPIRED) if self.has_expired else self.get_state_display()


class Author(models.TextChoices):
    """The one who takes a step in an exchange."""

    BUYER = "buyer", _("acheteur")
    WORKSHOP = "workshop", _("atelier")
    TEAM = "team", _("équipe")


class EventKind(models.TextChoices):
    ANSWER = "answer", pgettext_lazy("demande", "réponse")
    QUESTION = "question", pgettext_lazy("demande", "question")
    DECLINE = "decline", pgettext_lazy("demande", "refus")
    CALL = "call", pgettext_lazy("demande", "appel téléphonique")
    REPLY = "reply", pgettext_lazy("demande", "message")
    ACCEPT = "accept", pgettext_lazy("demande", "accord")
    DONE = "done", pgettext_lazy("demande", "fait")


class PartEvent(Words, Record):
    """One step of the exchange about a part, in the words of who took it."""

    shows_on_pages = False
    holds_personal_data = True
    may_be_returned = False

    part = models.ForeignKey(
        Part, models.CASCADE, related_name="events", verbose_name=_("part de la demande")
    )
    author = models.CharField(_("qui"), max_length=8, choices=Author.choices)
    kind = models.CharField(_("nature"), max_length=8, choices=EventKind.choices)
    text = models.TextField(_("message"), max_length=1000, blank=True)
    language = models.CharField(_("langue"), max_length=2, choices=choices(), blank=True)

    class Meta:
        verbose_name = _("message d’une demande")
        verbose_name_plural = _("messages des demandes")
        ordering = ["part", "created_at", "pk"]

    def __str__(self):
        return f"{self.get_author_display()}, {self.get_kind_display()}"


@receiver(post_delete, sender=QuoteRequest)
def forget_photo(instance, **kwargs):
    """A request that is gone, whichever way, leaves no picture behind."""
    delete_document(instance.photo)
