"""Base classes of the officers' desk, over the stock Django admin."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseFormSet, BaseModelFormSet, Script
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from kairouan.common.annotations import Fieldset
from kairouan.common.bilingual import reader_language
from kairouan.common.forms import DeskFileInput, in_its_language
from kairouan.common.languages import columns
from kairouan.photos.base import Illustrated, Photo, with_wordless_photo
from kairouan.review.decisions import check_read_by_another
from kairouan.review.edit_conflicts import MergedRows, MergesEdits, RowForm
from kairouan.review.moderation import Status, archive, publish, submit
from kairouan.review.queue import authors_of
from kairouan.sounds.base import Sound

from .adding import AddsOnce
from .columns import ShowsColumns
from .deletions import SaysWhatGoes
from .pages import OwnsItsPages
from .reverting import ReturningAdmin
from .review import ReviewedAdmin
from .searching import SearchesDesk

admin.site.site_header = admin.site.site_title = _("Cuivre de Kairouan")
admin.site.index_title = _("Ce qui attend")
admin.site.empty_value_display = "—"
admin.site.enable_nav_sidebar = False  # the groups of records stand at the head of each page


class ScriptsCatalog(JavaScriptCatalog):
    """Catalogue of the desk's scripts, with our words over Django's: by itself Django
    reads those of the project for its pages only.
    """

    packages = ["django.contrib.admin"]

    def get_paths(self, packages):
        return [*super().get_paths(packages), *reversed(settings.LOCALE_PATHS)]


def scripts_catalog(request, extra_context=None):
    return ScriptsCatalog.as_view()(request)


admin.site.i18n_javascript = scripts_catalog  # type: ignore[method-assign] # in place of a view


FRONT = ("front_rank", admin.EmptyFieldListFilter)
FRONT_FIELDSET: Fieldset = (
    _("Page d’accueil"),
    {"fields": ["front_rank"], "classes": ["collapse"]},
)


class OnlyRead:
    """For what the desk shows and others write: nobody adds, changes or deletes it
    there.
    """

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


# The mark is read from left to right in every language.
NAMES_PERSONS = format_lazy(
    _(
        "Pour nommer une personne, écrivez {mark}, le numéro de sa fiche : la page dit son nom "
        "tant qu’elle l’accepte, sinon « une artisane »."
    ),
    mark='<bdi dir="ltr">[[#12]]</bdi>',
)


class BilingualAdminMixin(admin.options.BaseModelAdmin):
    """Each text in its own language and direction, side by side, the reader's first; a
    number with a comma; a file under a button in the reader's language.
    """

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.FileField):
            kwargs.setdefault("widget", DeskFileInput)
        if isinstance(db_field, models.DecimalField):
            kwargs.setdefault("localize", True)  # with the comma that its help is written with
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and getattr(db_field, "language", None):
            in_its_language(field, db_field)
            if db_field.language != reader_language():
                field.help_text = ""  # said once, beside the reader's own
        return field

    def get_fieldsets(self, request, obj=None):
        return [
            (name, {**options, "fields": [self.readers_first(each) for each in options["fields"]]})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def readers_first(self, line):
        """Give a line of one text in each language, the reader's first; others as they
        are.
        """
        names = columns_of(self.model)
        if isinstance(line, str) or not all(name in names for name in line):
            return line
        return sorted(line, key=lambda name: names[name].language != reader_language())


def columns_of(model: type[models.Model]) -> dict[str, Any]:
    """List the columns of a model's bilingual texts, by name."""
    return {field.name: field for field in model._meta.fields if getattr(field, "language", None)}


class NamesCells(BaseFormSet):
    """For the forms of a table: each control is called by its column and its row, since
    no label stands beside it.
    """

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.widget.is_hidden or not field.label:
                continue
            column = capfirst(field.label)
            if index is None:  # the row that the browser copies: its number is not known yet
                said = gettext("%(column)s, nouvelle ligne") % {"column": column}
            else:
                said = gettext("%(column)s, ligne %(row)s") % {"column": column, "row": index + 1}
            # Inside the buttons that the desk puts round a list: those write the
            # attributes of the row before.
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = said


class RowsOfRecord(NamesCells, MergedRows):
    pass


class RowsOfList(NamesCells, BaseModelFormSet):
    """The rows typed in place of a list.

    Each carries the value it was read with: one left alone is not written, whatever has
    become of it since.
    """

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.show_hidden_initial = not field.widget.is_hidden


class TableInline(BilingualAdminMixin, admin.TabularInline):
    """Rows of a record, as a table. A concrete class gives `model`."""

    form = RowForm
    formset = RowsOfRecord


class StackedInline(BilingualAdminMixin, admin.StackedInline):
    """Rows of a record, one below the other. A concrete class gives `model`."""

    form = RowForm
    formset = MergedRows


def pairs(model, *names) -> list:
    """Rows of a fieldset: a column for each language side by side for each bilingual
    text named, or the plain field.
    """
    return [tuple(columns(name)) if name in model.bilingual_fields else name for name in names]


def thumbnail_of(photo) -> str:
    if photo is None or not photo.image:
        return ""
    return format_html(
        '<img class="admin-thumbnail" src="{}" alt="{}" loading="lazy">',
        photo.thumbnail,
        photo.alt,
    )


def player_of(sound: Sound) -> str:
    """The browser's own controls over a recording, which is fetched when one asks."""
    if not sound.audio:
        return ""
    return render_to_string("admin/_player.html", {"sound": sound})


class PhotosFilter(admin.SimpleListFilter):
    title = _("photos")
    parameter_name = "photos"
    WORDLESS = "sans-texte"

    def lookups(self, request, model_admin):
        return [(self.WORDLESS, _("une photo sans texte de remplacement"))]

    def queryset(self, request, queryset):
        return with_wordless_photo(queryset) if self.value() == self.WORDLESS else queryset


class PhotoInline(StackedInline):
    """Photographs of a record, in order. A concrete class gives `model`."""

    extra = 0
    fields = [
        "preview",
        ("image", "order"),
        *pairs(Photo, "alt", "credit"),
        ("focus_x", "focus_y"),
    ]
    readonly_fields = ["preview"]
    classes = ["collapse"]

    class Media:
        js = [Script("js/focus.js", defer=True)]

    @admin.display(description=_("aperçu"))
    def preview(self, photo):
        """The photograph whole.

        Where a script runs, a touch says what to keep in view when it is cut.
        """
        if not photo.image:
            return ""
        hint = gettext("Touchez ce qui doit rester visible quand la photo est recadrée.")
        return format_html(
            '<span class="focus" data-focus="{}"><img src="{}" alt="{}" loading="lazy"></span>',
            hint,
            photo.thumbnail,
            photo.alt,
        )


class SoundInline(StackedInline):
    """Recordings of a record, in order. A concrete class gives `model`."""

    extra = 0
    fields = ["player", ("audio", "order"), *pairs(Sound, "description", "credit")]
    readonly_fields = ["player"]
    classes = ["collapse"]

    @admin.display(description=_("écouter"))
    def player(self, sound):
        return player_of(sound)


class RecordAdmin(
    OwnsItsPages,
    AddsOnce,
    SaysWhatGoes,
    SearchesDesk,
    ShowsColumns,
    BilingualAdminMixin,
    MergesEdits,
    ReturningAdmin,
):
    """For every record: history, search, forms that turn a broken rule of the database
    into a sentence and write over nobody unseen.
    """

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    history_latest_first = True
    list_per_page = 50

    def get_fieldsets(self, request, obj=None):
        """Say once how a text names a person, above the first that may."""
        found = super().get_fieldsets(request, obj)
        long = {
            name
            for name, column in columns_of(self.model).items()
            if isinstance(column, models.TextField)
        }
        for _name, options in found:
            if long & {*flatten(options["fields"])}:
                options.setdefault("description", NAMES_PERSONS)
                break
        return found

    def get_changelist_formset(self, request, **kwargs):
        return super().get_changelist_formset(request, **{"formset": RowsOfList, **kwargs})


class ModeratedAdmin(ReviewedAdmin, RecordAdmin):
    """For records with a public page: state, publication, translation."""

    actions = ["publish_selection", "archive_selection"]
    list_filter = ["status", "translation_state"]
    search_fields = ["search_text"]
    readonly_fields = ["status", "submitted_at", "published_at", "reason", "translation_state"]
    publication_fieldset: Fieldset = (
        _("Publication"),
        {
            "fields": [
                ("status", "slug"),
                ("submitted_at", "published_at"),
                "reason",
                ("written_in", "translation_state"),
            ],
            "classes": ["collapse"],
        },
    )

    def get_list_filter(self, request):
        found = [*super().get_list_filter(request)]
        return [*found, PhotosFilter] if issubclass(self.model, Illustrated) else found

    @admin.display(description=_("photo"))
    def thumbnail(self, entry):
        return thumbnail_of(next(iter(entry.photos.all()), None))

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.prefetch_related("photos") if hasattr(self.model, "photos") else queryset

    def view_on_site(self, entry):
        return entry.get_absolute_url() if entry.is_published else None

    def get_view_on_site_url(self, obj=None):
        return self.view_on_site(obj) if obj is not None and obj.is_published else None

    @admin.action(description=_("Publier la sélection"), permissions=["change"])
    def publish_selection(self, request, queryset):
        authors = authors_of(list(queryset))

        def publish_of_another(entry):
            try:
                check_read_by_another(authors.get(entry.pk), request.user)
            except ValidationError:
                # it waits in the queue of those who may
                if entry.status in (Status.DRAFT, Status.SENT_BACK):
                    submit(entry)
                    self.log_change(request, entry, [{"changed": {"fields": ["status"]}}])
                raise
            publish(entry)

        self.move_selection(
            request,
            queryset,
            publish_of_another,
            lambda n: (
                ngettext("%(count)d fiche publiée.", "%(count)d fiches publiées.", n) % {"count": n}
            ),
        )

    @admin.action(description=_("Archiver la sélection"), permissions=["change"])
    def archive_selection(self, request, queryset):
        self.move_selection(
            request,
            queryset,
            archive,
            lambda n: (
                ngettext("%(count)d fiche archivée.", "%(count)d fiches archivées.", n)
                % {"count": n}
            ),
        )

    def move_selection(self, request, queryset, step, say):
        """Take each record through a step; say how many went, and why each of the
        others did not.
        """
        moved = 0
        for entry in queryset:
            try:
                step(entry)
            except ValidationError as error:
                self.message_user(
                    request,
                    gettext("« %(entry)s » : %(why)s")
                    % {"entry": entry, "why": " ".join(error.messages)},
                    messages.ERROR,
                )
            else:
                moved += 1
                self.log_change(request, entry, [{"changed": {"fields": ["status"]}}])
        if moved:
            self.message_user(request, say(moved), messages.SUCCESS)
