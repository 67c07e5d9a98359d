"""List what did not leave and what was not done, on the officers' desk, with "try
again". Neither a text nor a whole address is shown.
"""

from typing import Any

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus

from kairouan.common.annotations import StrOrPromise
from kairouan.common.work.outbox import (
    EXPIRED,
    WORKER_ENDED,
    OutgoingState,
    masked_address,
)
from kairouan.common.work.tasks import ENDED_WITH_WORKER
from kairouan.photos.base import make_variants

from .sheets.imports import look_over, write_down

TASKS = {
    make_variants.module_path: _("Photo à réduire"),
    look_over.module_path: _("Liste à contrôler"),
    write_down.module_path: _("Liste à enregistrer"),
}


class SituationFilter(admin.SimpleListFilter):
    """Filter by what has stopped, or what waits still."""

    title = _("situation")
    parameter_name = "situation"
    STOPPED, WAITING = "stopped", "waiting"

    def lookups(self, request, model_admin):
        return [(self.STOPPED, _("arrêté")), (self.WAITING, _("en file d’attente"))]

    def queryset(self, request, queryset):
        if self.value() == self.STOPPED:
            return queryset.stopped()
        return queryset.waiting() if self.value() == self.WAITING else queryset


class WorkedAdmin(admin.ModelAdmin):
    """A list to read and to try again from. Nothing is written by hand.

    A concrete class says why some are not tried again (`why_not`).
    """

    why_not: StrOrPromise

    list_filter = [SituationFilter]
    list_display_links = None
    list_per_page = 50
    actions = ["try_again"]

    def get_queryset(self, request):
        everything: Any = super().get_queryset(request)
        return everything.shown()

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def get_fields(self, request, obj=None):
        return self.list_display

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Réessayer"), permissions=["change"])
    def try_again(self, request, queryset):
        asked, tried = queryset.count(), queryset.try_again()
        if tried:
            self.message_user(
                request,
                gettext("Réessayés : %d. Rechargez la page dans un instant.") % tried,
                messages.SUCCESS,
            )
        if asked > tried:
            self.message_user(
                request, str(self.why_not) % {"count": asked - tried}, messages.WARNING
            )


class OutgoingMessageAdmin(WorkedAdmin):
    list_display = ["recipient", "what_state", "why", "kind", "created_at", "next_try", "attempts"]
    ordering = ["-pk"]
    why_not = _(
        "Non réessayés : %(count)d. Un code dont le délai est passé ne sert plus : la personne en "
        "demande un autre."
    )

    @admin.display(description=_("destinataire"))
    def recipient(self, message):
        return format_html(
            '{} <bdi class="nowrap" dir="ltr">{}</bdi>',
            message.get_way_display(),
            masked_address(message.to),
        )

    @admin.display(description=_("contenu"))
    def kind(self, message):
        return gettext("code pour entrer") if message.is_code else gettext("message")

    @admin.display(description=_("état"), ordering="state")
    def what_state(self, message):
        if message.state == OutgoingState.WAITING and message.attempts:
            return gettext("nouvel essai prévu")
        return message.get_state_display()

    @admin.display(description=_("pourquoi"))
    def why(self, message):
        states = OutgoingState
        if not message.reason:
            return "—"
        if message.reason == EXPIRED:
            return gettext("Trop tard : son délai est passé.")
        if message.state == states.IN_DOUBT:
            said = gettext("Coupé pendant l’envoi. Demandez à la personne avant de réessayer.")
        elif message.state == states.FAILED:
            said = gettext("Refusé. Vérifiez le numéro ou l’adresse.")
        else:
            said = gettext("Le service d’envoi ne répond pas.")
        return said if message.reason == WORKER_ENDED else with_code(said, message.reason)

    @admin.display(description=_("prochain essai"), ordering="due_at")
    def next_try(self, message):
        return message.due_at if message.state == OutgoingState.WAITING else None


class WorkAdmin(WorkedAdmin):
    list_display = ["what", "what_state", "why", "asked_at", "starts"]
    ordering = ["-enqueued_at"]
    why_not = _("Non réessayés : %(count)d. Ils ne sont pas arrêtés.")

    @admin.display(description=_("travail"))
    def what(self, work):
        numbers = [value for value in work.args_kwargs["args"] if isinstance(value, int)]
        return " ".join(
            [
                str(TASKS.get(work.task_path, work.task_path)),
                *(gettext("n° %s") % number for number in numbers),
            ]
        )

    @admin.display(description=_("état"), ordering="status")
    def what_state(self, work):
        said = {
            TaskResultStatus.READY: gettext("en file d’attente"),
            TaskResultStatus.RUNNING: gettext("en cours"),
            TaskResultStatus.FAILED: gettext("arrêté"),
        }
        return said[work.status]

    @admin.display(description=_("pourquoi"))
    def why(self, work):
        if not work.exception_class_path:
            return "—"
        if work.exception_class_path == ENDED_WITH_WORKER:
            return gettext("Il a fait tomber son processus plusieurs fois.")
        return with_code(
            gettext("Une panne l’a arrêté."), work.exception_class_path.rpartition(".")[2]
        )

    @admin.display(description=_("demandé le"), ordering="enqueued_at")
    def asked_at(self, work):
        return work.enqueued_at

    @admin.display(description=_("essais"))
    def starts(self, work):
        return len(work.worker_ids)


def with_code(said: str, code: str):
    """A sentence for the officer, and what whoever looks after the server will ask
    for.
    """
    return format_html('{} <bdi class="quiet" lang="en" dir="ltr">({})</bdi>', said, code)
