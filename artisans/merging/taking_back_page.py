"""The page of the desk that says what taking a merge back would change, then does
it.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

from .undoing import plan_of, take_back, why_not

NEEDED = ("artisans.change_artisan", "artisans.delete_artisan")  # as for merging


class TakesBackMixin(admin.ModelAdmin):
    """For the admin of merges: the page "Annuler la fusion"."""

    change_form_template = "admin/artisans/merge/change_form.html"

    def get_urls(self):
        page = self.admin_site.admin_view(self.take_back_view)
        return [
            path("<int:number>/annuler/", page, name="artisans_merge_take_back"),
            *super().get_urls(),
        ]

    def may_take_back(self, request) -> bool:
        return self.has_view_permission(request) and request.user.has_perms(NEEDED)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        merge = self.get_object(request, object_id)
        context = {
            "may_take_back": self.may_take_back(request),
            "why_not": why_not(merge) if merge else "",
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def take_back_view(self, request, number):
        """Show what would change; then done, if that is still what would."""
        if not self.may_take_back(request):
            raise PermissionDenied
        merge = self.get_object(request, str(number))
        if merge is None:
            raise Http404
        if request.method == "POST":
            try:
                person = take_back(merge, request.user, request.POST.get("version", ""))
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
                return redirect("admin:artisans_merge_take_back", merge.pk)
            self.tell_taking_back(request, merge, person)
            return redirect("admin:artisans_artisan_change", person.pk)
        why = why_not(merge)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Annuler une fusion"),
            "subtitle": str(merge),
            "opts": self.opts,
            "original": merge,
            "media": self.media,
            "why_not": why,
            "plan": None if why else plan_of(merge),
        }
        return TemplateResponse(request, "admin/artisans/merge/take_back.html", context)

    def tell_taking_back(self, request, merge, person):
        facts = {"number": person.pk, "kept": merge.kept_id}
        self.log_change(request, merge, gettext("Fusion annulée"))
        said = gettext(
            "La fusion est annulée : la fiche n° %(number)s existe de nouveau, la fiche n° "
            "%(kept)s est ce qu’elle était."
        )
        self.message_user(request, said % facts, messages.SUCCESS)
