"""Openings and who asks for them, on the officers' desk."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan, Sex
from kairouan.common.calendar import today_in_tunis
from kairouan.common.forms import TakesPastedText
from kairouan.common.languages import base_column, columns
from kairouan.desk.base import ModeratedAdmin, RecordAdmin, pairs
from kairouan.desk.columns import ShowsColumns
from kairouan.desk.documents import OpensDocumentsMixin, document_link
from kairouan.desk.pages import OwnsItsPages
from kairouan.desk.searching import SearchesDesk
from kairouan.publication.stamp import public_write
from kairouan.review.edit_conflicts import MergesEdits
from kairouan.review.history import revision

from .models import Application, JobOpening, Placement
from .steps import decline, place_applicant, put_forward
from .views import opening_detail


@admin.register(JobOpening)
class OpeningAdmin(ModeratedAdmin):
    public_view = staticmethod(opening_detail)
    list_display = [
        "title",
        "workshop",
        "kind",
        "places",
        "expires_on",
        "status",
        "translation_state",
    ]
    list_filter = [*ModeratedAdmin.list_filter, "kind"]
    list_select_related = ["workshop"]
    date_hierarchy = "expires_on"
    autocomplete_fields = ["workshop"]
    fieldsets = [
        (None, {"fields": [("workshop", "kind"), *pairs(JobOpening, "title", "text")]}),
        (_("Quand et combien"), {"fields": [("starts_on", "expires_on"), "places"]}),
        ModeratedAdmin.publication_fieldset,
    ]

    def thumbnail(self, entry):
        return ""


class PlacingForm(TakesPastedText, forms.Form):
    """Choice of the applicant placed: a person already known, or the least that makes
    their record.
    """

    person = forms.ModelChoiceField(
        label=_("personne déjà connue"), queryset=Artisan.objects.all(), required=False
    )
    sex = forms.ChoiceField(
        label=_("sinon, nouvelle fiche : sexe"),
        choices=[("", "---------"), *Sex.choices],
        required=False,
    )
    birth_year = forms.IntegerField(
        label=_("année de naissance"), required=False, min_value=1900, max_value=2100
    )
    starts_on = forms.DateField(label=_("à partir du"))

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["person"].widget = AutocompleteSelect(
            Application._meta.get_field("person"), admin.site, choices=self.fields["person"].choices
        )
        self.fields["starts_on"].initial = application.opening.starts_on or today_in_tunis()

    def clean(self):
        typed = super().clean()
        if not typed.get("person") and not typed.get("sex") and not self.errors:
            self.add_error(
                "sex",
                _("Choisissez une personne déjà connue, ou indiquez le sexe pour créer la fiche."),
            )
        return typed

    def taken(self) -> Artisan:
        """The person: the one chosen, else a new record with the name of the
        application.
        """
        typed, application = self.cleaned_data, self.application
        if typed["person"]:
            return typed["person"]
        person = Artisan(
            sex=typed["sex"],
            birth_year=typed["birth_year"],
            standing="graduate",
            **{f"name_{application.language}": application.name},
        )
        person.full_clean()
        person.save()
        return person


@admin.register(Application)
class ApplicationAdmin(OpensDocumentsMixin, OwnsItsPages, SearchesDesk, ShowsColumns, MergesEdits):
    """Applications: read-only, but for their state. No versions are kept, so that a
    purged application is gone.
    """

    documents = {Application: "document"}
    change_form_template = "admin/application_change_form.html"
    list_display = ["name", "opening", "workshop", "state", "diploma", "created_at", "handled_by"]
    list_filter = ["state", "opening__kind", "opening__workshop"]
    list_select_related = ["opening__workshop", "handled_by"]
    date_hierarchy = "created_at"
    search_fields = ["name", "email", "phone", "diploma", "text"]
    ordering = ["-created_at"]
    actions = ["put_forward_selection", "decline_selection"]
    written = [
        "opening",
        "language",
        "created_at",
        "name",
        "phone",
        "email",
        "diploma",
        "text",
        "attached",
        "purge_on",
    ]
    readonly_fields = ["state", "handled_by", "placement", *written]
    autocomplete_fields = ["person"]
    fieldsets = [
        (None, {"fields": [("state", "handled_by"), "notes", ("person", "placement")]}),
        (_("La candidature"), {"fields": [*written]}),
    ]

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("atelier"), ordering=base_column("opening__workshop__sort"))
    def workshop(self, application):
        return application.opening.workshop

    @admin.display(description=_("CV ou attestation"))
    def attached(self, application):
        return document_link(application) if application.document else "—"

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/placer/", guarded(self.place), name="openings_application_place"
            ),
            *super().get_urls(),
        ]

    def application_or_404(self, request, object_id) -> Application:
        application = self.get_object(request, unquote(object_id))
        if application is None:
            raise Http404
        return application

    def place(self, request, object_id):
        """Say who is taken, and from when: the placement is made, and will be
        followed.
        """
        application = self.application_or_404(request, object_id)
        may = self.has_change_permission(request, application) and request.user.has_perm(
            "openings.add_placement"
        )
        if not may:
            raise PermissionDenied
        back = reverse("admin:openings_application_change", args=[application.pk])
        form = PlacingForm(
            request.POST if request.method == "POST" else None, application=application
        )
        if request.method == "POST" and form.is_valid():
            try:
                with revision(request.user, gettext("Placement d’une candidature")), public_write():
                    application = Application.objects.select_for_update(of=("self",)).get(
                        pk=application.pk
                    )
                    placement = place_applicant(
                        application, request.user, form.taken(), form.cleaned_data["starts_on"]
                    )
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.log_change(request, application, [{"changed": {"fields": ["state"]}}])
                messages.success(
                    request, gettext("L’insertion est faite. Elle sera suivie à 6 et à 12 mois.")
                )
                return redirect("admin:openings_placement_change", placement.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Placer : %(name)s") % {"name": application.name},
            "opts": self.opts,
            "form": form,
            "application": application,
            "back": back,
            "media": self.media + form.media,
        }
        return render(request, "admin/application_place.html", context)

    def response_change(self, request, obj):
        """The two buttons beside « Enregistrer »: what was typed in the notes is saved
        with them.
        """
        step = (
            put_forward
            if "_put_forward" in request.POST
            else decline
            if "_decline" in request.POST
            else None
        )
        if step is None:
            return super().response_change(request, obj)
        self.take(request, obj, step)
        return redirect(request.path)

    def take(self, request, application, step) -> bool:
        try:
            step(application, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
        self.log_change(request, application, [{"changed": {"fields": ["state"]}}])
        messages.success(
            request,
            gettext("%(name)s : %(state)s.")
            % {"name": application.name, "state": application.get_state_display()},
        )
        return True

    @admin.action(description=_("Proposer à l’atelier"), permissions=["change"])
    def put_forward_selection(self, request, queryset):
        for application in queryset.select_related("opening__workshop"):
            self.take(request, application, put_forward)

    @admin.action(description=_("Classer sans suite"), permissions=["change"])
    def decline_selection(self, request, queryset):
        for application in queryset.select_related("opening__workshop"):
            self.take(request, application, decline)


class FollowUpFilter(admin.SimpleListFilter):
    """Of whom nobody has said yet what became at 6, at 12 months."""

    title = _("suivi")
    parameter_name = "suivi"

    def lookups(self, request, model_admin):
        return [("6", _("à relancer, 6 mois")), ("12", _("à relancer, 12 mois"))]

    def queryset(self, request, queryset):
        months = self.value()
        return queryset.to_follow_up(int(months)) if months in ("6", "12") else queryset


@admin.register(Placement)
class PlacementAdmin(RecordAdmin):
    list_display = ["artisan", "workshop", "kind", "starts_on", "ends_on", "after_6", "after_12"]
    list_filter = [FollowUpFilter, "kind", "after_6", "after_12"]
    list_select_related = ["artisan", "workshop"]
    search_fields = ["artisan__search_text", "workshop__search_text", *columns("diploma")]
    date_hierarchy = "starts_on"
    autocomplete_fields = ["artisan", "workshop", "opening", "action"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("artisan", "workshop"),
                    ("kind", "starts_on", "ends_on"),
                    *pairs(Placement, "diploma"),
                    ("opening", "action"),
                    "written_in",
                ]
            },
        ),
        (
            _("Ce qu’elle est devenue"),
            {"fields": [("after_6", "after_6_on"), ("after_12", "after_12_on")]},
        ),
    ]
