"""The door of the artisan's space: who comes in, and what happens to what they were
writing when they had been signed out.
"""

import datetime
import time
from functools import wraps
from urllib.parse import urlencode, urlsplit

from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

LARGEST_KEPT = 64 * 1024  # bytes
KEPT_FOR = datetime.timedelta(hours=2).total_seconds()
SEEN_EVERY = datetime.timedelta(minutes=10).total_seconds()
KEPT_POST, SEEN_AT = "kept_post", "seen_at"


def signed_in(view):
    """For members: anyone else is asked to sign in, then comes back to this address.
    The page is kept by no cache.

    Who sends a form after their session has ended loses nothing but the files:
    `kept_post(request)` has it when they are back.
    """

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            come_back_to = request.get_full_path()
            if request.method == "POST":
                if keep_post(request):
                    messages.warning(
                        request, _("Vous avez été déconnecté. Ce que vous avez écrit est gardé.")
                    )
                else:
                    come_back_to = page_before(request) or come_back_to
            return redirect(
                f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: come_back_to})}"
            )
        see(request)
        return view(request, *args, **kwargs)

    return guarded


def page_before(request) -> str:
    """Find the page where a button without any field stood: its own address may only
    take POST.
    """
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    return urlsplit(referer).path


def keep_post(request) -> bool:
    """Keep the fields of a form in the session of someone who is not signed in, the
    last one only.
    """
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    typed = fields.urlencode()
    if (
        not fields
        or len(typed) > LARGEST_KEPT
        or not ratelimit.consume(request, action="keep_post")
    ):
        return False
    request.session[KEPT_POST] = {
        "path": request.path,
        "fields": typed,
        "at": time.time(),
        "had_files": any(request.FILES.values()),
    }
    return True


def kept_post(request) -> QueryDict | None:
    """Return, once, the POST data that the end of the session interrupted: to be shown
    again, never to be saved by itself. The page says so when files were lost.
    """
    kept = request.session.get(KEPT_POST)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT_POST]
    if time.time() - kept["at"] > KEPT_FOR:
        return None
    if kept.get("had_files"):  # a session of before has no such word
        messages.warning(
            request, _("Le fichier n’a pas été gardé : choisissez-le de nouveau avant d’envoyer.")
        )
    return QueryDict(kept["fields"], mutable=True)


def see(request):
    """Note that this device is in use, at most every ten minutes; its session lasts as
    much longer.
    """
    if time.time() - request.session.get(SEEN_AT, 0) > SEEN_EVERY:
        UserSession.objects.create_from_request(request)
        request.session[SEEN_AT] = time.time()
