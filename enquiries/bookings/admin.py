"""Re-tinning on the officers' desk: campaigns, what each workshop offers, the tin, who
brings what.
"""

from django.contrib import admin
from django.db.models import Count
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import base_column, columns
from kairouan.desk.base import RecordAdmin, pairs
from kairouan.desk.documents import OpensDocumentsMixin
from kairouan.desk.steps import ChangesBySteps

from . import steps
from .models import PREFIX, Booking, Campaign, Pot, PotSize, TinLot, TinningOffer


@admin.register(Campaign)
class CampaignAdmin(RecordAdmin):
    list_display = ["name", "first_day", "last_day", "returned_by", "translation_state"]
    list_filter = ["translation_state"]
    search_fields = columns("name")
    fields = [*pairs(Campaign, "name"), ("first_day", "last_day", "returned_by"), "written_in"]


@admin.register(TinningOffer)
class TinningOfferAdmin(RecordAdmin):
    list_display = ["workshop", "is_active", "capacity", "takes_from"]
    list_filter = ["is_active"]
    exceptions = {"is_active": False}
    list_select_related = ["workshop"]
    search_fields = ["workshop__search_text"]
    autocomplete_fields = ["workshop", "service"]
    fieldsets = [
        (None, {"fields": [("workshop", "service"), "is_active"]}),
        (
            _("Les jours"),
            {"fields": ["weekdays", ("capacity", "ready_in_days"), "takes_from"]},
        ),
        (_("Le lieu"), {"fields": [*pairs(TinningOffer, "drop_off"), "written_in"]}),
        (_("Les prix, en dinars"), {"fields": [tuple(f"price_{size}" for size in PotSize)]}),
    ]


@admin.register(TinLot)
class TinLotAdmin(OpensDocumentsMixin, RecordAdmin):
    documents = {TinLot: "document"}
    list_display = [
        "number",
        "workshop",
        "supplier",
        "tin_percent",
        "lead_percent",
        "opened_on",
        "closed_on",
    ]
    list_filter = [("closed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["workshop"]
    search_fields = ["number", "supplier", base_column("workshop__sort")]
    autocomplete_fields = ["workshop"]
    fields = [
        ("workshop", "number"),
        ("supplier", "tin_percent", "lead_percent"),
        "document",
        ("opened_on", "closed_on"),
    ]


class PotInline(admin.TabularInline):
    model = Pot
    can_delete = False
    max_num = 0
    fields = ("size", "what", "state", "note", "price")
    readonly_fields = fields


@admin.register(Booking)
class BookingAdmin(ChangesBySteps):
    """Bookings with their pots."""

    reference_prefix, file_name = PREFIX, "retamage"
    list_display = ["reference", "workshop", "day", "state", "pot_count", "name", "campaign"]
    list_filter = ["state", "campaign", "offer__workshop"]
    list_select_related = ["offer__workshop", "campaign"]
    date_hierarchy = "day"
    search_fields = ["number", "name", "phone", "email", "text"]
    actions = ["release_selection", "discard_selection"]
    inlines = [PotInline]
    written = [
        "offer",
        "day",
        "return_by",
        "campaign",
        "lot",
        "language",
        "created_at",
        "name",
        "phone",
        "email",
        "text",
        "wants_reminder",
        "reminded_at",
        "purge_on",
    ]
    readonly_fields = ["number", "state", "returned_on", "answer", *written]
    fieldsets = [
        (None, {"fields": [("number", "state", "returned_on"), "answer", "notes"]}),
        (_("La réservation"), {"fields": [*written]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(pots_expected=Count("pots"))

    @admin.display(description=_("référence"), ordering="number")
    def reference(self, booking):
        return format_html('<bdi class="nowrap" dir="ltr">{}</bdi>', booking.number)

    @admin.display(description=_("atelier"), ordering=base_column("offer__workshop__sort"))
    def workshop(self, booking):
        return booking.offer.workshop

    @admin.display(description=_("ustensiles"), ordering="pots_expected")
    def pot_count(self, booking):
        return booking.pots_expected

    @admin.action(description=_("Envoyer à l’atelier (retenues)"), permissions=["change"])
    def release_selection(self, request, queryset):
        says = gettext("Réservations envoyées : %(count)d")
        self.take_selection(request, queryset, steps.release, says)

    @admin.action(description=_("Écarter (retenues)"), permissions=["change"])
    def discard_selection(self, request, queryset):
        says = gettext("Réservations écartées : %(count)d")
        self.take_selection(request, queryset, steps.discard, says)

    def export_rows(self, shown) -> list[list]:
        """Give a row for each pot of these bookings."""
        return pot_rows(shown)


def pot_rows(bookings) -> list[list]:
    """The headings, then a row for each pot of these bookings."""
    heading: list = [
        gettext("Référence"),
        gettext("Atelier"),
        gettext("Jour de dépôt"),
        gettext("Campagne"),
        gettext("Réservation"),
        gettext("Taille"),
        gettext("Ustensile"),
        gettext("Prix, en dinars"),
        gettext("Lot d’étain"),
        gettext("Rendue le"),
    ]
    found = Pot.objects.filter(booking__in=bookings.order_by().values("pk"))
    rows = [
        [
            pot.booking.number,
            str(pot.booking.offer.workshop),
            pot.booking.day,
            str(pot.booking.campaign or ""),
            pot.booking.get_state_display(),
            pot.get_size_display(),
            pot.get_state_display(),
            pot.price,
            str(pot.booking.lot or ""),
            pot.booking.returned_on,
        ]
        for pot in found.select_related(
            "booking__offer__workshop", "booking__campaign", "booking__lot"
        ).order_by("-booking__day", "booking", "pk")
    ]
    return [heading, *rows]
