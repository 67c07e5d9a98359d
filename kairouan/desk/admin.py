"""The records of the shared rooms on the officers' desk: announcements, ready
sentences, synonyms, the glossary, messages and tasks.
"""

from django.contrib import admin
from django_tasks_db import admin as tasks_admin

from kairouan.common.languages import columns
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.common.work.tasks import Work
from kairouan.publication.announcements import Announcement
from kairouan.review.phrases import Phrase
from kairouan.search.synonyms import Synonym
from kairouan.search.unfound import UnfoundQuery

from .base import RecordAdmin, pairs
from .glossary import Term
from .translating.desk import TranslatesMixin
from .unfound import UnfoundQueryAdmin
from .work import OutgoingMessageAdmin, WorkAdmin

admin.site.unregister(tasks_admin.DBTaskResult)  # the queue's own table, in English
admin.site.register(OutgoingMessage, OutgoingMessageAdmin)
admin.site.register(Work, WorkAdmin)
admin.site.register(UnfoundQuery, UnfoundQueryAdmin)


@admin.register(Announcement)
class AnnouncementAdmin(RecordAdmin):
    list_display = ["text", "starts_on", "ends_on", "translation_state"]
    list_filter = ["translation_state"]
    date_hierarchy = "starts_on"
    fields = [*pairs(Announcement, "text"), "link", ("starts_on", "ends_on"), "written_in"]


@admin.register(Phrase)
class PhraseAdmin(RecordAdmin):
    list_display = ["text", "order", "translation_state"]
    list_editable = ["order"]
    list_filter = ["translation_state"]
    fields = [*pairs(Phrase, "text"), ("order", "written_in")]


@admin.register(Synonym)
class SynonymAdmin(RecordAdmin):
    list_display = ["terms", "updated_at"]
    search_fields = ["terms"]


@admin.register(Term)
class TermAdmin(TranslatesMixin, RecordAdmin):
    list_display = [*columns("word"), "variants", "note"]
    search_fields = [*columns("word"), "variants"]
    fields = [tuple(columns("word")), "variants", "note"]
