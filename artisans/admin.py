"""The heritage on the officers' desk."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common import formatting
from kairouan.common.templatetags.interface import mark
from kairouan.desk.base import (
    FRONT,
    FRONT_FIELDSET,
    ModeratedAdmin,
    OnlyRead,
    PhotoInline,
    RecordAdmin,
    SoundInline,
    StackedInline,
    TableInline,
    pairs,
)
from kairouan.desk.columns import yes_or_no
from kairouan.desk.documents import OpensDocumentsMixin
from kairouan.desk.pages import OwnsItsPages
from kairouan.desk.searching import SearchesDesk
from kairouan.desk.sheets.desk import ImportsAndExports

from .invitations import InvitesMixin
from .mark_desk import ShowsMarks
from .merging.page import MergesMixin
from .merging.taking_back_page import TakesBackMixin
from .models import (
    Artisan,
    Consent,
    Family,
    FamilyPhoto,
    FamilyTechnique,
    LearnedFrom,
    Merge,
    Portrait,
    Sex,
    Spokesperson,
    Technique,
    TechniquePhoto,
    TechniqueSound,
    TechniqueStep,
)
from .sheets import ArtisanSheet, TechniqueSheet
from .still_said import ListsNamesMixin
from .views import family_detail, preview_technique
from .visibility import sign_choice
from .withdrawals import WithdrawsMixin, WithdrawsSelectionMixin


class TechniqueStepInline(StackedInline):
    model = TechniqueStep
    extra = 0
    fields = ["order", *pairs(TechniqueStep, "title", "text")]


class TechniquePhotoInline(PhotoInline):
    model = TechniquePhoto


class TechniqueSoundInline(SoundInline):
    model = TechniqueSound


@admin.register(Technique)
class TechniqueAdmin(ShowsMarks, ImportsAndExports, ModeratedAdmin):
    public_view = staticmethod(preview_technique)
    sheet = TechniqueSheet
    list_display = ["thumbnail", "mark_drawn", "name", "rank", "status", "translation_state"]
    list_filter = [*ModeratedAdmin.list_filter, "practices__visibility"]
    list_display_links = ["name"]
    list_editable = ["rank"]
    inlines = [TechniqueStepInline, TechniquePhotoInline, TechniqueSoundInline]
    readonly_fields = [*ModeratedAdmin.readonly_fields, "mark_beside_others"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("reference", "rank"),
                    *pairs(Technique, "name", "summary", "description", "recognise", "hammer"),
                ]
            },
        ),
        (
            _("Ce que l’œil voit"),
            {
                "fields": [
                    ("outline", "size_min_mm", "size_max_mm"),
                    ("spacing", "order"),
                    ("direction", "edge"),
                    ("depth", "surface"),
                ]
            },
        ),
        (_("Le signe"), {"fields": ["mark_beside_others", "drawing", "drawing_file"]}),
        (_("Le dessin envoyé"), {"fields": ["sent_drawing"], "classes": ["collapse"]}),
        ModeratedAdmin.publication_fieldset,
    ]

    @admin.display(description=_("signe"), ordering="mark")
    def drawing(self, technique):
        return mark(technique.mark)


class FamilyTechniqueInline(StackedInline):
    model = FamilyTechnique
    extra = 0
    fields = [
        ("technique", "since_year", "is_main"),
        ("visibility", "chosen_on", "chosen_by"),
        "told_by",
        *pairs(FamilyTechnique, "source"),
    ]
    readonly_fields = ["chosen_on", "chosen_by"]
    autocomplete_fields = ["technique", "told_by"]


class SpokespersonInline(TableInline):
    model = Spokesperson
    extra = 0
    fields = ["artisan", "since", "until", "named_by"]
    readonly_fields = ["named_by"]
    autocomplete_fields = ["artisan"]


class FamilyPhotoInline(PhotoInline):
    model = FamilyPhoto


@admin.register(Family)
class FamilyAdmin(ModeratedAdmin):
    public_view = staticmethod(family_detail)
    list_display = [
        "thumbnail",
        "name",
        "since_year",
        "speaking",
        "choices",
        "status",
        "translation_state",
    ]
    list_display_links = ["name"]
    list_filter = [*ModeratedAdmin.list_filter, "practices__visibility", "techniques", FRONT]
    inlines = [SpokespersonInline, FamilyTechniqueInline, FamilyPhotoInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *pairs(Family, "name", "origin", "story"),
                    ("since_year", "says_it_keeps"),
                ]
            },
        ),
        FRONT_FIELDSET,
        ModeratedAdmin.publication_fieldset,
    ]

    def get_queryset(self, request):
        speaking = Spokesperson.objects.current().select_related("artisan")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                "practices__technique",
                Prefetch("spokespersons", speaking, to_attr="current_spokespersons"),
            )
        )

    @admin.display(description=_("qui parle pour la famille"))
    def speaking(self, family):
        return ", ".join(str(each.artisan) for each in family.current_spokespersons) or "—"

    @admin.display(description=_("martelages, et pour qui"))
    def choices(self, family):
        """List the family's choice for each technique, and since when."""
        return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in choices_of(family)))

    def save_formset(self, request, form, formset, change):
        if formset.model is Spokesperson:
            for row in formset.forms:
                if row.instance.pk is None:
                    row.instance.named_by = request.user
        if formset.model is FamilyTechnique:
            for row in formset.forms:
                if "visibility" in row.changed_data or row.instance.pk is None:
                    sign_choice(row.instance, request.user)
        super().save_formset(request, form, formset, change)


def choices_of(family: Family):
    """Write a line for each practice: the technique, who sees it, since when."""
    for practice in family.practices.all():
        facts = {"technique": practice.technique, "to": practice.get_visibility_display()}
        if practice.chosen_on is None:
            yield gettext("%(technique)s : %(to)s") % facts
        else:
            facts["day"] = formatting.day(practice.chosen_on)
            yield gettext("%(technique)s : %(to)s, depuis le %(day)s") % facts


class LearnedFromInline(StackedInline):
    model = LearnedFrom
    fk_name = "pupil"
    extra = 0
    fields = [
        ("master", "is_drawn"),
        ("since_year", "until_year"),
        "told_by",
        *pairs(LearnedFrom, "source"),
    ]
    autocomplete_fields = ["master", "told_by"]


class ConsentInline(StackedInline):
    model = Consent
    extra = 0
    fields = [
        ("item", "channel", "language"),
        ("given_on", "until", "withdrawn_on", "is_set_aside"),
        ("given_by_heir", "document"),
    ]
    readonly_fields = ["is_set_aside"]


class PortraitInline(PhotoInline):
    model = Portrait
    max_num = 1
    fields = [*PhotoInline.fields, ("awaits_answer", "family")]
    readonly_fields = [*PhotoInline.readonly_fields, "family"]


@admin.register(Artisan)
class ArtisanAdmin(
    ListsNamesMixin, InvitesMixin, WithdrawsMixin, MergesMixin, ImportsAndExports, RecordAdmin
):
    sheet = ArtisanSheet
    list_display = [
        "name",
        "family",
        "standing",
        "sex",
        "life",
        "translation_state",
    ]
    list_display_links = ["name"]
    list_filter = ["family", "standing", "sex", "is_living", "consents__item", "translation_state"]
    list_select_related = ["family"]
    search_fields = ["search_text"]
    contact_fields = ["account__phone", "account__email", "channels__value"]
    autocomplete_fields = ["family", "technique", "account"]
    readonly_fields = ["translation_state", "mention"]
    inlines = [ConsentInline, LearnedFromInline, PortraitInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *pairs(Artisan, "name"),
                    ("aliases", "reference", "mention"),
                    ("family", "technique"),
                    ("standing", "sex"),
                    *pairs(Artisan, "speciality"),
                ]
            },
        ),
        (
            _("Dates"),
            {
                "fields": [
                    ("birth_year", "craft_since_year"),
                    ("is_living", "death_year"),
                    "delegation",
                ]
            },
        ),
        (
            _("Compte et traduction"),
            {"fields": ["account", ("written_in", "translation_state")], "classes": ["collapse"]},
        ),
    ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for family in Family.objects.filter(links__pupil=form.instance).distinct():
            family.tell_others()

    @admin.display(description=_("pour la nommer dans un texte"))
    def mention(self, artisan):
        """The mark that pages resolve by consent."""
        return format_html('<bdi dir="ltr">[[#{}]]</bdi>', artisan.pk) if artisan.pk else "—"

    @admin.display(description=_("en vie"), ordering="is_living")
    def life(self, artisan):
        """Say it in a quiet word: a death is a fact of the register, not an alarm."""
        if artisan.is_living:
            return yes_or_no(True)
        word = gettext("décédée") if artisan.sex == Sex.FEMALE else gettext("décédé")
        return format_html('<span class="quiet">{}</span>', word)


@admin.register(Consent)
class ConsentAdmin(WithdrawsSelectionMixin, OpensDocumentsMixin, RecordAdmin):
    documents = {Consent: "document"}
    list_display = [
        "artisan",
        "item",
        "channel",
        "given_on",
        "until",
        "withdrawn_on",
        "is_set_aside",
    ]
    list_filter = ["item", "channel", "given_on", "withdrawn_on", "is_set_aside"]
    readonly_fields = ["is_set_aside"]
    exceptions = {"is_set_aside": True}
    list_select_related = ["artisan"]
    search_fields = ["artisan__search_text"]
    autocomplete_fields = ["artisan"]
    date_hierarchy = "given_on"
    fields = [
        "artisan",
        ("item", "channel"),
        ("text_version", "language"),
        ("given_on", "until", "withdrawn_on", "is_set_aside"),
        "given_by_heir",
        "document",
    ]

    def save_model(self, request, consent, form, change):
        if not change:
            consent.recorded_by = request.user
        super().save_model(request, consent, form, change)


@admin.register(LearnedFrom)
class LearnedFromAdmin(RecordAdmin):
    list_display = ["pupil", "master", "since_year", "until_year", "is_drawn", "translation_state"]
    list_filter = ["is_drawn", "pupil__family", "translation_state"]
    list_select_related = ["pupil", "master"]
    exceptions = {"is_drawn": False}
    search_fields = ["pupil__search_text", "master__search_text"]
    autocomplete_fields = ["pupil", "master", "told_by"]
    fields = [
        ("pupil", "master"),
        ("since_year", "until_year", "is_drawn"),
        "told_by",
        *pairs(LearnedFrom, "source"),
        "written_in",
    ]

    def save_model(self, request, link, form, change):
        super().save_model(request, link, form, change)
        if link.family:
            link.family.tell_others()


@admin.register(Merge)
class MergeAdmin(TakesBackMixin, OnlyRead, OwnsItsPages, SearchesDesk):
    """To read: it is written as two records become one."""

    list_display = ["removed_name", "removed_number", "kept", "by", "created_at", "taken_back_at"]
    list_select_related = ["kept", "by"]
    date_hierarchy = "created_at"
    search_fields = ["removed_name"]
    fields = readonly_fields = (
        "kept",
        "removed_name",
        "removed_number",
        "by",
        "created_at",
        "what_passed",
        "what_was_there",
        "taken_back_at",
        "taken_back_by",
    )

    @admin.display(description=_("ce qui est passé"))
    def what_passed(self, merge):
        return ", ".join(merge.passed) or "—"

    @admin.display(description=_("ce qui n’est pas passé"))
    def what_was_there(self, merge):
        return ", ".join(merge.dropped) or "—"
