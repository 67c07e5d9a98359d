"""Actions on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.formatting import period
from kairouan.desk.base import ModeratedAdmin, PhotoInline, StackedInline, pairs

from ..models import Action, ActionPhoto, Session
from ..registering import give_free_places, tell_of_cancellation
from .support import FairPresenceInline, OutcomeInline, SupportInline


class ActionPhotoInline(PhotoInline):
    model = ActionPhoto


class SessionInline(StackedInline):
    model = Session
    extra = 0
    fields = [("day", "starts_at", "ends_at", "places"), *pairs(Session, "place")]


@admin.register(Action)
class ActionAdmin(ModeratedAdmin):
    change_form_template = "admin/programme/action/change_form.html"
    list_display = [
        "thumbnail",
        "title",
        "axis",
        "kind",
        "days",
        "registered",
        "is_cancelled",
        "status",
        "translation_state",
    ]
    list_display_links = ["title"]
    list_filter = [*ModeratedAdmin.list_filter, "axis", "kind", "format", "is_cancelled"]
    date_hierarchy = "starts_on"
    exceptions = {"is_cancelled": True}
    autocomplete_fields = ["partners"]
    inlines = [SessionInline, ActionPhotoInline, FairPresenceInline, SupportInline, OutcomeInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("axis", "format", "kind"),
                    *pairs(Action, "title", "summary", "text", "trainer"),
                    "partners",
                ]
            },
        ),
        (
            _("Quand et où"),
            {
                "fields": [
                    ("starts_on", "ends_on"),
                    *pairs(Action, "place", "bring"),
                    ("delegation", "places"),
                    ("takes_registrations", "registers_until"),
                    "is_cancelled",
                ]
            },
        ),
        ModeratedAdmin.publication_fieldset,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_places()

    @admin.display(description=_("quand"), ordering="starts_on")
    def days(self, action):
        return period(action.starts_on, action.ends_on)

    @admin.display(description=_("places prises"))
    def registered(self, action):
        if not action.takes_registrations:
            return "—"
        left = action.places_left
        return (
            action.places_taken
            if left is None
            else f"{action.places_taken} / {action.places_in_all}"
        )

    def save_related(self, request, form, formsets, change):
        """More places go to those who wait; an action called off is told to those who
        counted on it.
        """
        super().save_related(request, form, formsets, change)
        action = form.instance
        if not change:
            return
        if "is_cancelled" in form.changed_data and action.is_cancelled:
            tell_of_cancellation(action)
        elif called := give_free_places(action):
            names = ", ".join(str(registration.artisan) for registration in called)
            self.message_user(
                request,
                gettext("Une place s’est libérée pour : %(names)s. Ils sont prévenus.")
                % {"names": names},
            )
