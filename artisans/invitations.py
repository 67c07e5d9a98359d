"""Inviting a person of the craft into their space: the account, the link, and the three
ways it travels.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from kairouan.accounts import invitations
from kairouan.accounts.models import User
from kairouan.common import languages, senders
from kairouan.common.annotations import StrOrPromise
from kairouan.common.forms import TakesPastedText
from kairouan.common.phones import PhoneFormField, whatsapp_address
from kairouan.common.qr import qr_of
from kairouan.common.submissions import once, secret_of
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision

from .models import Artisan


class InvitationForm(TakesPastedText, forms.Form):
    """Choose how the person is reached, and until when the link serves."""

    phone = PhoneFormField(
        label=_("Téléphone"),
        required=False,
        help_text=_("Celui que la personne a en main : 98 123 456."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Langue des messages"), choices=languages.choices(languages.DEFAULT_FIRST)
    )
    days = forms.IntegerField(
        label=_("Nombre de jours"),
        min_value=1,
        max_value=invitations.MOST_DAYS,
        help_text=_("Le lien ne sert qu’une fois, dans ce délai."),
    )

    def __init__(self, *args, artisan, **kwargs):
        self.artisan = artisan
        self.account = artisan.account or User()
        language = self.account.language
        initial = {
            "phone": self.account.phone,
            "email": self.account.email,
            "language": language,
            "days": invitations.DAYS,
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    def clean_phone(self):
        return self.unused(
            "phone", _("Ce téléphone est déjà celui d’un autre compte : « %(name)s ».")
        )

    def clean_email(self):
        return self.unused(
            "email", _("Cet e-mail est déjà celui d’un autre compte : « %(name)s ».")
        )

    def unused(self, name: str, sentence: StrOrPromise):
        typed = self.cleaned_data[name].lower() or None
        other = (
            User.objects.filter(**{name: typed}).exclude(pk=self.account.pk).first()
            if typed
            else None
        )
        if other:
            raise ValidationError(sentence, params={"name": other}, code="unique")
        return typed

    def clean(self):
        cleaned = super().clean()
        invitations.check_invitable(self.account)
        if not self.errors and not cleaned["phone"] and not cleaned["email"]:
            raise ValidationError(
                _("Écrivez un téléphone ou un e-mail : c’est par là que la personne entrera.")
            )
        return cleaned

    def save(self) -> User:
        """The account as it is now written, tied to the person."""
        account, typed = self.account, self.cleaned_data
        account.phone, account.email, account.language = (
            typed["phone"],
            typed["email"],
            typed["language"],
        )
        if account.pk is None:
            account.name = getattr(self.artisan, f"name_{account.language}") or str(self.artisan)
            account.set_unusable_password()
        account.full_clean(exclude=["password"])
        account.save()
        if self.artisan.account_id != account.pk:
            self.artisan.account = account
            self.artisan.save()
        return account


class InvitesMixin(admin.ModelAdmin):
    """For the admin of people: the page "Inviter"."""

    def get_urls(self):
        invite = self.admin_site.admin_view(self.invite_view)
        send = self.admin_site.admin_view(self.send_invitation_view)
        return [
            path("<path:object_id>/invite/", invite, name="artisans_artisan_invite"),
            path("<path:object_id>/invite/send/", send, name="artisans_artisan_send_invitation"),
            *super().get_urls(),
        ]

    def person_to_invite(self, request, object_id):
        artisan = self.get_object(request, unquote(object_id))
        if artisan is None:
            raise Http404
        if not self.has_change_permission(request, artisan):
            raise PermissionDenied
        return artisan

    @method_decorator(never_cache)
    def invite_view(self, request, object_id):
        """The form; then, once only, the link it made.

        Sent twice, it shows that link again.
        """
        artisan = self.person_to_invite(request, object_id)
        if request.method != "POST":
            return self.invitation_page(request, artisan, InvitationForm(artisan=artisan))
        secret = secret_of(request)
        forms_read: list[InvitationForm] = []
        once(request, lambda: self.take_invitation(request, artisan.pk, secret, forms_read))
        invitation = invitations.find_invitation(secret)
        # sent twice, and the link has been used between the two
        if invitation is None and not forms_read:
            self.message_user(
                request, gettext("Ce lien ne sert plus : faites-en un autre."), messages.ERROR
            )
            return redirect(request.path)
        # with the account it may have been given
        artisan = self.person_to_invite(request, object_id)
        form = forms_read[0] if forms_read else InvitationForm(artisan=artisan)
        return self.invitation_page(request, artisan, form, invitation, secret)

    def take_invitation(self, request, number: int, secret: str, forms_read: list) -> str:
        """Make the account and the invitation, when the form is valid.

        Of two officers who invite one person, the second finds what the first made.
        """
        with revision(by=request.user, reason=gettext("Invitation")), public_write():
            artisan = Artisan.objects.select_for_update(of=("self",)).get(pk=number)
            form = InvitationForm(request.POST, artisan=artisan)
            forms_read.append(form)
            if not form.is_valid():
                return ""
            invitations.invite(form.save(), request.user, form.cleaned_data["days"], secret)
            self.log_change(request, artisan, gettext("Invitation créée."))
        return request.path

    def invitation_page(self, request, artisan, form, invitation=None, secret: str = ""):
        """The form, or the link just made, and the invitations of this person so
        far.
        """
        shown = link_context(request, invitation, secret) if invitation else {}
        past = artisan.account.invitations.select_related("created_by") if artisan.account else []
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Inviter"),
            "subtitle": str(artisan),
            "opts": self.opts,
            "original": artisan,
            "media": self.media,
            "form": form,
            "past": past,
            "invitation": None,
            IS_POPUP_VAR: False,
            **shown,
        }
        return TemplateResponse(request, "admin/artisans/artisan/invite.html", context)

    @method_decorator(never_cache)
    def send_invitation_view(self, request, object_id):
        """Send the link just made, by the portal itself."""
        artisan = self.person_to_invite(request, object_id)
        back = redirect(reverse("admin:artisans_artisan_invite", args=[artisan.pk]))
        secret, way = request.POST.get("secret", ""), request.POST.get("way", "")
        invitation = invitations.find_invitation(secret)
        if (
            request.method != "POST"
            or invitation is None
            or invitation.user_id != artisan.account_id
        ):
            self.message_user(
                request, gettext("Ce lien ne sert plus : faites-en un autre."), messages.ERROR
            )
            return back
        once(
            request,
            lambda: back.url if self.send_link(request, artisan, invitation, secret, way) else "",
        )
        return back

    def send_link(self, request, artisan, invitation, secret: str, way: str) -> bool:
        """Give the message to the portal's own senders; whether it goes."""
        subject, text = invitations.message_of(
            invitation, invitations.invitation_address(request, invitation.user, secret)
        )
        if way == "sms" and invitation.user.phone:
            senders.send_sms(invitation.user.phone, text)
            said = gettext("Le lien part par SMS.")
        elif way == "email" and invitation.user.email:
            senders.send_email(
                invitation.user.email, subject, senders.signed(text, invitation.user.language)
            )
            said = gettext("Le lien part par e-mail.")
        else:
            return False
        self.log_change(request, artisan, said)
        self.message_user(request, said, messages.SUCCESS)
        return True


def link_context(request, invitation, secret: str) -> dict:
    """The link and the ways it travels."""
    user = invitation.user
    link = invitations.invitation_address(request, user, secret)
    _subject, text = invitations.message_of(invitation, link)
    whatsapp = whatsapp_address(text, user.phone) if user.phone else ""
    return {
        "invitation": invitation,
        "secret": secret,
        "link": link,
        "text": text,
        "whatsapp": whatsapp,
        "qr": qr_of(link),
    }
