"""Partners of the cluster: institutions public and private, the agreements signed
with them, the service centres.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kairouan.common.bilingual import (
    Bilingual,
    Text,
    Translated,
    as_read,
    must_be_written,
    reader_language,
)
from kairouan.common.calendar import today_in_tunis
from kairouan.common.choices import ChoiceListField
from kairouan.common.languages import CODES, columns
from kairouan.common.records import Record, Referenced
from kairouan.desk.documents import DocumentField
from kairouan.search.matching import Searchable, SearchableQuerySet


class PartnerQuerySet(SearchableQuerySet):
    def funders(self) -> Self:
        return self.filter(role=PartnerRole.FUNDER)


class PartnerRole(models.TextChoices):
    FUNDER = "funder", _("bailleur")
    IMPLEMENTER = "implementer", _("mise en œuvre")
    NATIONAL = "national", _("partenaire national")
    CENTRE = "centre", _("centre de services")
    PRIVATE = "private", _("partenaire privé")


class Partner(Record, Referenced, Translated, Searchable):
    """An institution, public or private, that funds, leads or supports the cluster."""

    class Sector(models.TextChoices):
        PUBLIC = "public", _("public")
        PRIVATE = "private", _("privé")
        ASSOCIATION = "association", _("associatif")

    class Service(models.TextChoices):
        """Services of a centre: rooms, then help."""

        CONFERENCES = "conferences", _("salle de conférences")
        TRAINING_ROOM = "training_room", _("salle de formation")
        WORKROOM = "workroom", _("atelier de métier")
        FABLAB = "fablab", _("fablab")
        SHARED_OFFICE = "shared_office", _("espace de travail partagé")
        EXHIBITIONS = "exhibitions", _("espace d’exposition")
        PROTOTYPES = "prototypes", _("prototypage")
        TRAINING = "training", _("formation")
        MARKETING = "marketing", _("aide à la vente")
        INCUBATION = "incubation", _("accompagnement de projets")

    name = Bilingual(models.CharField(_("nom"), max_length=200, blank=True))
    short_name = models.CharField(_("sigle"), max_length=40, blank=True)
    role = models.CharField(
        _("rôle"), max_length=12, choices=PartnerRole.choices, default=PartnerRole.NATIONAL
    )
    sector = models.CharField(
        _("secteur"), max_length=12, choices=Sector.choices, default=Sector.PUBLIC
    )
    text = Bilingual(models.TextField(_("texte"), blank=True))
    town = Bilingual(models.CharField(_("ville"), max_length=80, blank=True))
    opened_in = models.PositiveSmallIntegerField(_("ouvert en"), null=True, blank=True)
    services = ChoiceListField(_("ce que le centre offre"), choices_class=Service)
    website = models.URLField(_("site"), blank=True)
    logo = models.ImageField(_("logo"), upload_to="partners/", blank=True)
    order = models.PositiveSmallIntegerField(_("rang"), default=0)

    searched_fields = ["short_name", *columns("text", "town"), "services_in_words"]

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering = ["order", "pk"]
        constraints = [
            must_be_written(
                "name",
                name="partner_has_a_name",
                message=_("Écrivez le nom, dans une langue au moins."),
            )
        ]

    def __str__(self):
        return self.public_short_name or str(self.name)

    @property
    def public_short_name(self) -> Text:
        """The initials, one text for every language."""
        return as_read(self.short_name, reader_language())

    def service_labels(self) -> list:
        return Partner._meta.get_field("services").labels_of(self)

    @property
    def services_in_words(self) -> str:
        """What the centre offers, in every language."""
        said: list[str] = []
        for code in CODES:
            with override(code):
                said += map(str, self.service_labels())
        return " ".join(said)


class AgreementQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Signed, and not ended today in Tunis."""
        today = today_in_tunis()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), signed_on__lte=today)


class Convention(Record, Translated):
    """Convention signed by the cluster and a partner. The document itself is never
    public.
    """

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="agreements", verbose_name=_("partenaire")
    )
    subject = Bilingual(models.CharField(_("objet"), max_length=240, blank=True))
    signed_on = models.DateField(_("signé le"))
    ends_on = models.DateField(_("prend fin le"), null=True, blank=True)
    document = DocumentField(_("document"), upload_to="agreements/", blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        ordering = ["-signed_on", "pk"]
        constraints = [
            must_be_written(
                "subject",
                name="agreement_has_a_subject",
                message=_("Écrivez l’objet, dans une langue au moins."),
            ),
            models.CheckConstraint(
                name="agreement_ends_after_it_is_signed",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("signed_on")),
                violation_error_message=_("La fin vient après la signature."),
            ),
        ]

    def __str__(self):
        return str(self.subject)
