"""Withdrawing a person's consents on their word, by telephone: a page of the
officers' desk.
"""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common import formatting
from kairouan.common.forms import SeveralField, TakesPastedText
from kairouan.review.history import revision

from .consents import withdraw_consent
from .models import Artisan, Consent

MAY_WITHDRAW = "artisans.change_consent"
CHOSEN = "accord"  # in the address: those ticked when the page opens


class StandingField(SeveralField):
    """Agreements to tick, each with its day."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, consent):
        facts = {"item": consent.get_item_display(), "day": formatting.day(consent.given_on)}
        return gettext("%(item)s, donné le %(day)s") % facts


class WithdrawalForm(TakesPastedText, forms.Form):
    """Consents to withdraw, and on whose word: it stays in the history."""

    consents = StandingField(label=_("Accords à retirer"), queryset=Consent.objects.none())
    word = forms.CharField(
        label=_("Sur la parole de qui, et comment"),
        max_length=200,
        help_text=_("« Salah lui-même, par téléphone ». Reste dans l’historique."),
    )

    def __init__(self, person: Artisan, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consents"].queryset = person.consents.in_force()


class WithdrawsMixin(admin.ModelAdmin):
    """For the admin of people: the page "Retirer un accord"."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.withdraw_view)
        return [
            path("<path:object_id>/retirer/", page, name="artisans_artisan_withdraw"),
            *super().get_urls(),
        ]

    def withdraw_view(self, request, object_id):
        """The consents in force, to tick; those sent back end today."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not request.user.has_perm(MAY_WITHDRAW):
            raise PermissionDenied
        initial = {"consents": request.GET.getlist(CHOSEN)}
        form = WithdrawalForm(
            person, request.POST if request.method == "POST" else None, initial=initial
        )
        if request.method == "POST" and form.is_valid():
            self.withdraw_ticked(request, person, **form.cleaned_data)
            return redirect("admin:artisans_artisan_change", person.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Retirer un accord"),
            "subtitle": str(person),
            "opts": self.opts,
            "original": person,
            "media": self.media,
            "form": form,
        }
        return TemplateResponse(request, "admin/artisans/artisan/withdraw.html", context)

    def withdraw_ticked(self, request, person, consents, word):
        items = {"items": ", ".join(str(consent.get_item_display()) for consent in consents)}
        with revision(
            request.user,
            gettext("Accord retiré de vive voix : %(items)s") % items,
            on_behalf_of=str(person),
            account=person.account,
            word=word,
        ):
            for consent in consents:
                withdraw_consent(person, consent.item)
        said = gettext("Retiré : %(items)s. Les pages ne le montrent plus.") % items
        self.log_change(request, person, said)
        self.message_user(request, said, messages.SUCCESS)


class WithdrawsSelectionMixin(admin.ModelAdmin):
    """For the admin of consents: the same page, from a selection of the list."""

    actions = ["withdraw_selection"]

    @admin.action(description=_("Retirer, sur la parole de la personne"), permissions=["change"])
    def withdraw_selection(self, request, queryset):
        people = set(queryset.values_list("artisan", flat=True))
        if len(people) != 1:
            said = gettext(
                "Choisissez les accords d’une seule personne : c’est sa parole que garde "
                "l’historique."
            )
            return self.message_user(request, said, messages.ERROR)
        chosen = urlencode({CHOSEN: list(queryset.values_list("pk", flat=True))}, doseq=True)
        return redirect(f"{reverse('admin:artisans_artisan_withdraw', args=[*people])}?{chosen}")
