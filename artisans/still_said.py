"""The page of the desk where officers read which texts still say a name that may not
show. Public pages hide it; the text is theirs to mend.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from kairouan.common.bilingual import Translated
from kairouan.common.languages import columns
from kairouan.common.records import Record, field_of
from kairouan.common.withheld import Names
from kairouan.desk.translating.texts import kind_of, may, owner_field
from kairouan.publication.edition import cached_for_edition, of_edition, read_edition
from kairouan.review.moderation import Moderated

ROWS = 50  # a page


@dataclass(frozen=True)
class Said:
    """One name in one column of one record."""

    model: type[Record]
    number: int
    form: str  # where the text is edited
    column: str
    name: str  # as the text spells it

    @property
    def kind(self) -> str:
        return kind_of(self.model)

    @property
    def label(self) -> str:
        return capfirst(str(field_of(self.model, self.column).verbose_name))


def models_with_texts() -> list[type[Record]]:
    """Every kind of record with a text that a public page reads."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Record) and issubclass(model, Translated) and model.shows_on_pages
    ]


def columns_of(model) -> list[str]:
    """The columns of its texts, but for a person's own name; and its address, which no
    page can hide.
    """
    names = [name for name in model.bilingual_fields if name not in model.names_of_persons]
    texts = columns(*names)
    return [*texts, "slug"] if issubclass(model, Moderated) else texts


def said_in(model, names: Names) -> list[Said]:
    """Every name that may not show in the texts of one kind of record, whether or not
    it is published. One statement.
    """
    read, owner = columns_of(model), owner_field(model)
    edited = owner.related_model if owner else model
    rows = (
        model._base_manager.order_by("pk").values_list(
            "pk", owner.attname if owner else "pk", *read
        )
        if names
        else ()
    )
    return [
        Said(model, number, form_of(edited, holder), column, text[start:end])
        for number, holder, *texts in rows
        for column, text in zip(read, texts, strict=True)
        for start, end, _is_woman in names.found_in(text or "")
    ]


def form_of(model, number: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[number])


def records_of(shown: list[Said]) -> dict[tuple[type[Record], int], Record]:
    """The records that hold these, by kind and number. One statement a kind."""
    found: dict[tuple[type[Record], int], Record] = {}
    for model in dict.fromkeys(said.model for said in shown):
        related = [
            field.name
            for field in model._meta.concrete_fields
            if field.is_relation and not field.null
        ]
        held = model._base_manager.select_related(*related).in_bulk(
            {said.number for said in shown if said.model is model}
        )
        found |= {(model, number): record for number, record in held.items()}
    return found


def models_seen_by(user) -> list[type[Record]]:
    """The kinds whose texts this officer may read; none to who may not read people's
    names.
    """
    if not user.has_perm("artisans.view_artisan"):
        return []
    return [
        model
        for model in models_with_texts()
        if may(user, "view", model) or may(user, "change", model)
    ]


def count_for(user) -> int:
    """Limit of rows that the page shows them.

    Counted once an edition; numbers alone are kept.
    """
    edition = read_edition()
    with of_edition(edition.code):
        counts = cached_for_edition(
            "names-said",
            (),
            lambda: {
                model._meta.label: len(said_in(model, edition.names))
                for model in models_with_texts()
            },
        )
    return sum(counts[model._meta.label] for model in models_seen_by(user))


class ListsNamesMixin(admin.ModelAdmin):
    """For the admin of people: the page of the texts that still say a name.

    Its name has its readers noted in the log of accesses.
    """

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("noms-dans-les-textes/", guarded(self.names_said), name="artisans_artisan_said"),
            *super().get_urls(),
        ]

    def names_said(self, request):
        models = models_seen_by(request.user)
        if not models:
            raise PermissionDenied
        names = read_edition().names
        found = [said for model in models for said in said_in(model, names)]
        shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
        records = records_of(list(shown))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Textes qui nomment quelqu’un sans son accord"),
            "opts": self.opts,
            "shown": shown,
            "rows": [
                {"said": said, "record": records[said.model, said.number]}
                for said in shown
                if (said.model, said.number) in records
            ],
        }
        return render(request, "admin/names_said.html", context)
