"""A browser whose reader is signed in, without passing by the screens where one enters:
those have tests of their own.
"""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest


def cookie_of(account, address: str) -> dict:
    """The session cookie of a user, as Playwright takes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "kairouan.accounts.backends.PhoneOrEmailBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    request = HttpRequest()
    request.session = session
    record_authentication(request, account, "mfa")
    session.save()
    return {"name": "sessionid", "value": session.session_key, "url": address}
