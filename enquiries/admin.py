"""Letters on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kairouan.desk.columns import ShowsColumns
from kairouan.desk.documents import OpensDocumentsMixin, document_link
from kairouan.desk.pages import OwnsItsPages
from kairouan.desk.searching import SearchesDesk
from kairouan.review.edit_conflicts import MergesEdits

from .models import Message, MessageState


@admin.register(Message)
class MessageAdmin(OpensDocumentsMixin, OwnsItsPages, SearchesDesk, ShowsColumns, MergesEdits):
    """Messages to the cluster: read-only, but for their state. No versions are kept, so
    that a purged message is gone.
    """

    documents = {Message: "photo"}
    list_display = ["name", "kind", "state", "subject", "standing", "created_at"]
    list_filter = ["state", "kind", "subject", "standing", "delegation"]
    date_hierarchy = "created_at"
    search_fields = ["name", "email", "phone", "text"]
    ordering = ["-created_at"]
    actions = ["mark_handled"]
    written = [
        "kind",
        "language",
        "created_at",
        "name",
        "phone",
        "email",
        "subject",
        "workshop",
        "person",
        "standing",
        "delegation",
        "craft_since_year",
        "text",
        "attached",
        "purge_on",
    ]
    readonly_fields = written
    fieldsets = [
        (None, {"fields": ["state", "notes"]}),
        (_("La lettre"), {"fields": [*written]}),
    ]

    @admin.display(description=_("photo"))
    def attached(self, message):
        return document_link(message) if message.photo else "—"

    def has_add_permission(self, request):
        return False

    @admin.action(description=_("Marquer comme traité"), permissions=["change"])
    def mark_handled(self, request, queryset):
        count = queryset.update(state=MessageState.HANDLED)
        self.message_user(
            request,
            ngettext("%(count)d message traité.", "%(count)d messages traités.", count)
            % {"count": count},
        )
