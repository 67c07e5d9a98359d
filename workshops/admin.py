"""The workshops on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kairouan.common.admin import BilingualAdminMixin, ModeratedAdmin, PictureInline, RecordAdmin, pairs

from .models import Channel, Label, LabelAward, Membership, OpeningHours, Season, Workshop, WorkshopPicture, WorkshopStep


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    fields = ["artisan", "role", "since", "until"]
    autocomplete_fields = ["artisan"]


class ChannelInline(admin.TabularInline):
    model = Channel
    extra = 0
    fields = ["order", "kind", "value", "person"]
    autocomplete_fields = ["person"]


class WorkshopStepInline(admin.TabularInline):
    model = WorkshopStep
    fk_name = "workshop"
    extra = 0
    fields = ["step", "in_house", "done_by"]
    autocomplete_fields = ["done_by"]


class OpeningHoursInline(BilingualAdminMixin, admin.TabularInline):
    model = OpeningHours
    extra = 0
    fields = ["period", "weekday", "opens", "closes", "note_fr", "note_ar"]
    classes = ["collapse"]


class LabelAwardInline(admin.TabularInline):
    model = LabelAward
    extra = 0
    fields = ["label", "number", "issued_on", "expires_on", "document"]
    autocomplete_fields = ["label"]


class WorkshopPictureInline(PictureInline):
    model = WorkshopPicture


@admin.register(Workshop)
class WorkshopAdmin(ModeratedAdmin):
    list_display = ["thumbnail", "name", "family", "delegation", "main_technique", "responsible", "status", "translation_state"]
    list_display_links = ["name"]
    list_filter = [*ModeratedAdmin.list_filter, "delegation", "main_technique", "origin", "welcomes_visitors", "is_trusted"]
    list_select_related = ["family", "main_technique", "responsible"]
    autocomplete_fields = ["family", "main_technique", "techniques", "responsible"]
    inlines = [MembershipInline, ChannelInline, WorkshopStepInline, OpeningHoursInline, LabelAwardInline, WorkshopPictureInline]
    fieldsets = [
        (
            None,
            {"fields": [*pairs(Workshop, "name", "summary", "story"), ("family", "responsible"), ("main_technique", "techniques")]},
        ),
        (
            _("Le lieu"),
            {"fields": [("delegation", "quarter"), *pairs(Workshop, "address", "directions"), ("latitude", "longitude")]},
        ),
        (
            _("L’atelier"),
            {
                "fields": [
                    ("founded_in", "people_count", "origin"),
                    *pairs(Workshop, "equipment"),
                    ("welcomes_visitors", "gives_demonstrations", "takes_apprentices"),
                    "languages",
                ]
            },
        ),
        (_("Registre et confiance"), {"fields": [("ona_registration", "ona_verified_on"), "is_trusted"], "classes": ["collapse"]}),
        ModeratedAdmin.publication_fieldset,
    ]


@admin.register(Season)
class SeasonAdmin(RecordAdmin):
    list_display = ["period", "starts_on", "ends_on"]
    list_filter = ["period"]
    fields = ["period", ("starts_on", "ends_on")]


@admin.register(Label)
class LabelAdmin(RecordAdmin):
    list_display = ["name", "issuer", "translation_state"]
    list_filter = ["translation_state"]
    search_fields = ["name_fr", "name_ar"]
    fields = [*pairs(Label, "name", "issuer"), "written_in"]
