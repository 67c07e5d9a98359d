"""A record added on the desk, once: a second press of the button is answered as the
first was, in a page of its own and in the small window that a « + » opens beside a
list.
"""

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote, unquote
from django.shortcuts import redirect
from django.urls import resolve, reverse

from kairouan.common.submissions import once


class AddsOnce(admin.ModelAdmin):
    """For every record that is added on the desk."""

    def add_view(self, request, form_url="", extra_context=None):
        if request.method != "POST":
            return super().add_view(request, form_url, extra_context)
        answers = []

        def add() -> str:
            answers.append(super(AddsOnce, self).add_view(request, form_url, extra_context))
            return getattr(answers[0], "url", "") or getattr(request, "added_in_popup", "")

        address = once(request, add)
        return answers[0] if answers else self.answer_again(request, address)

    def response_add(self, request, obj, post_url_continue=None):
        """The small window of a « + » leads nowhere: keep the address of what it
        added.
        """
        if IS_POPUP_VAR in request.POST:
            name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
            request.added_in_popup = reverse(name, args=[quote(obj.pk)])
        return super().response_add(request, obj, post_url_continue)

    def answer_again(self, request, address: str):
        """The page that the first sending led to; for a small window, what closes it
        and names the record to the page below.
        """
        if IS_POPUP_VAR in request.POST:
            record = self.get_object(request, unquote(resolve(address).kwargs["object_id"]))
            if record is not None:
                return self.response_add(request, record)
        return redirect(address)
