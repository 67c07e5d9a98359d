"""The pages of the officers' desk where texts are translated: what waits, one record
side by side, the workbook out and in.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import TranslationState
from kairouan.common.forms import FileInput, TakesPastedText
from kairouan.common.languages import choices

from .. import workbooks
from ..glossary import Term, terms_in
from . import sheets
from .texts import (
    WAITING,
    counts_by_kind,
    form_of,
    kind_of,
    matching,
    may,
    model_called,
    models_seen_by,
    owner_of,
    pairs_of,
    save_translation,
)

ROWS = 50  # a page
TABLE = "admin:translations"
TO_DO, ALL = "a-faire", "tout"
LONGEST_NUMBER = 18  # digits of a record's number


class NarrowingForm(TakesPastedText, forms.Form):
    """Filters of the table. Nothing chosen shows all that waits."""

    kind = forms.ChoiceField(label=_("Nature"), required=False)
    state = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("à faire")), *TranslationState.choices, (ALL, _("tous"))],
    )
    target = forms.ChoiceField(
        label=_("Vers"),
        required=False,
        choices=[
            ("", _("toutes les langues")),
            *choices(),
        ],
    )
    q = forms.CharField(label=_("Mots"), required=False, max_length=200)

    def __init__(self, user, data):
        super().__init__(data)
        self.models = models_seen_by(user)
        kinds = sorted((kind_of(model), model._meta.label_lower) for model in self.models)
        self.fields["kind"].choices = [("", _("toutes")), *((label, name) for name, label in kinds)]

    def chosen(self) -> dict:
        """Return the valid choices; anything else is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def found(self) -> list:
        """A queryset a kind, in the order of the table."""
        chosen = self.chosen()
        state = chosen.get("state", "")
        states = [] if state == ALL else [state] if state else WAITING
        models = [
            model for model in self.models if chosen.get("kind") in (None, model._meta.label_lower)
        ]
        return [
            matching(model, states, chosen.get("target", ""), chosen.get("q", ""))
            for model in models
        ]

    @property
    def query(self) -> str:
        return urlencode(self.chosen())


class Joined:
    """Querysets of several kinds, one after the other, as a list that a paginator can
    cut. One statement a kind to count, one to read each cut.
    """

    def __init__(self, querysets):
        self.parts = [(queryset, queryset.count()) for queryset in querysets]

    def __len__(self):
        return sum(count for _queryset, count in self.parts)

    def __getitem__(self, cut: slice):
        found, begin, end = [], cut.start, cut.stop
        for queryset, count in self.parts:
            if begin < count and end > 0:
                found += queryset[max(begin, 0) : min(end, count)]
            begin, end = begin - count, end - count
        return found


class SheetForm(TakesPastedText, forms.Form):
    file = forms.FileField(
        label=_("La feuille remplie"), widget=FileInput(attrs={"accept": ".xlsx"})
    )


class TranslatesMixin(admin.ModelAdmin):
    """For the admin of the glossary: the pages of translation."""

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("traductions/", guarded(self.table), name="translations"),
            path("traductions/feuille.xlsx", guarded(self.sheet_out), name="translations_sheet"),
            path("traductions/feuille/", guarded(self.sheet_in), name="translations_sheet_in"),
            path(
                "traductions/<str:label>/<str:number>/", guarded(self.translate), name="translate"
            ),
            *super().get_urls(),
        ]

    def page(self, request, template: str, title: str, **context):
        return render(
            request,
            template,
            self.admin_site.each_context(request) | {"title": title, "opts": self.opts} | context,
        )

    def table(self, request):
        """List the translations that wait, counted by kind and state, then record by
        record.
        """
        narrowing = NarrowingForm(request.user, request.GET)
        if not narrowing.models:
            raise PermissionDenied
        joined: Any = Joined(narrowing.found())  # as much of a list as a paginator asks for
        shown = Paginator(joined, ROWS).get_page(request.GET.get("page"))
        kinds = counts_by_kind(request.user)
        for kind in kinds:
            kind["cells"] = [(state, kind["states"].get(state, 0)) for state in TranslationState]
        rows = [
            {
                "entry": entry,
                "kind": kind_of(type(entry)),
                "owner": owner_of(entry),
                "pairs": pairs,
                "targets": list(dict.fromkeys(pair.target_language.label for pair in pairs)),
                "address": translation_address(entry, narrowing.query),
            }
            for entry in shown
            for pairs in [pairs_of(entry)]
        ]
        return self.page(
            request,
            "admin/translations.html",
            gettext("Traductions"),
            form=narrowing,
            shown=shown,
            rows=rows,
            kinds=kinds,
            states=TranslationState,
            sheet=SheetForm(),
        )

    def translate(self, request, label, number):
        """One record: each text and its translation side by side, with the words of the
        glossary.
        """
        model = model_called(label)
        numbered = number.isdecimal() and len(number) <= LONGEST_NUMBER
        entry = model._base_manager.filter(pk=number).first() if model and numbered else None
        if entry is None:
            raise Http404
        if not (may(request.user, "view", model) or may(request.user, "change", model)):
            raise PermissionDenied
        may_change = may(request.user, "change", model)
        narrowing = NarrowingForm(request.user, request.GET)
        following = next_address(entry, narrowing)
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            form = save_translation(entry, request.POST, request.user)
            if form.is_valid():
                messages.success(request, gettext("Enregistré : %(entry)s") % {"entry": entry})
                return redirect(
                    following
                    if following and "_next" in request.POST
                    else f"{reverse(TABLE)}?{narrowing.query}"
                )
        else:
            form = form_of(entry)
        terms = list(Term.objects.all())
        rows = [
            {
                "pair": pair,
                "field": form[pair.column],
                "terms": terms_in(pair.text, pair.source, terms),
                "right": form[f"right_{pair.column}"]
                if f"right_{pair.column}" in form.fields
                else None,
            }
            for pair in form.pairs
        ]
        return self.page(
            request,
            "admin/translate.html",
            gettext("Traduire : %(entry)s") % {"entry": entry},
            form=form,
            rows=rows,
            entry=entry,
            kind=kind_of(model),
            record=owner_of(entry) or entry,
            record_address=form_address(entry),
            may_change=may_change,
            following=following,
            query=narrowing.query,
        )

    def sheet_out(self, request):
        """Every text that waits, of the kinds and the language that the table shows."""
        narrowing = NarrowingForm(request.user, request.GET)
        if not narrowing.models:
            raise PermissionDenied
        chosen = narrowing.chosen()
        models = [model_called(chosen["kind"])] if "kind" in chosen else narrowing.models
        content = sheets.waiting_workbook(chosen.get("target", ""), models)
        answer = HttpResponse(content, content_type=workbooks.KIND)
        answer["Content-Disposition"] = 'attachment; filename="traductions.xlsx"'
        return answer

    def sheet_in(self, request):
        """The sheet that came back: what it would change, then, confirmed, the
        change.
        """
        if request.method != "POST":
            return redirect(TABLE)
        if "confirmed" in request.POST:
            return self.sheet_confirmed(request)
        form = SheetForm(request.POST, request.FILES)
        changes: list[Any] = []
        problems: list[Any] = []
        if form.is_valid():
            try:
                changes, problems = sheets.read_translations(
                    form.cleaned_data["file"], request.user
                )
            except ValidationError as error:
                form.add_error("file", error)
        return self.sheet_page(request, form, changes, problems)

    def sheet_confirmed(self, request):
        try:
            rows = signing.loads(request.POST["confirmed"], salt="translations", max_age=3600)
        except signing.BadSignature:
            messages.error(
                request, gettext("Trop de temps a passé : envoyez la feuille de nouveau.")
            )
            return redirect(TABLE)
        changes, problems = sheets.apply_translations(rows, request.user)
        if problems:
            return self.sheet_page(request, SheetForm(), changes, problems)
        said = ngettext(
            "%(n)s traduction enregistrée.", "%(n)s traductions enregistrées.", len(changes)
        ) % {"n": len(changes)}
        messages.success(request, said)
        return redirect(TABLE)

    def sheet_page(self, request, form, changes, problems):
        rows = [
            (change.row, change.pair.reference, change.pair.version, change.text)
            for change in changes
        ]
        confirmed = (
            signing.dumps(rows, salt="translations", compress=True)
            if changes and not problems
            else ""
        )
        return self.page(
            request,
            "admin/translation_sheet.html",
            gettext("Feuille de traductions"),
            form=form,
            changes=changes,
            problems=problems,
            confirmed=confirmed,
            is_checked=form.is_bound and form.is_valid(),
        )


def translation_address(entry, query: str = "") -> str:
    address = reverse("admin:translate", args=[entry._meta.label_lower, entry.pk])
    return f"{address}?{query}" if query else address


def next_address(entry, narrowing: NarrowingForm) -> str:
    """The page of the record that follows this one in the table; nothing at its end."""
    is_past = False
    for queryset in narrowing.found():
        if queryset.model is type(entry):
            is_past, queryset = True, queryset.filter(pk__gt=entry.pk)
        if is_past and (following := queryset.first()):
            return translation_address(following, narrowing.query)
    return ""


def form_address(entry) -> str:
    """The form on which the record, or the one that it is a row of, is typed."""
    record = owner_of(entry) or entry
    if not admin.site.is_registered(type(record)):
        return ""
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]
    )
