"""Reading what members send, on the officers' desk: the queue, before and after, the
decision.
"""

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import TakesPastedText
from kairouan.common.languages import DEFAULT_LANGUAGE, columns
from kairouan.photos.base import Photo
from kairouan.review.decisions import (
    approve_change,
    approve_first_version,
    send_change_back,
    send_first_version_back,
)
from kairouan.review.differences import words
from kairouan.review.moderation import Moderated, Status
from kairouan.review.phrases import Phrase
from kairouan.review.previews import preview
from kairouan.review.proposals import OPEN, Proposal, ProposalState, overlay, waiting_kind
from kairouan.review.queue import (
    Waiting,
    first_versions,
    may_decide_changes,
    silent,
    waiting_for,
)
from kairouan.review.serialization import said_columns, set_columns, value_of, value_text
from kairouan.sounds.base import Sound

from .columns import ShowsColumns
from .pages import OwnsItsPages

APPROVE, CORRECT, SEND_BACK = "approve", "correct", "send_back"
APPROVED = _("Approuvé ; ceux qui tiennent la page sont prévenus.")
DECIDED = {
    APPROVE: APPROVED,
    CORRECT: APPROVED,
    SEND_BACK: _("Renvoyé ; ceux qui tiennent la page sont prévenus."),
}
QUEUE = "admin:review_queue"


class SendingBackForm(TakesPastedText, forms.Form):
    """Publish, or send back with a sentence: a ready one, one's own, or both.

    After `is_valid`, `reason` is the sentence.
    """

    decision = forms.ChoiceField(choices=[(APPROVE, ""), (CORRECT, ""), (SEND_BACK, "")])
    phrase = forms.ModelChoiceField(
        label=_("Une phrase toute prête"),
        required=False,
        queryset=Phrase.objects.all(),
        empty_label=_("aucune"),
        help_text=_("Elle part dans la langue de qui la lira."),
    )
    reason = forms.CharField(
        label=_("Ce qui est à revoir, en une phrase"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean(self):
        typed = super().clean()
        if typed.get("decision") == SEND_BACK and not self.reason_for(DEFAULT_LANGUAGE.code):
            self.add_error("reason", _("Dites en une phrase ce qui est à revoir."))
        return typed

    def reason_for(self, language: str) -> str:
        """The sentence as a reader of this language gets it."""
        phrase = self.cleaned_data.get("phrase")
        ready = phrase and (getattr(phrase, f"text_{language}") or str(phrase.text))
        return " ".join(
            part for part in (ready, self.cleaned_data.get("reason", "").strip()) if part
        )


class DecisionForm(SendingBackForm):
    """The decision on one. `version` is what was read."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)


def proposal_rows(proposal: Proposal) -> list[dict]:
    """List the changes of a proposal, one row a field: its label, the live value, the
    proposed one, and whether the live one moved meanwhile.
    """
    model = proposal.content_type.model_class()
    if proposal.state not in OPEN:  # the live record is what was asked for, or has lived on
        return [
            comparison_row(model, name, change) | {"moved": False}
            for name, change in proposal.changes.items()
        ]
    rows = []
    for name, change in proposal.changes.items():
        live = value_of(proposal.record, name)
        values = {"from": live, "to": proposal.value_asked(proposal.record, name, live)}
        rows.append(
            comparison_row(model, name, values)
            | {"moved": live not in (change["from"], change["to"])}
        )
    return rows


def first_version_rows(record: Moderated) -> list[dict]:
    """List the values of a first version, one row a field that is filled."""
    # a member's names, and the texts that officers alone write
    texts = columns(*record.bilingual_fields)
    names = dict.fromkeys([*record.member_names, *texts])
    values = {name: value_of(record, name) for name in names}
    rows = [
        comparison_row(type(record), name, {"from": None, "to": value})
        for name, value in values.items()
        if value not in ("", None, [])
    ]
    return [row for row in rows if row["to"] or row["to_photos"] or row["to_sounds"]]


def comparison_row(model, name: str, values: dict) -> dict:
    """One name before and after, as a person reads it: texts with the words that
    changed, photographs and recordings as such.
    """
    field = model._meta.get_field(name)
    files = field.related_model if field.one_to_many else None
    shows = {
        "photos": files and issubclass(files, Photo),
        "sounds": files and issubclass(files, Sound),
    }
    row = {"name": name, "label": label_of(field), "lang": getattr(field, "language", "")}
    for side in ("from", "to"):
        is_text = values[side] is not None and not any(shows.values())
        row[side] = value_text(model, name, values[side]) if is_text else ""
        for kind, is_kind in shows.items():
            row[f"{side}_{kind}"] = files_in_rows(files, values[side] or []) if is_kind else []
    return row | {"words": words(row["from"], row["to"])}


def label_of(field) -> str:
    return (
        field.related_model._meta.verbose_name_plural if field.one_to_many else field.verbose_name
    )


def files_in_rows(model, rows: list[dict]) -> list[Photo | Sound]:
    """The photographs or recordings of a list of rows, in its order, with what the rows
    say of them.
    """
    held = model.objects.in_bulk([row["pk"] for row in rows if row.get("pk")])
    waiting = waiting_kind(model).objects.in_bulk(
        [row["proposed"] for row in rows if row.get("proposed")]
    )
    found = []
    for row in rows:
        if file := held.get(row.get("pk")) or waiting.get(row.get("proposed")):
            of_its_own = said_columns(type(file))
            set_columns(file, {name: row[name] for name in of_its_own if name in row})
            file.of_whom = of_whom(model, row)
            found.append(file)
    return found


def of_whom(model, row: dict) -> str:
    """The record that a row names besides its own: the person of a portrait."""
    related = [name for name in said_columns(model) if model._meta.get_field(name).is_relation]
    return ", ".join(value_text(model, name, row.get(name)) for name in related)


# One at a time


def admin_of(model: type[Moderated]) -> "ReviewedAdmin":
    return cast("ReviewedAdmin", admin.site.get_model_admin(model))


def corrections_form(request, waiting: Waiting, names: list[str]) -> forms.ModelForm:
    """The record's own form, for the columns among these names, as its author left
    them. It is read when the officer publishes with corrections.
    """
    record = type(waiting.record).objects.get(pk=waiting.record.pk)
    overlay(record, waiting.proposal)
    model_admin = admin_of(type(record))
    form_class = model_admin.get_form(
        request,
        record,
        change=True,
        fields=[name for name in names if is_corrected_here(record, name)],
    )
    data = request.POST if request.POST.get("decision") == CORRECT else None
    return form_class(data, instance=record, prefix="to")


def is_corrected_here(record: Moderated, name: str) -> bool:
    """Return whether an officer may correct this field on the review page: typed
    columns only. Relations and photographs are changed on the record's form.
    """
    field = record._meta.get_field(name)
    return field.concrete and not field.is_relation and not isinstance(field, models.FileField)


def read_and_decide(request, model_admin, waiting: Waiting, rows: list[dict], may_decide: bool):
    """Show what waits, before and after; carry out a decision, then lead to the oldest
    that waits, or to the queue when nothing does.
    """
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    form = DecisionForm(
        request.POST if request.method == "POST" else None, initial={"version": waiting.version}
    )
    # bound only when the officer publishes with corrections
    corrections = (
        corrections_form(request, waiting, [row["name"] for row in rows]) if may_decide else None
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and (corrections is None or not corrections.is_bound or corrections.is_valid())
    ):
        corrected = (
            {name: value_of(corrections.instance, name) for name in corrections.changed_data}
            if corrections and corrections.is_bound
            else {}
        )
        try:
            decide_one(waiting, request.user, form, form.cleaned_data["version"], corrected)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, DECIDED[form.cleaned_data["decision"]])
            left = waiting_for(request.user)
            return redirect(review_address(left[0]) if left else QUEUE)
    context = review_context(request, waiting, rows, form if may_decide else None, corrections)
    return render(request, "admin/review.html", context | {"opts": model_admin.opts})


def decide_one(
    waiting: Waiting, by, form: SendingBackForm, version: str, corrected: dict | None = None
):
    """Carry out a valid decision, on what was read: `version` says what that was.

    Raises ValidationError.
    """
    record, proposal = waiting.record, waiting.proposal
    if form.cleaned_data["decision"] == SEND_BACK:
        member = record.member_accounts().first()
        reader = member.language if member else record.written_in or DEFAULT_LANGUAGE.code
        reason = form.reason_for(reader)
        if proposal:
            send_change_back(proposal, by, reason, version)
        else:
            send_first_version_back(record, by, reason, version)
    elif proposal:
        approve_change(proposal, by, version, corrected)
    else:
        approve_first_version(record, waiting.author, by, version, corrected)


def review_context(request, waiting: Waiting, rows, form, corrections) -> dict:
    """Build the context of the page; `form` and `corrections` are None for an officer
    who decides nothing.
    """
    record, proposal = waiting.record, waiting.proposal
    for row in rows:
        row["field"] = (
            corrections[row["name"]] if corrections and row["name"] in corrections.fields else None
        )
    can_preview = admin_of(type(record)).has_preview and not (
        proposal and proposal.state not in OPEN
    )
    return admin.site.each_context(request) | {
        "title": gettext("Relire : %(entry)s") % {"entry": record},
        "waiting": waiting,
        "record": record,
        "proposal": proposal,
        "rows": rows,
        "form": form,
        "corrections": corrections,
        "record_address": reverse(admin_name(record, "change"), args=[record.pk]),
        "preview": reverse(admin_name(record, "preview"), args=[record.pk]) if can_preview else "",
        "left": len(waiting_for(request.user)),
        # with the desk's own: the calendar of a day calls it
        "media": admin_of(type(record)).media + corrections.media if corrections else "",
    }


def review_address(waiting: Waiting) -> str:
    if waiting.proposal:
        return reverse("admin:review_proposal_change", args=[waiting.proposal.pk])
    page = "review" if waiting.record.status == Status.SUBMITTED else "change"
    return reverse(admin_name(waiting.record, page), args=[waiting.record.pk])


def admin_name(entry, page: str) -> str:
    return f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}"


class ReviewedAdmin(admin.ModelAdmin):
    """Adds to a moderated record's form the page where its first version is read and
    decided, and its preview.
    """

    # the view of its public page; a class gives staticmethod(view)
    public_view: Callable | None = None
    change_form_template = "admin/moderated_change_form.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path(
                "<path:object_id>/relire/",
                self.admin_site.admin_view(self.review),
                name=f"{name}_review",
            ),
            path(
                "<path:object_id>/apercu/",
                self.admin_site.admin_view(self.preview),
                name=f"{name}_preview",
            ),
            *super().get_urls(),
        ]

    @property
    def has_preview(self) -> bool:
        """Tell whether there is a page to show.

        A template that asked for `public_view` would call it.
        """
        return self.public_view is not None

    def entry_or_404(self, request, object_id) -> Moderated:
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            raise Http404
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        return entry

    def preview(self, request, object_id):
        entry = self.entry_or_404(request, object_id)
        if not self.has_preview:
            raise Http404
        return preview(
            request, entry, self.public_view, reverse(admin_name(entry, "change"), args=[entry.pk])
        )

    def review(self, request, object_id):
        entry = self.entry_or_404(request, object_id)
        if entry.status != Status.SUBMITTED:
            messages.info(request, gettext("Cette fiche n’attend pas de relecture."))
            return redirect(admin_name(entry, "change"), entry.pk)
        return read_and_decide(
            request, self, first_versions([entry])[0], first_version_rows(entry), may_decide=True
        )


# Several, and what has been decided


@admin.register(Proposal)
class ProposalAdmin(OwnsItsPages, ShowsColumns):
    """Changes beside live records: read before and after, then decide.

    What a member typed is kept as it was in the history.
    """

    list_display = ["__str__", "nature", "author", "state", "submitted_at", "decided_by"]
    list_filter = ["state", ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["content_type", "author", "decided_by"]
    ordering = ["submitted_at", "pk"]

    def get_urls(self):
        return [
            path("file/", self.admin_site.admin_view(self.queue), name="review_queue"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("record")

    @admin.display(description=_("nature"), ordering="content_type")
    def nature(self, proposal):
        return capfirst(proposal.content_type.name)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None or proposal.record is None:
            raise Http404
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        may_decide = proposal.state == ProposalState.SUBMITTED and self.has_change_permission(
            request, proposal
        )
        waiting = Waiting(
            proposal.record, proposal.submitted_at or proposal.updated_at, proposal.author, proposal
        )
        return read_and_decide(request, self, waiting, proposal_rows(proposal), may_decide)

    def queue(self, request):
        """Everything that waits, the oldest first; several decided at once.

        `?silent` shows what was sent back and has not come back.
        """
        if not request.user.has_perm("review.view_proposal"):
            raise PermissionDenied
        shows_silent = "silent" in request.GET
        form = SendingBackForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            decide_several(request, form)
            return redirect(QUEUE)
        found = silent(request.user) if shows_silent else waiting_for(request.user)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Sans réponse") if shows_silent else gettext("À relire"),
            "opts": self.opts,
            "form": form,
            "found": [
                {
                    "waiting": waiting,
                    "address": review_address(waiting),
                    "seen": queue_token(waiting),
                }
                for waiting in found
            ],
            "shows_silent": shows_silent,
            "may_decide": may_decide_changes(request.user) and not shows_silent,
            "chosen": request.POST.getlist("chosen"),
        }
        return render(request, "admin/review_queue.html", context)


def queue_token(waiting: Waiting) -> str:
    """Build the token of an entry of the queue: its key, and when it last changed, so
    that a stale page decides nothing.
    """
    return f"{waiting.key}|{(waiting.proposal or waiting.record).updated_at.isoformat()}"


def decide_several(request, form: SendingBackForm):
    """Decide on each that was ticked; say how many were, and why each of the others was
    not.
    """
    chosen = set(request.POST.getlist("chosen"))
    if not chosen:
        messages.warning(request, gettext("Cochez au moins une fiche."))
        return
    found = [waiting for waiting in waiting_for(request.user) if queue_token(waiting) in chosen]
    done = 0
    for waiting in found:
        try:
            decide_one(waiting, request.user, form, waiting.version)
        except ValidationError as error:
            told = gettext("« %(entry)s » : %(why)s") % {
                "entry": waiting.record,
                "why": " ".join(error.messages),
            }
            messages.error(request, told)
        else:
            done += 1
    if moved := len(chosen) - len(found):
        said = ngettext(
            "%(count)d fiche a changé depuis : relisez-la.",
            "%(count)d fiches ont changé depuis : relisez-les.",
            moved,
        ) % {"count": moved}
        messages.warning(request, said)
    if done:
        messages.success(
            request,
            ngettext("%(count)d fiche décidée.", "%(count)d fiches décidées.", done)
            % {"count": done},
        )
