"""Records that people send and officers take through steps: read-only on the desk, but
for the team's notes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from kairouan.common.annotations import StrOrPromise
from kairouan.common.calendar import today_in_tunis
from kairouan.common.formatting import isolated
from kairouan.common.references import reference_in
from kairouan.review.edit_conflicts import MergesEdits

from . import workbooks
from .columns import ShowsColumns
from .pages import OwnsItsPages
from .searching import SearchesDesk
from .sheets.desk import KINDS, file_of
from .sheets.files import workbook_of

EXPORTS = [("xlsx", "Excel"), ("csv", "CSV")]


class ChangesBySteps(OwnsItsPages, SearchesDesk, ShowsColumns, MergesEdits):
    """A list of what people sent. Its state goes by steps, each in its history; it
    leaves as a workbook, as the list shows it. No versions are kept, so that a purged
    record is gone.
    """

    list_per_page = 50
    reference_prefix: str  # of `number`
    file_name: str  # of what is exported

    def has_add_permission(self, request):
        return False

    def address(self, page: str, *args) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def called(self, number, typed, paths):
        """A reference is found however it was read out or copied, without its hyphens
        too.
        """
        found = super().called(number, typed, paths)
        reference = reference_in(typed, self.reference_prefix)
        return found | Q(number=reference) if reference else found

    # Steps

    def take(self, request, record, step: Callable[[], object], says: StrOrPromise = "") -> bool:
        """Take a step, written in the history of the record with it; tell whether it
        was taken.
        """
        try:
            with transaction.atomic():
                step()
                self.log_change(request, record, str(says) or [{"changed": {"fields": ["state"]}}])
        except ValidationError as error:
            said = gettext("%(name)s : %(why)s") % {
                "name": isolated(str(record)),
                "why": " ".join(error.messages),
            }
            self.message_user(request, said, messages.ERROR)
            return False
        if says:
            self.message_user(request, says, messages.SUCCESS)
        return True

    def take_selection(self, request, queryset, step: Callable[[Any], object], says: str):
        """Take each record through a step; say how many went, and why others did
        not.
        """
        taken = sum(self.take(request, each, partial(step, each)) for each in queryset)
        if taken:
            self.message_user(request, says % {"count": taken}, messages.SUCCESS)

    # Export

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/<slug:kind>/", export, name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        links = {
            "title": capfirst(self.opts.verbose_name_plural),
            "export_addresses": self.export_addresses("export"),
        }
        return super().changelist_view(request, links | (extra_context or {}))

    def export_addresses(self, page: str) -> list[tuple[str, str]]:
        return [(name, self.address(page, kind)) for kind, name in EXPORTS]

    def export_view(self, request, kind):
        """Send what the list shows, with its filters: of a person the reference
        alone.
        """
        self.check_export(request, kind)
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            self.message_user(request, gettext("Ce filtre n’existe pas."), messages.ERROR)
            return redirect(self.address("changelist"))
        title = str(capfirst(self.opts.verbose_name_plural))
        return self.file_with(title, self.export_rows(shown), self.file_name, kind)

    def export_rows(self, shown) -> list[list]:
        """Give the headings, then the rows of what the list shows."""
        raise NotImplementedError

    def check_export(self, request, kind: str):
        if kind not in KINDS:
            raise Http404
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def file_with(self, title: str, rows: list[list], name: str, kind: str):
        """Give a workbook of these rows, named with today's date."""
        content = workbook_of(title, rows) if kind == "xlsx" else workbooks.csv_of(rows)
        return file_of(content, f"{name}-{today_in_tunis():%Y-%m-%d}", kind)
