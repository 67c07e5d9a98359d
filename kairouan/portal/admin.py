"""The long pages on the officers' desk."""

from django.contrib import admin

from kairouan.desk.base import ModeratedAdmin, pairs

from .models import Page


@admin.register(Page)
class PageAdmin(ModeratedAdmin):
    list_display = ["title", "key", "status", "translation_state", "updated_at"]
    fieldsets = [
        (None, {"fields": ["key", *pairs(Page, "title", "summary", "body")]}),
        ModeratedAdmin.publication_fieldset,
    ]

    readonly_fields = ["slug", *ModeratedAdmin.readonly_fields]  # the key of a page is its address

    def thumbnail(self, entry):
        return ""
