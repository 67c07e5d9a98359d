"""Accounts to try the portal with.

Their password and their secrets are public: they exist only in a demonstration.
"""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import reverse
from django.utils import translation

from .invitations import invite
from .models import User

PASSWORD = "cuivre-de-kairouan"
ACCOUNTS: list[dict[str, Any]] = [
    {
        "key": "officer",
        "email": "ona@demo.example",
        "name": "Agent de démonstration",
        "is_staff": True,
        "is_superuser": True,
        "language": "fr",
        "secret": "CUIVREDEKAIROUANFRANCAIS",
    },
    {
        "key": "officer-ar",
        "email": "ona-ar@demo.example",
        "name": "عون العرض",
        "is_staff": True,
        "is_superuser": True,
        "language": "ar",
        "secret": "CUIVREDEKAIROUANLANGUEAR",
    },
    # Members: `artisans/demo/heritage.toml` says who each of them is. Invented numbers,
    # valid in form.
    {"key": "member-owner", "phone": "+21698000001", "name": "يوسف بن جماعة", "language": "ar"},
    {"key": "member-helper", "phone": "+21698000002", "name": "الحبيب بن جماعة", "language": "ar"},
    {
        "key": "member-email",
        "email": "anis@demo.example",
        "name": "Anis El Gharbi",
        "language": "fr",
    },
    {"key": "member-waiting", "phone": "+21698000003", "name": "عماد الكوكي", "language": "ar"},
    {"key": "member-invited", "phone": "+21698000004", "name": "نجاة الزواري", "language": "ar"},
]
# What a newcomer finds in each space: every state that a member may meet.
SHOWS = {
    "officer": "the officers' desk, in French",
    "officer-ar": "the same, in Arabic",
    "member-owner": "an owner: a change with ONA, a piece sent back, a draft",
    "member-helper": "the helper of the same workshop",
    "member-email": "a trusted workshop: changes are online at once",
    "member-waiting": "a change not sent yet, a first version with ONA",
    "member-invited": "invited, has not come in yet",
}


def entrance_of(account: dict) -> str:
    """Address where this account signs in."""
    return f"/{account['language']}/{'admin' if account.get('is_staff') else 'espace'}/"


def identity_of(account: dict) -> str:
    """Return the telephone or e-mail with which the account signs in."""
    return account.get("phone") or account["email"]


def current_code(account: dict) -> str:
    """Compute the TOTP code that an officer's application shows at this moment; it
    serves for thirty to sixty seconds more.
    """
    return format_hotp_value(hotp_value(account["secret"], int(time.time()) // 30))


def is_invited(account: dict) -> bool:
    """One who has not come in yet: a link opens the door, no password does."""
    return account["key"] == "member-invited"


def invitation_link(account: dict) -> str:
    """A new link for who is invited; those given before serve no more."""
    user = User.objects.get(demonstration_key=account["key"])
    _invitation, secret = invite(user, by=None)
    with translation.override(user.language):
        return reverse("account_invitation", args=[secret])


def load():
    for account in ACCOUNTS:
        fields = {name: value for name, value in account.items() if name not in ("key", "secret")}
        user = User.objects.filter(demonstration_key=account["key"]).first() or User(
            demonstration_key=account["key"]
        )
        for name, value in fields.items():
            setattr(user, name, value)
        if is_invited(account):
            if not user.pk:
                user.set_unusable_password()
        elif not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
        user.full_clean()
        user.save()
        if "secret" in account and not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, account["secret"])
            RecoveryCodes.activate(user)
