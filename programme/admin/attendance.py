"""Attendance, certificates and opinions on the officers' desk."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import base_column
from kairouan.desk.base import OnlyRead, RecordAdmin

from ..certificates import withdraw_certificate
from ..models import Attendance, Certificate, Opinion
from ..opinions import FEWEST, actions_with_too_few, opinion_counts, remarks_of


@admin.register(Attendance)
class AttendanceAdmin(RecordAdmin):
    """To correct an answer. A session is marked on its own screen."""

    list_display = ["person", "session", "is_present", "recorded_by", "updated_at"]
    list_filter = ["is_present"]
    exceptions = {"is_present": False}
    search_fields = ["registration__artisan__search_text"]
    list_select_related = ["session__action", "registration__artisan", "recorded_by"]
    fields = ["session", "registration", "is_present", "recorded_by"]
    readonly_fields = ["session", "registration", "recorded_by"]

    @admin.display(description=_("personne"), ordering=base_column("registration__artisan__sort"))
    def person(self, attendance):
        return attendance.registration.artisan

    def has_add_permission(self, request):
        return False

    def save_model(self, request, attendance, form, change):
        attendance.recorded_by = request.user
        super().save_model(request, attendance, form, change)


@admin.register(Certificate)
class CertificateAdmin(RecordAdmin):
    """To read and to withdraw: a certificate is given from its action, and never thrown
    away, since its paper is in someone's hands.
    """

    list_display = ["code", "person", "action", "hours", "issued_on", "withdrawn_on"]
    list_filter = ["withdrawn_on"]
    search_fields = ["code", "registration__artisan__search_text"]
    list_select_related = ["registration__artisan", "registration__action"]
    fields = readonly_fields = ("code", "registration", "hours", "issued_on", "withdrawn_on")
    actions = ["withdraw_selection"]

    @admin.display(description=_("personne"), ordering=base_column("registration__artisan__sort"))
    def person(self, certificate):
        return certificate.registration.artisan

    @admin.display(description=_("action"))
    def action(self, certificate):
        return certificate.registration.action

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Retirer la sélection"), permissions=["change"])
    def withdraw_selection(self, request, queryset):
        withdrawn = sum(withdraw_certificate(certificate, request.user) for certificate in queryset)
        said = ngettext(
            "%(count)d attestation retirée.", "%(count)d attestations retirées.", withdrawn
        ) % {"count": withdrawn}
        self.message_user(
            request, said if withdrawn else gettext("Rien n’a changé."), messages.SUCCESS
        )


@admin.register(Opinion)
class OpinionAdmin(OnlyRead, admin.ModelAdmin):
    """Counted, never row by row, and without any history: neither may tell who answered
    what.
    """

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    def changelist_view(self, request, extra_context=None) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)  # refuses
        context = {
            **self.admin_site.each_context(request),
            "title": str(self.opts.verbose_name_plural).capitalize(),
            "opts": self.opts,
            "marks": [words for _mark, words in Opinion.MARKS],
            "uses": Opinion.WillUse.labels,
            "counted": [(one, remarks_of(one.action)) for one in opinion_counts()],
            "too_few": actions_with_too_few(),
            "fewest": FEWEST,
        }
        return TemplateResponse(request, "admin/programme/opinion/counted.html", context)
