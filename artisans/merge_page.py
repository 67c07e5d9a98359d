"""The page of the desk where two records of one person stand side by side, and become one."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.snapshots import plain, spoken

from .merging import chosen_fields, counted, merge
from .models import Artisan

FIRST, SECOND = "first", "second"


class MergeForm(forms.Form):
    """Which record stays; and, for each column where the two differ, whose value."""

    stays = forms.ChoiceField(label=_("Fiche qui reste"), widget=forms.RadioSelect)

    def __init__(self, first: Artisan, second: Artisan, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {FIRST: first, SECOND: second}
        self.fields["stays"].choices = [(side, gettext("n° %(number)s") % {"number": one.pk}) for side, one in self.people.items()]
        self.fields["stays"].initial = SECOND if second.account_id and not first.account_id else FIRST
        for field in chosen_fields():
            if field.value_from_object(first) != field.value_from_object(second):
                self.fields[field.name] = self.choice_of(field)

    def choice_of(self, field) -> forms.ChoiceField:
        """The two values; the one that is filled in is ticked."""
        choices = [(side, said(one, field)) for side, one in self.people.items()]
        ticked = FIRST if field.value_from_object(self.people[FIRST]) not in (None, "") else SECOND
        return forms.ChoiceField(label=capfirst(field.verbose_name), choices=choices, initial=ticked, widget=forms.RadioSelect)

    def save(self, by):
        """The one record. Raises ValidationError."""
        chosen = dict(self.cleaned_data)
        kept = self.people[chosen.pop("stays")]
        gone = next(one for one in self.people.values() if one is not kept)
        return merge(kept, gone, {name: getattr(self.people[side], name) for name, side in chosen.items()}, by)


def said(person: Artisan, field) -> str:
    return spoken(Artisan, field.name, plain(field, field.value_from_object(person))) or gettext("(vide)")


def side_by_side(first: Artisan, second: Artisan) -> list[dict]:
    """What the two share, then what hangs on each."""
    shared = [field for field in chosen_fields() if field.value_from_object(first) == field.value_from_object(second)]
    rows = [{"label": capfirst(field.verbose_name), "first": said(first, field), "second": said(second, field)} for field in shared]
    rows.append({"label": gettext("Compte"), "first": str(first.account or "—"), "second": str(second.account or "—")})
    one, other = counted(first), counted(second)
    return rows + [{"label": name, "first": one[name], "second": other[name]} for name in sorted({*one, *other}, key=str)]


class MergesMixin:
    """For the admin of people: the action "Fusionner" and its page."""

    actions = ["merge_selection"]

    def get_urls(self):
        page = self.admin_site.admin_view(self.merge_view)
        return [path("fusionner/<int:first>/<int:second>/", page, name="artisans_artisan_merge"), *super().get_urls()]

    @admin.action(description=_("Fusionner deux fiches de la même personne"), permissions=["change", "delete"])
    def merge_selection(self, request, queryset):
        numbers = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(numbers) != 2:
            return self.message_user(request, gettext("Choisissez exactement deux fiches."), messages.ERROR)
        return redirect("admin:artisans_artisan_merge", *numbers)

    def merge_view(self, request, first, second):
        """Both records side by side, then one."""
        first, second = self.get_object(request, str(first)), self.get_object(request, str(second))
        if first is None or second is None or first == second:
            raise Http404
        if not (self.has_change_permission(request) and self.has_delete_permission(request)):
            raise PermissionDenied
        form = MergeForm(first, second, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                done = form.save(request.user)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.tell_merge(request, done)
                return redirect("admin:artisans_artisan_change", done.kept_id)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Fusionner deux fiches"), "opts": self.opts, "media": self.media, "form": form, "first": first, "second": second,
            "rows": side_by_side(first, second),
        }  # fmt: skip
        return TemplateResponse(request, "admin/artisans/artisan/merge.html", context)

    def tell_merge(self, request, done):
        facts = {"name": done.removed_name, "number": done.removed_number, "what": ", ".join(done.passed) or "—"}
        said = gettext("La fiche « %(name)s » (n° %(number)s) est réunie à celle-ci. Sont passés : %(what)s.") % facts
        self.log_change(request, done.kept, said)
        self.message_user(request, said, messages.SUCCESS)
        if done.dropped:
            why = gettext("N’est pas passé, la fiche gardée l’ayant déjà ou une règle l’interdisant : %(what)s.")
            self.message_user(request, why % {"what": ", ".join(done.dropped)}, messages.WARNING)
