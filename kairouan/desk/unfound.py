"""What visitors searched for without finding it, on the desk: each line becomes a
synonym, or is set aside.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kairouan.publication.stamp import public_write
from kairouan.review.edit_conflicts import MergesEdits, RecordForm
from kairouan.review.history import revision
from kairouan.search.finding import search_index
from kairouan.search.folding import fold
from kairouan.search.synonyms import Synonym
from kairouan.search.unfound import LONGEST, UnfoundQuery

from .pages import OwnsItsPages
from .searching import SearchesDesk

NEEDED = ["search.add_synonym", "search.change_synonym"]


class SituationFilter(admin.SimpleListFilter):
    """Filter by what is still to be dealt with, which is shown first, or has been."""

    title = _("situation")
    parameter_name = "situation"
    DEALT_WITH = "dealt"

    def lookups(self, request, model_admin):
        return [(self.DEALT_WITH, _("traitées"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("à traiter")}, *others]

    def queryset(self, request, queryset):
        return queryset.dealt_with() if self.value() == self.DEALT_WITH else queryset.waiting()


class UnfoundForm(RecordForm):
    """What to do with a line: one of a group of synonyms, a word that has none, or
    nothing.
    """

    word = forms.CharField(
        label=_("Ou d’un mot que le portail trouve"),
        max_length=LONGEST,
        required=False,
        help_text=_("S’il n’est encore dans aucun groupe : théière, نحاس."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def clean(self):
        typed = super().clean()
        word, group = typed.get("word"), typed.get("synonym")
        if sum(map(bool, (word, group, typed.get("is_set_aside")))) > 1:
            raise ValidationError(_("Choisissez une seule réponse."))
        if word:
            found = search_index(word)
            if not found.counts or found.left_out:
                self.add_error("word", _("Le portail ne trouve pas ce mot."))
            group = group_with(word)
        elsewhere = group_with(self.instance.text)
        if (word or group) and elsewhere and elsewhere != group:
            raise ValidationError(
                _("« %(text)s » est déjà dans le groupe « %(group)s » : complétez ce groupe."),
                params={"text": self.instance.text, "group": elsewhere},
            )
        return typed


def group_with(term: str) -> Synonym | None:
    """The group of synonyms that has this term."""
    wanted = fold(term)
    return next((each for each in Synonym.objects.all() if wanted in each.folded_terms), None)


def make_synonym(line: UnfoundQuery, group: Synonym | None, word: str, by):
    """Put what was searched for into a group, or into that of a word; a new one where
    the word has none. The line remembers which.

    The group is read again under its lock: two officers lose nothing of each other.
    """
    with revision(by, gettext("Recherche sans réponse : %s") % line.text), public_write():
        group = group or group_with(word)
        if group is None:
            group = Synonym(terms=word)
            group.save()
        group = Synonym.objects.select_for_update().get(pk=group.pk)
        group.add(line.text)
        line.synonym = group
        line.save()


class UnfoundQueryAdmin(OwnsItsPages, SearchesDesk, MergesEdits):
    """Nobody adds or deletes a line: they are counted, and forgotten after a year."""

    form = UnfoundForm
    list_display = ["typed", "step", "outcome", "days", "last_day"]
    list_display_links = None
    list_filter = [SituationFilter, "outcome"]
    list_select_related = ["synonym"]
    list_per_page = 50
    search_fields = ["text"]
    autocomplete_fields = ["synonym"]
    readonly_fields = ["outcome", "days", "first_day", "last_day"]
    actions = ["set_aside"]
    fieldsets = [
        (None, {"fields": [("outcome", "days"), ("first_day", "last_day")]}),
        (_("En faire un synonyme de…"), {"fields": ["synonym", "word"]}),
        (_("Sinon"), {"fields": ["is_set_aside"]}),
    ]

    def get_queryset(self, request):
        lines: Any = super().get_queryset(request)
        return lines.shown()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and request.user.has_perms(NEEDED)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("mots tapés"), ordering="text")
    def typed(self, line):
        return format_html('<bdi dir="auto">{}</bdi>', line.text)

    @admin.display(description=_("suite"))
    def step(self, line):
        """What was done with the line, or the way to do it."""
        address = reverse("admin:search_unfoundquery_change", args=[line.pk])
        if line.is_set_aside:
            said = gettext("n’est pas à trouver")
        elif line.synonym:
            said = gettext("synonyme de « %s »") % line.synonym
        else:
            said = gettext("En faire un synonyme…")
        return format_html('<a href="{}">{}</a>', address, said)

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        shown = {
            "title": capfirst(self.opts.verbose_name),
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().changeform_view(request, object_id, form_url, shown | (extra_context or {}))

    def save_model(self, request, line, form, change):
        group, word = form.cleaned_data.get("synonym"), form.cleaned_data.get("word", "")
        if group or word:
            make_synonym(line, group, word, request.user)
        else:
            super().save_model(request, line, form, change)

    @admin.action(description=_("N’est pas à trouver"), permissions=["change"])
    def set_aside(self, request, queryset):
        count = queryset.waiting().update(is_set_aside=True)
        said = ngettext(
            "%(count)d recherche mise de côté.", "%(count)d recherches mises de côté.", count
        )
        self.message_user(request, said % {"count": count}, messages.SUCCESS)
