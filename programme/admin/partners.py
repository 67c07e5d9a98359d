"""Partners on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kairouan.common.admin import BilingualAdminMixin, RecordAdmin, pairs

from ..models import Agreement, Partner


class AgreementInline(BilingualAdminMixin, admin.StackedInline):
    model = Agreement
    extra = 0
    fields = [*pairs(Agreement, "subject"), ("signed_on", "ends_on"), "document"]


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = ["name", "short_name", "role", "order", "translation_state"]
    list_editable = ["order"]
    search_fields = ["name_fr", "name_ar", "short_name"]
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
                    ("website", "order"),
                    "logo",
                    "written_in",
                ]
            },
        ),
        (_("Centre de services"), {"fields": [*pairs(Partner, "town"), "opened_in", "services"], "classes": ["collapse"]}),
    ]
