"""Partners and agreements on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import columns
from kairouan.desk.base import RecordAdmin, StackedInline, pairs
from kairouan.desk.documents import OpensDocumentsMixin
from kairouan.desk.sheets.desk import ImportsAndExports

from ..models import Convention, Partner
from ..sheets import PartnerSheet


class AgreementInline(StackedInline):
    model = Convention
    extra = 0
    fields = [*pairs(Convention, "subject"), ("signed_on", "ends_on"), "document"]


@admin.register(Partner)
class PartnerAdmin(ImportsAndExports, RecordAdmin):
    sheet = PartnerSheet
    list_display = ["name", "short_name", "role", "sector", "order", "translation_state"]
    list_editable = ["order"]
    search_fields = [*columns("name"), "short_name"]
    list_filter = ["role", "sector", "translation_state"]
    inlines = [AgreementInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *pairs(Partner, "name"),
                    ("short_name", "role", "sector"),
                    *pairs(Partner, "text"),
                    ("website", "order", "reference"),
                    "logo",
                    "written_in",
                ]
            },
        ),
        (
            _("Centre de services"),
            {"fields": [*pairs(Partner, "town"), "opened_in", "services"], "classes": ["collapse"]},
        ),
    ]


class InForceFilter(admin.SimpleListFilter):
    title = _("en vigueur")
    parameter_name = "en-vigueur"

    def lookups(self, request, model_admin):
        return [("oui", _("oui")), ("non", _("non"))]

    def queryset(self, request, queryset):
        in_force = Convention.objects.in_force().values("pk")
        match self.value():
            case "oui":
                return queryset.filter(pk__in=in_force)
            case "non":
                return queryset.exclude(pk__in=in_force)
        return queryset


@admin.register(Convention)
class AgreementAdmin(OpensDocumentsMixin, RecordAdmin):
    documents = {Convention: "document"}
    list_display = ["subject", "partner", "signed_on", "ends_on", "translation_state"]
    list_filter = [InForceFilter, "partner__sector", "translation_state"]
    list_select_related = ["partner"]
    search_fields = [
        *columns("subject", "partner__name"),
        "partner__short_name",
    ]
    date_hierarchy = "signed_on"
    autocomplete_fields = ["partner"]
    fields = [
        "partner",
        *pairs(Convention, "subject"),
        ("signed_on", "ends_on"),
        "document",
        "written_in",
    ]
