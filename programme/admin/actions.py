"""Actions on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kairouan.common.admin import BilingualAdminMixin, ModeratedAdmin, PictureInline, pairs

from ..models import Action, ActionPicture, Session


class ActionPictureInline(PictureInline):
    model = ActionPicture


class SessionInline(BilingualAdminMixin, admin.TabularInline):
    model = Session
    extra = 0
    fields = ["day", "starts_at", "ends_at", "place_fr", "place_ar", "places"]


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
    inlines = [SessionInline, ActionPictureInline]
    fieldsets = [
        (None, {"fields": [("axis", "format", "kind"), *pairs(Action, "title", "summary", "text", "trainer"), "partners"]}),
        (
            _("Quand et où"),
            {
                "fields": [
                    ("starts_on", "ends_on"),
                    *pairs(Action, "place"),
                    ("delegation", "places"),
                    ("takes_registrations", "registers_until"),
                    "is_cancelled",
                ]
            },
        ),
        ModeratedAdmin.publication_fieldset,
    ]
