"""Re-tinning on the officers' desk: campaigns, what each workshop offers, the tin, who
brings what.
"""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import base_column, columns
from kairouan.desk import workbooks
from kairouan.desk.base import RecordAdmin, pairs
from kairouan.desk.documents import OpensDocumentsMixin
from kairouan.desk.pages import OwnsItsPages
from kairouan.desk.searching import SearchesDesk
from kairouan.desk.sheets.desk import KINDS, file_of
from kairouan.desk.sheets.files import workbook_of
from kairouan.review.edit_conflicts import MergesEdits

from . import steps
from .models import Booking, Campaign, Pot, PotSize, TinLot, TinningOffer

EXPORTS = [("xlsx", "Excel"), ("csv", "CSV")]


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
class BookingAdmin(OwnsItsPages, SearchesDesk, MergesEdits):
    """Bookings: read-only, but for the team's notes; their state goes by steps. No
    versions are kept, so that a purged booking is gone.
    """

    list_display = ["reference", "workshop", "day", "state", "pot_count", "name", "campaign"]
    list_filter = ["state", "campaign", "offer__workshop"]
    list_select_related = ["offer__workshop", "campaign"]
    date_hierarchy = "day"
    search_fields = ["number", "name", "phone", "email", "text"]
    list_per_page = 50
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

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("référence"), ordering="number")
    def reference(self, booking):
        return format_html('<bdi class="nowrap" dir="ltr">{}</bdi>', booking.number)

    @admin.display(description=_("atelier"), ordering=base_column("offer__workshop__sort"))
    def workshop(self, booking):
        return booking.offer.workshop

    @admin.display(description=_("ustensiles"), ordering="pots_expected")
    def pot_count(self, booking):
        return booking.pots_expected

    # The list

    def address(self, page: str, *args) -> str:
        return reverse(f"admin:bookings_booking_{page}", args=args)

    def changelist_view(self, request, extra_context=None):
        links = {
            "title": capfirst(self.opts.verbose_name_plural),
            "export_addresses": [(name, self.address("export", kind)) for kind, name in EXPORTS],
        }
        return super().changelist_view(request, links | (extra_context or {}))

    @admin.action(description=_("Envoyer à l’atelier (retenues)"), permissions=["change"])
    def release_selection(self, request, queryset):
        self.take_selection(
            request,
            queryset,
            steps.release,
            lambda n: ngettext(
                "%(count)d réservation envoyée.", "%(count)d réservations envoyées.", n
            ),
        )

    @admin.action(description=_("Écarter (retenues)"), permissions=["change"])
    def discard_selection(self, request, queryset):
        self.take_selection(
            request,
            queryset,
            steps.discard,
            lambda n: ngettext(
                "%(count)d réservation écartée.", "%(count)d réservations écartées.", n
            ),
        )

    def take_selection(self, request, queryset, step, say):
        """Take each booking through a step; say how many went, and why others did
        not.
        """
        taken = sum(self.take(request, each, partial(step, each)) for each in queryset)
        if taken:
            self.message_user(request, say(taken) % {"count": taken}, messages.SUCCESS)

    def take(self, request, booking: Booking, step) -> bool:
        """Take a step, written in the history of the booking; whether it was taken."""
        try:
            step()
        except ValidationError as error:
            self.message_user(request, f"{booking} : {' '.join(error.messages)}", messages.ERROR)
            return False
        self.log_change(request, booking, [{"changed": {"fields": ["state"]}}])
        return True

    def get_urls(self):
        export = self.admin_site.admin_view(self.export_view)
        return [
            path("export/<slug:kind>/", export, name="bookings_booking_export"),
            *super().get_urls(),
        ]

    def export_view(self, request, kind):
        """The bookings that the list shows, with its filters: of the owner the number
        of the booking alone.
        """
        if kind not in KINDS:
            raise Http404
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            self.message_user(request, gettext("Ce filtre n’existe pas."), messages.ERROR)
            return redirect(self.address("changelist"))
        rows = export_rows(shown)
        title = str(capfirst(self.opts.verbose_name_plural))
        content = workbook_of(title, rows) if kind == "xlsx" else workbooks.csv_of(rows)
        return file_of(content, f"retamage-{today_in_tunis():%Y-%m-%d}", kind)


def export_rows(bookings) -> list[list]:
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
