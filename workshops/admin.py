"""The workshops on the officers' desk."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan
from kairouan.accounts.access_log import AccessKind, log_reading
from kairouan.common.forms import TakesPastedText
from kairouan.common.languages import columns
from kairouan.desk.base import (
    ModeratedAdmin,
    PhotoInline,
    RecordAdmin,
    StackedInline,
    TableInline,
    pairs,
)
from kairouan.desk.documents import OpensDocumentsMixin
from kairouan.desk.sheets.desk import ImportsAndExports
from kairouan.space.members import ACTS_FOR

from .attention import AttentionFilter
from .models import (
    Channel,
    Label,
    LabelAward,
    Membership,
    OpeningHours,
    Season,
    Visit,
    Workshop,
    WorkshopPhoto,
    WorkshopStep,
)
from .newcomers import TakesNewcomersMixin
from .sheets import WorkshopSheet
from .views import workshop_detail


class MembershipInline(TableInline):
    model = Membership
    extra = 0
    fields = ["artisan", "role", "since", "until"]
    autocomplete_fields = ["artisan"]


class ChannelInline(TableInline):
    model = Channel
    extra = 0
    fields = ["order", "kind", "value", "person"]
    autocomplete_fields = ["person"]


class WorkshopStepInline(TableInline):
    model = WorkshopStep
    fk_name = "workshop"
    extra = 0
    fields = ["step", "in_house", "done_by"]
    autocomplete_fields = ["done_by"]


class OpeningHoursInline(TableInline):
    model = OpeningHours
    extra = 0
    fields = ["period", "weekday", "opens", "closes", *columns("note")]
    classes = ["collapse"]


class LabelAwardInline(TableInline):
    model = LabelAward
    extra = 0
    fields = ["label", "number", "issued_on", "expires_on", "document"]
    autocomplete_fields = ["label"]


class VisitInline(StackedInline):
    model = Visit
    extra = 0
    fields = [("visited_on", "visited_by", "valid_until"), "checks", "remark"]
    classes = ["collapse"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "visited_by":
            kwargs.setdefault("initial", request.user.pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class WorkshopPhotoInline(PhotoInline):
    model = WorkshopPhoto


class ActingForm(TakesPastedText, forms.Form):
    """For whom an officer acts, and on whose word: both stand in the history of what
    they do.
    """

    member = forms.ModelChoiceField(
        label=_("Pour qui"),
        queryset=Artisan.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    word = forms.CharField(
        label=_("Sur la parole de qui, et comment"),
        max_length=200,
        help_text=_("« Salah lui-même, par téléphone ». Reste dans l’historique."),
    )

    def __init__(self, workshop: Workshop, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = workshop.memberships.filter(until=None, role__in=Membership.MANAGING_ROLES)
        self.fields["member"].queryset = Artisan.objects.filter(pk__in=standing.values("artisan"))


@admin.register(Workshop)
class WorkshopAdmin(TakesNewcomersMixin, OpensDocumentsMixin, ImportsAndExports, ModeratedAdmin):
    sheet = WorkshopSheet
    documents = {LabelAward: "document"}
    public_view = staticmethod(workshop_detail)
    list_display = [
        "thumbnail",
        "name",
        "family",
        "delegation",
        "main_technique",
        "responsible",
        "status",
        "translation_state",
    ]
    list_display_links = ["name"]
    list_filter = [
        AttentionFilter,
        *ModeratedAdmin.list_filter,
        "delegation",
        "main_technique",
        "origin",
        "welcomes_visitors",
        "is_trusted",
    ]
    list_select_related = ["family", "main_technique", "responsible"]
    contact_fields = ["channels__value"]
    autocomplete_fields = ["family", "main_technique", "techniques", "responsible"]
    inlines = [
        MembershipInline,
        ChannelInline,
        WorkshopStepInline,
        OpeningHoursInline,
        LabelAwardInline,
        VisitInline,
        WorkshopPhotoInline,
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *pairs(Workshop, "name", "summary", "story"),
                    ("family", "responsible"),
                    ("main_technique", "techniques"),
                ]
            },
        ),
        (
            _("Le lieu"),
            {
                "fields": [
                    ("delegation", "quarter"),
                    *pairs(Workshop, "address", "directions"),
                    ("latitude", "longitude"),
                ]
            },
        ),
        (
            _("L’atelier"),
            {
                "fields": [
                    ("founded_in", "people_count", "origin"),
                    *pairs(Workshop, "equipment"),
                    ("welcomes_visitors", "gives_demonstrations", "takes_apprentices"),
                    ("languages", "away_until"),
                ]
            },
        ),
        (
            _("Registre et confiance"),
            {
                "fields": [("ona_registration", "ona_verified_on"), ("is_trusted", "reference")],
                "classes": ["collapse"],
            },
        ),
        ModeratedAdmin.publication_fieldset,
    ]
    change_form_template = "admin/workshop_change_form.html"

    def get_urls(self):
        act = self.admin_site.admin_view(self.act_for_member)
        return [path("<int:number>/agir/", act, name="workshops_workshop_act"), *super().get_urls()]

    def act_for_member(self, request, number):
        """Let an officer use the artisan's space for a member who cannot."""
        workshop = self.get_object(request, str(number))
        if workshop is None:
            raise Http404
        if not request.user.has_perm("artisans.act_for_member"):
            raise PermissionDenied
        form = ActingForm(workshop, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            request.session[ACTS_FOR] = {
                "artisan": form.cleaned_data["member"].pk,
                "word": form.cleaned_data["word"],
            }
            log_reading(
                AccessKind.READ,
                request,
                model="artisans.artisan",
                number=form.cleaned_data["member"].pk,
            )
            return redirect("space:workshop_page", workshop.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Agir pour un membre de « %(workshop)s »") % {"workshop": workshop},
            "opts": self.opts, "form": form, "workshop": workshop,
        }  # fmt: skip
        return render(request, "admin/act_for_member.html", context)


@admin.register(Season)
class SeasonAdmin(RecordAdmin):
    list_display = ["period", "starts_on", "ends_on"]
    list_filter = ["period"]
    fields = ["period", ("starts_on", "ends_on")]


@admin.register(Label)
class LabelAdmin(RecordAdmin):
    list_display = ["name", "issuer", "translation_state"]
    list_filter = ["translation_state"]
    search_fields = columns("name")
    fields = [*pairs(Label, "name", "issuer"), "written_in"]
