"""Second factor of the officers: for whom it is required, and what a session may do
until it is shown.
"""

import base64
import hashlib

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.stages import LoginStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common import senders
from kairouan.common.qr import qr_of

from ..access_log import AccessKind, log_access
from ..models import User

NAMES = {
    Authenticator.Type.TOTP: _("application de codes"),
    Authenticator.Type.WEBAUTHN: _("clé d’accès"),
    Authenticator.Type.RECOVERY_CODES: _("codes de secours"),
}
# a recovery code alone is none: it stands in for one that is lost
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_show(user) -> bool:
    """Return whether this account requires a second factor: it opens the desk."""
    return user.is_authenticated and (user.is_staff or user.is_superuser)


def was_shown(request, user) -> bool:
    """Return whether this session was authenticated with a second factor of the
    user.
    """
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def factors_of(user):
    return Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("created_at")


def factor_text(factor: Authenticator) -> str:
    """ "clé d’accès (mon téléphone)" """
    name = str(NAMES[factor.type])
    return f"{name} ({factor})" if factor.type == Authenticator.Type.WEBAUTHN else name


class SecondFactorMiddleware:
    """An officer whose session has shown no second factor is nobody, on every page: one
    who became an officer after signing in, or whose session is older than this rule.
    Reads nothing before the view asks who is there: a public page never does.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user

        def shown_whole():
            return (
                AnonymousUser()
                if must_show(signed_in) and not was_shown(request, signed_in)
                else signed_in
            )

        request.user = SimpleLazyObject(shown_whole)
        return self.get_response(request)


class SetUpStage(LoginStage):
    """After the password: an officer who has no second factor yet chooses one, and
    keeps their recovery codes, before coming in.
    """

    key = "second_factor_set_up"
    urlname = "second_factor_set_up"

    def handle(self):
        if must_show(self.login.user) and not was_shown(self.request, self.login.user):
            return redirect(self.urlname), True
        return None, True


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Ce n’est pas ce code. Regardez celui que l’application montre en ce moment."
        ),
    }

    # A copy of the database alone gives no code: the key stands in the settings. A
    # former key still opens (SECRET_KEY_FALLBACKS).

    def encrypt(self, text):
        return vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return vault().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self):
        return gettext("Cuivre de Kairouan")

    def build_totp_svg(self, url):
        return qr_of(url)


LOCKED = ("secret", "seed")  # what an authenticator keeps locked: an application's, the codes'


def vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(hashlib.sha256(f"second factor {key!s}".encode()).digest())
            )
            for key in keys
        ]
    )


# Choosing, and giving up


@transaction.atomic
def set_application(request, user, secret: str):
    """This application is the user's, in place of the one before."""
    User.objects.select_for_update().get(pk=user.pk)  # a button pressed twice
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    register_factor(request, user, TOTP.activate(user, secret).instance)


@transaction.atomic
def add_passkey(request, user, name: str, credential: dict):
    register_factor(request, user, WebAuthn.add(user, name, credential).instance)


def register_factor(request, user, added: Authenticator):
    """With the first factor come the recovery codes.

    Who has just added one has shown it.
    """
    RecoveryCodes.activate(user)
    record_authentication(request, user, "mfa", id=added.pk, type=added.type)
    log_access(AccessKind.FACTOR_ADDED, user, request=request, details=factor_text(added))


@transaction.atomic
def remove_factor(request, factor: Authenticator):
    log_access(AccessKind.FACTOR_REMOVED, factor.user, request=request, details=factor_text(factor))
    factor.delete()


def recovery_codes_of(user) -> list[str]:
    """List the recovery codes not used yet."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept.wrap().get_unused_codes() if kept else []


@transaction.atomic
def renew_recovery_codes(user):
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)


@transaction.atomic
def reset(user, by, request=None):
    """Forget every factor of an account and end its sessions: its owner chooses a new
    one the next time they come in, and is told so.
    """
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    log_access(AccessKind.FACTOR_RESET, user, request=request, details=str(by or ""))
    with translation.override(user.language):
        senders.send(
            user,
            gettext("Votre deuxième facteur est à choisir de nouveau"),
            gettext(
                "Cuivre de Kairouan : votre deuxième facteur a été effacé par %(by)s. Vous en "
                "choisirez un autre en entrant. "
                "Si vous ne l’avez pas demandé, prévenez l’équipe."
            )
            % {"by": by or gettext("l’équipe")},
        )
