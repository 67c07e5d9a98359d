"""Reading what members send, on the officers' desk: a first version, or a change beside the live record."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .history import recorded
from .images import Picture
from .moderation import Moderated, Status, publish, send_back
from .previews import preview
from .proposals import OPEN, Proposal, ProposedPicture, State, approve, refuse
from .publication import writing
from .snapshots import spoken, value_of, version_of

APPROVE, SEND_BACK = "approve", "send_back"


class DecisionForm(forms.Form):
    """Publish, or send back with a sentence. `version` is what was read."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(choices=[(APPROVE, ""), (SEND_BACK, "")])
    reason = forms.CharField(
        label=_("Ce qui est à revoir, en une phrase"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )  # fmt: skip

    def clean(self):
        typed = super().clean()
        if typed.get("decision") == SEND_BACK and not typed.get("reason", "").strip():
            self.add_error("reason", _("Dites en une phrase ce qui est à revoir."))
        return typed


def compared(proposal: Proposal) -> list[dict]:
    """What changes, one row a name: its label, what is live, what is asked for, and whether someone wrote there meanwhile."""
    model = proposal.content_type.model_class()
    moved = proposal.moved_meanwhile()
    asked = proposal.asked_of(proposal.record)
    is_open = proposal.state in OPEN  # afterwards the live record is what was asked for, or has lived on
    rows = []
    for name, change in proposal.changes.items():
        field = model._meta.get_field(name)
        row = {"label": label_of(field), "moved": is_open and name in moved, "lang": getattr(field, "language", "")}
        shows_pictures = field.one_to_many and issubclass(field.related_model, Picture)
        values = {"from": value_of(proposal.record, name), "to": asked[name]} if is_open else change
        for side in ("from", "to"):
            row[side] = "" if shows_pictures else spoken(model, name, values[side])
            row[f"{side}_pictures"] = pictures_of(field.related_model, values[side]) if shows_pictures else []
        rows.append(row)
    return rows


def label_of(field) -> str:
    return field.related_model._meta.verbose_name_plural if field.one_to_many else field.verbose_name


def pictures_of(model, rows: list[dict]) -> list[Picture]:
    """The photographs of a list of rows, in its order, with what the rows say of them."""
    held = model.objects.in_bulk([row["pk"] for row in rows if row.get("pk")])
    waiting = ProposedPicture.objects.in_bulk([row["proposed"] for row in rows if row.get("proposed")])
    found = []
    for row in rows:
        if picture := held.get(row.get("pk")) or waiting.get(row.get("proposed")):
            for code in ("fr", "ar"):
                setattr(picture, f"alt_{code}", row.get(f"alt_{code}", ""))
            found.append(picture)
    return found


class ReviewedAdmin(admin.ModelAdmin):
    """Adds to a moderated record's form the page where its first version is read and decided, and its preview."""

    public_view = None  # the view of its public page; a class gives staticmethod(view)
    change_form_template = "admin/moderated_change_form.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<path:object_id>/relire/", self.admin_site.admin_view(self.review), name=f"{name}_review"),
            path("<path:object_id>/apercu/", self.admin_site.admin_view(self.preview), name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def entry_or_404(self, request, object_id) -> Moderated:
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            raise Http404
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        return entry

    def preview(self, request, object_id):
        entry = self.entry_or_404(request, object_id)
        return preview(request, entry, self.public_view, reverse(admin_name(entry, "change"), args=[entry.pk]))

    def review(self, request, object_id):
        entry = self.entry_or_404(request, object_id)
        back = reverse(admin_name(entry, "change"), args=[entry.pk])
        if entry.status != Status.SUBMITTED:
            messages.info(request, gettext("Cette fiche n’attend pas de relecture."))
            return redirect(back)
        form = DecisionForm(request.POST if request.method == "POST" else None, initial={"version": version_of(entry)})
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            try:
                with recorded(request.user, gettext("Relecture")), writing():
                    entry = type(entry).objects.select_for_update(of=("self",)).get(pk=entry.pk)
                    if typed["version"] != version_of(entry):
                        raise ValidationError(gettext("Cette fiche a changé depuis que vous l’avez ouverte. Relisez-la."))
                    publish(entry) if typed["decision"] == APPROVE else send_back(entry, typed["reason"].strip())
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, decided(typed["decision"]))
                return redirect(back)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Relire : %(entry)s") % {"entry": entry}, "opts": self.opts, "form": form, "rows": [], "record": entry,
            "record_address": back,
            "preview": reverse(admin_name(entry, "preview"), args=[entry.pk]) if self.public_view else "",
        }  # fmt: skip
        return render(request, "admin/review.html", context)


def admin_name(entry, page: str) -> str:
    return f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}"


def decided(decision: str) -> str:
    return (
        gettext("C’est en ligne ; les membres de l’atelier sont prévenus.")
        if decision == APPROVE
        else gettext("Renvoyé ; les membres de l’atelier sont prévenus.")
    )


@admin.register(Proposal)
class ProposalAdmin(admin.ModelAdmin):
    """Changes beside live records: read before and after, then decide. What a member typed is not changed here."""

    list_display = ["__str__", "content_type", "author", "state", "submitted_at", "decided_by"]
    list_filter = ["state", "content_type"]
    list_select_related = ["content_type", "author", "decided_by"]
    ordering = ["submitted_at", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("record")

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
        may_decide = proposal.state == State.SUBMITTED and self.has_change_permission(request, proposal)
        form = DecisionForm(request.POST if request.method == "POST" else None, initial={"version": proposal.version})
        if request.method == "POST" and not may_decide:
            raise PermissionDenied
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            try:
                with recorded(request.user, gettext("Relecture d’une modification")):
                    if typed["decision"] == APPROVE:
                        approve(proposal, request.user, typed["version"])
                    else:
                        refuse(proposal, request.user, typed["reason"], typed["version"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, decided(typed["decision"]))
                return redirect("admin:common_proposal_changelist")
        record = proposal.record
        context = self.admin_site.each_context(request) | {
            "title": gettext("Relire : %(entry)s") % {"entry": proposal}, "opts": self.opts, "proposal": proposal, "rows": compared(proposal),
            "form": form if may_decide else None, "record": record, "record_address": reverse(admin_name(record, "change"), args=[record.pk]),
            "preview": reverse(admin_name(record, "preview"), args=[record.pk]) if proposal.state in OPEN else "",
        }  # fmt: skip
        return render(request, "admin/review.html", context)
