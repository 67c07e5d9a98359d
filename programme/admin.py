"""The programme on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kairouan.common.admin import ModeratedAdmin, PictureInline, RecordAdmin, pairs

from .models import Action, ActionPicture, Partner


class ActionPictureInline(PictureInline):
    model = ActionPicture


@admin.register(Action)
class ActionAdmin(ModeratedAdmin):
    list_display = [
        "thumbnail",
        "title",
        "axis",
        "kind",
        "format",
        "starts_on",
        "ends_on",
        "is_cancelled",
        "status",
        "translation_state",
    ]
    list_display_links = ["title"]
    list_filter = [*ModeratedAdmin.list_filter, "axis", "kind", "format", "is_cancelled"]
    date_hierarchy = "starts_on"
    autocomplete_fields = ["partners"]
    inlines = [ActionPictureInline]
    fieldsets = [
        (None, {"fields": [("axis", "format", "kind"), *pairs(Action, "title", "summary", "text", "trainer"), "partners"]}),
        (
            _("Quand et où"),
            {
                "fields": [
                    ("starts_on", "ends_on"),
                    ("starts_at", "ends_at"),
                    *pairs(Action, "place"),
                    ("delegation", "places"),
                    "is_cancelled",
                ]
            },
        ),
        ModeratedAdmin.publication_fieldset,
    ]


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = ["name", "short_name", "role", "order", "translation_state"]
    list_editable = ["order"]
    list_filter = ["role", "translation_state"]
    search_fields = ["name_fr", "name_ar", "short_name"]
    fields = [*pairs(Partner, "name"), ("short_name", "role", "order"), *pairs(Partner, "text"), "website", "logo", "written_in"]
