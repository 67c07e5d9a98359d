"""The pages of the desk where lists go out and come in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import reader_language
from kairouan.common.calendar import today_in_tunis
from kairouan.common.forms import FileInput, TakesPastedText
from kairouan.common.pasted import clean_line

from .. import workbooks
from .files import template_of, workbook_of
from .imports import ImportState, SheetImport, begin, forget_unconfirmed, look_over, write_down
from .photos import MOST_BYTES_OF_ZIP
from .resources import OTHERS, Sheet

KINDS = {"xlsx": workbooks.KIND, "csv": "text/csv; charset=utf-8"}
LATEST = 10


class ImportForm(TakesPastedText, forms.Form):
    file = forms.FileField(
        label=_("La liste"),
        help_text=_("Un classeur (.xlsx, .ods) ou un CSV, 5 Mo et 5 000 lignes au plus."),
        widget=FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        max_length=200,
        allow_empty_file=True,
    )
    photos = forms.FileField(
        label=_("Les photos"),
        required=False,
        help_text=_(
            "Un dossier compressé (.zip), 200 Mo et 200 photos au plus. La colonne « Photos » dit "
            "lesquelles sont à quelle fiche."
        ),
        widget=FileInput(attrs={"accept": ".zip"}),
    )

    def __init__(self, sheet: type[Sheet], *args):
        super().__init__(*args)
        if not sheet.has_photos:
            del self.fields["photos"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > workbooks.MOST_BYTES:
            raise ValidationError(_("Ce fichier pèse plus de 5 Mo. Partagez-le en plusieurs."))
        return file

    def clean_photos(self):
        photos = self.cleaned_data["photos"]
        if photos and photos.size > MOST_BYTES_OF_ZIP:
            raise ValidationError(_("Ce dossier pèse plus de 200 Mo. Partagez-le en plusieurs."))
        return photos


class ImportsAndExports(admin.ModelAdmin):
    """For the admin of records that are also kept as lists.

    A concrete class gives `sheet`.
    """

    sheet: type[Sheet]

    def get_urls(self):
        guarded, named = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("import/", guarded(self.import_view), name=f"{named}_import"),
            path("import/modele.xlsx", guarded(self.template_view), name=f"{named}_template"),
            path("import/<int:number>/", guarded(self.sent_view), name=f"{named}_sent"),
            path("export/<slug:kind>/", guarded(self.export_view), name=f"{named}_export"),
            *super().get_urls(),
        ]

    def address(self, page: str, *args) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def has_import_permission(self, request) -> bool:
        return all(
            request.user.has_perm(f"{self.opts.app_label}.{right}_{self.opts.model_name}")
            for right in ("add", "change")
        )

    def changelist_view(self, request, extra_context=None):
        links: dict[str, Any] = (
            {"import_address": self.address("import")}
            if self.has_import_permission(request)
            else {}
        )
        links["export_addresses"] = [
            (name, self.address("export", kind))
            for kind, name in (("xlsx", "Excel"), ("csv", "CSV"))
        ]
        return super().changelist_view(request, links | (extra_context or {}))

    def page(self, request, template: str, **context):
        """A page about lists of this kind of record."""
        title = gettext("Importer une liste : %(kind)s") % {"kind": self.opts.verbose_name_plural}
        return render(
            request,
            template,
            self.admin_site.each_context(request) | {"title": title, "opts": self.opts} | context,
        )

    # In

    def import_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ImportForm(
            self.sheet, *([request.POST, request.FILES] if request.method == "POST" else [])
        )
        if request.method == "POST" and form.is_valid():
            forget_unconfirmed()
            file = form.cleaned_data["file"]
            sent = SheetImport.objects.create(
                kind=self.opts.label_lower,
                by=request.user,
                language=reader_language(),
                file_name=clean_line(file.name)[-200:],
                file=file,
                weight=file.size,
                photos=form.cleaned_data.get("photos") or "",
            )
            begin(look_over, sent)
            return redirect(self.address("sent", sent.pk))
        latest = SheetImport.objects.filter(kind=self.opts.label_lower).select_related("by")[
            :LATEST
        ]
        return self.page(
            request,
            "admin/sheet_import.html",
            form=form,
            template_address=self.address("template"),
            latest=[(sent, self.address("sent", sent.pk)) for sent in latest],
        )

    def template_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        title = str(capfirst(self.opts.verbose_name_plural))
        return file_of(template_of(self.sheet(), title), f"modele-{self.opts.model_name}", "xlsx")

    def sent_view(self, request, number):
        """Show what an uploaded list would change, then confirm or drop it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        sent = get_object_or_404(
            SheetImport.objects.select_related("by"), kind=self.opts.label_lower, pk=number
        )
        if request.method == "POST":
            if answers := answers_in(request.POST, sent):
                if self.take(sent, ImportState.SENT, answers=sent.answers | answers):
                    sent.refresh_from_db()
                    begin(look_over, sent)
            elif sent.may_be_written and self.take(sent, ImportState.CONFIRMED):
                begin(write_down, sent)
            return redirect(self.address("sent", sent.pk))
        return self.page(
            request, "admin/sheet_sent.html", sent=sent, import_address=self.address("import")
        )

    def take(self, sent: SheetImport, state: str, **columns) -> bool:
        """Move a list that has been looked over. Once, whoever presses twice."""
        waiting = SheetImport.objects.filter(pk=sent.pk, state=ImportState.CHECKED)
        return bool(waiting.update(state=state, **columns))

    # Out

    def export_view(self, request, kind):
        """The records that the list of the desk shows, with its filters."""
        if kind not in KINDS:
            raise Http404
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            messages.error(request, gettext("Ce filtre n’existe pas."))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        without = () if self.has_change_permission(request) else self.sheet.personal
        rows = self.sheet().rows(shown, without)
        title = str(capfirst(self.opts.verbose_name_plural))
        content = workbook_of(title, rows) if kind == "xlsx" else workbooks.csv_of(rows)
        return file_of(content, f"{self.opts.model_name}-{today_in_tunis():%Y-%m-%d}", kind)


def answers_in(posted, sent: SheetImport) -> dict[str, int]:
    """Read an officer's answers, each among those that were offered."""
    offered = {
        f"row-{row}": (str(row), [0, *(number for number, _called in records)])
        for row, _name, records in asked("likenesses", sent)
    }
    offered |= {
        name: (name, range(len(cells[0][2])))
        for name, _column, _count, cells in asked("doubts", sent)
    }
    offered |= {
        name: (name, [*rows, 0] if may_be_apart else rows)
        for name, _said, rows, may_be_apart, _are_identical in asked("twins", sent)
    }
    found = {OTHERS: 0} if OTHERS in posted else {}
    for field, (name, answers) in offered.items():
        if (answer := posted.get(field, "")) in map(str, answers):
            found[name] = int(answer)
    return found


def asked(kind: str, sent: SheetImport) -> list:
    return sent.outcome.get(kind, [])


def file_of(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )
