"""Registrations on the officers' desk.

Every step goes by `programme.registering`, which never gives more places than there
are.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kairouan.common.forms import TakesPastedText
from kairouan.desk.base import RecordAdmin
from kairouan.desk.sheets.desk import ImportsAndExports

from ..models import Registration, RegistrationState
from ..registering import cancel, confirm, register
from ..sheets import RegistrationSheet


class NewRegistrationForm(TakesPastedText, forms.ModelForm):
    """Someone who cancelled is written down again on the same row."""

    def clean(self):
        typed = super().clean()
        if known := Registration.objects.filter(
            action=typed.get("action"), artisan=typed.get("artisan")
        ).first():
            self.instance = known
        return typed

    def clean_action(self):
        action = self.cleaned_data["action"]
        if action.is_cancelled:
            raise ValidationError(_("Cette action est annulée."))
        return action


@admin.register(Registration)
class RegistrationAdmin(ImportsAndExports, RecordAdmin):
    """A person is written down here; what becomes of it is moved by the actions of the
    list, never typed.
    """

    sheet = RegistrationSheet
    list_display = ["artisan", "action", "state", "asked_at", "has_answered"]
    list_filter = [
        "state",
        "action__kind",
        "action__axis",
        ("action", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["artisan", "action"]
    date_hierarchy = "asked_at"
    search_fields = ["artisan__search_text", "action__search_text"]
    contact_fields = ["artisan__account__phone", "artisan__channels__value"]
    ordering = ["-action__starts_on", "asked_at", "pk"]
    autocomplete_fields = ["action", "artisan"]
    actions = ["confirm_selection", "cancel_selection"]
    fields = ["action", "artisan"]

    def lookup_allowed(self, lookup, value, request):
        # those of coming actions
        return lookup == "action__ends_on__gte" or super().lookup_allowed(lookup, value, request)

    def get_readonly_fields(self, request, registration=None):
        return (
            []
            if registration is None
            else ["action", "artisan", "state", "asked_at", "has_answered"]
        )

    def get_fields(self, request, registration=None):
        return (
            self.fields if registration is None else self.get_readonly_fields(request, registration)
        )

    def has_delete_permission(self, request, registration=None):
        return False  # a registration is cancelled, and stays for the history

    def save_model(self, request, registration, form, change):
        if change:
            return
        made = register(registration.action, registration.artisan)
        registration.pk, registration.state = made.pk, made.state
        if registration.state == RegistrationState.WAITING:
            self.message_user(
                request,
                _("Il n’y a plus de place : la personne est sur la liste d’attente."),
                messages.WARNING,
            )

    def get_form(self, request, obj=None, change=False, **kwargs):
        own = {} if obj else {"form": NewRegistrationForm}
        return super().get_form(request, obj, change, **own | kwargs)

    @admin.action(description=_("Confirmer la sélection"), permissions=["change"])
    def confirm_selection(self, request, queryset):
        self.move_selection(
            request,
            queryset,
            confirm,
            lambda n: (
                ngettext(
                    "%(count)d inscription confirmée.", "%(count)d inscriptions confirmées.", n
                )
                % {"count": n}
            ),
        )

    @admin.action(description=_("Annuler la sélection"), permissions=["change"])
    def cancel_selection(self, request, queryset):
        self.move_selection(
            request,
            queryset,
            cancel,
            lambda n: (
                ngettext("%(count)d inscription annulée.", "%(count)d inscriptions annulées.", n)
                % {"count": n}
            ),
        )

    def move_selection(self, request, queryset, step, say):
        """Take each through a step, in the order they asked; say how many went, and why
        each of the others did not.
        """
        moved = 0
        for registration in queryset.order_by("asked_at", "pk"):
            try:
                step(registration)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                moved += 1
                self.log_change(request, registration, [{"changed": {"fields": ["state"]}}])
        if moved:
            self.message_user(request, say(moved), messages.SUCCESS)
