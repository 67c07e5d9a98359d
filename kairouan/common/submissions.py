"""Idempotent forms: a second submission of the same page with the same content gets the
page of the first, and makes nothing.

Each form carries a token drawn when its page was made (`{% sending %}`, in every form
of the pack). No cookie and no script: the pages of forms are kept by no cache, those of
visitors too. What tells one sending is the token *and* what was sent: who goes back,
corrects a word and sends again has written something else, and it is taken. The key is
unique in the database, and is written in the transaction of what it makes: of two that
arrive at the same moment, on two processes, the second waits for the first, then reads
where it led; when the first was taken back, the second is taken. A photograph needs no
token: a record knows its own by their content (`kairouan/space/photos.py`).
"""

import base64
import datetime
import hashlib
import json
import secrets
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .annotations import StrOrPromise

FIELD = "sending"
NEVER_THE_SAME = ("csrfmiddlewaretoken",)
SECRET_SIZE = 16  # bytes
KEPT_FOR = datetime.timedelta(days=1)  # as long as a page left open may be sent
TAKEN_ONCE = _("Envoyé deux fois : c’est enregistré une seule fois.")


class FormSubmission(models.Model):
    """A submission that was taken, and the address it led to.

    Tells nothing of who sent it, nor what.
    """

    key = models.CharField(max_length=32, primary_key=True)
    address = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key


def new_sending_token() -> str:
    return secrets.token_urlsafe(12)


def submission_key(request) -> str:
    """Digest of a token and what came with it. Empty when the page carried no token."""
    token = request.POST.get(FIELD)
    if not token:
        return ""
    files = [each for _name, found in sorted(request.FILES.lists()) for each in found]
    typed = sorted(
        (name, values) for name, values in request.POST.lists() if name not in NEVER_THE_SAME
    )
    said = json.dumps(
        [request.path, typed, [(each.name, each.size, digest_of_file(each)) for each in files]]
    )
    return hashlib.blake2s(said.encode(), digest_size=16).hexdigest()


def digest_of_file(file: UploadedFile) -> str:
    digest = hashlib.blake2s(digest_size=16)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def secret_of(request) -> str:
    """A secret for what this sending makes: the same one when it is sent again, for the
    page that shows it once. It cannot be told from what is kept.
    """
    key = submission_key(request)
    if not key:
        return secrets.token_urlsafe(SECRET_SIZE)
    digest = salted_hmac(
        "kairouan.common.submissions", request.POST[FIELD] + key, algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest[:SECRET_SIZE]).decode().rstrip("=")


def led_to(request) -> str:
    """The address that an earlier sending of the same led to, or an empty text."""
    key = submission_key(request) if request.method == "POST" else ""
    return (
        FormSubmission.objects.filter(key=key).values_list("address", flat=True).first() or ""
        if key
        else ""
    )


def once(request, create: Callable[[], str]) -> str:
    """Give the address that `create` gives, calling it for the first sending alone.
    When it gives none, or raises, nothing was taken.

    `create` runs in the transaction of the key: whatever is long (cleaning a
    photograph) is done before.
    """
    key = submission_key(request)
    if not key:
        return create()
    with transaction.atomic():
        sending, is_first = FormSubmission.objects.get_or_create(key=key)
        if is_first:
            FormSubmission.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
            sending.address = create()
            if sending.address:
                sending.save(update_fields=["address"])
            else:
                sending.delete()
    return sending.address


def sent_once(says: StrOrPromise = ""):
    """For a view that creates by `once`: a repeated sending is sent on, saying so in a
    signed-in page, before its form is read again, and after, when it was refused
    because of what the first has written meanwhile.
    """

    def guarded(view):
        @wraps(view)
        def answered(request, *args, **kwargs):
            address, answer = led_to(request), None
            if not address:
                answer = view(request, *args, **kwargs)
                address = led_to(request) if answer.status_code >= 400 else ""
            if not address:
                return answer
            if says:
                messages.success(request, says)
            return redirect(address)

        return answered

    return guarded
