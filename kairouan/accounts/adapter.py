"""Adapter of allauth: accounts found by telephone, codes sent by the portal's own
senders, its sentences, no sign-up.
"""

from datetime import timedelta
from ipaddress import ip_address

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, pgettext

from kairouan.common import senders
from kairouan.common.phones import PhoneFormField

from .access_log import log_limit
from .identity import member_known_by
from .second_factor.rule import must_show

WRONG_PASSWORD = gettext_lazy(
    "Ce n’est pas le bon mot de passe, ou pas le bon numéro. Vous pouvez aussi demander un code."
)
CODE_FOR = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
TOO_OFTEN = gettext_lazy("Trop d’essais. Attendez quelques minutes, puis recommencez.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG_PASSWORD,
        "phone_password_mismatch": WRONG_PASSWORD,
        "username_password_mismatch": WRONG_PASSWORD,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_code": gettext_lazy("Ce n’est pas ce code. Regardez le dernier message reçu."),
        "incorrect_password": gettext_lazy("Ce n’est pas votre mot de passe actuel."),
        "enter_current_password": gettext_lazy("Ce n’est pas votre mot de passe actuel."),
    }
    said = {
        "account/messages/password_set.txt": gettext_lazy("Votre mot de passe est enregistré."),
        "account/messages/password_changed.txt": gettext_lazy(
            "Votre mot de passe est changé. Vos autres appareils sont déconnectés."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    # The telephone of an account. Staff wrote it down with the person: it counts as
    # verified.

    def phone_form_field(self, **kwargs):
        return PhoneFormField(**kwargs)

    def get_phone(self, user):
        return (user.phone, True) if user.phone else None

    def get_user_by_phone(self, phone):
        return member_known_by("phone", phone)

    def set_phone(self, user, phone, verified):
        raise NotImplementedError("Staff change the telephone of an account, in the admin.")

    def set_phone_verified(self, user, phone):
        pass

    # Sending a code, or nothing: the same work for the reader who waits.

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        senders.send_sms(phone, code_text(code, user.language), CODE_FOR)

    def send_unknown_account_sms(self, phone, **kwargs):
        senders.send_nothing(senders.SMS, CODE_FOR)

    def send_mail(self, template_prefix, email, context):
        user = member_known_by("email", email)
        if user is None or template_prefix != "account/email/login_code":
            senders.send_nothing(senders.EMAIL, CODE_FOR)
            return
        with translation.override(user.language):
            subject = gettext("Votre code pour entrer")
        text = code_text(context["code"], user.language)
        senders.send_email(email, subject, senders.letter(text, user.language), CODE_FOR)

    # What is said, and where one goes

    def add_message(
        self,
        request,
        level,
        message_template=None,
        message_context=None,
        extra_tags="",
        message=None,
    ):
        if text := message or self.said.get(message_template):
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def get_login_redirect_url(self, request):
        return (
            reverse("admin:index")
            if must_show(request.user)
            else super().get_login_redirect_url(request)
        )

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    # The second factor of officers (second_factor/)

    def get_login_stages(self):
        return [*super().get_login_stages(), "kairouan.accounts.second_factor.rule.SetUpStage"]

    def reauthenticate(self, user, password):
        """allauth would look for the opaque username, by which nobody is known."""
        known_by = {"phone": user.phone} if user.phone else {"email": user.email}
        return self.authenticate(context.request, password=password, **known_by) == user

    def get_reauthentication_methods(self, user):
        """By the password alone: whoever is signed in has shown their second factor."""
        if not (user.is_authenticated and user.has_usable_password()):
            return []
        return [
            {"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}
        ]

    # Limits

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log_limit(request, credentials)
            raise

    def get_client_ip(self, request):
        address = super().get_client_ip(request)
        try:
            return str(ip_address(address))
        except ValueError:  # some proxies write the port behind it
            return str(
                ip_address(
                    address.strip("[").partition("]")[0]
                    if "]" in address
                    else address.partition(":")[0]
                )
            )

    def _get_login_attempts_cache_key(self, request, **credentials):
        """allauth leaves the telephone out: everyone who signs in by one would share
        one limit.
        """
        return next(
            (credentials[name] for name in ("phone", "email", "username") if credentials.get(name)),
            "",
        ).lower()


def code_text(code: str, language: str) -> str:
    """Short: an Arabic message of more than seventy letters is paid twice."""
    with translation.override(language):
        return pgettext(
            "SMS",
            "Cuivre de Kairouan : votre code est %(code)s. Valable 10 minutes. "
            "Ne le donnez à personne.",
        ) % {"code": code}
