"""Photographs as they arrive: how much is taken at once and in a day, and where it
stays until it has been cleaned.

What was sent is held in files without a name, which the machine forgets by itself:
nothing of the original is left behind, whatever happens.
"""

import tempfile
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kairouan.common.annotations import StrOrPromise
from kairouan.common.calendar import today_in_tunis

from .cleaning import MOST_BYTES

# bytes of one request; with its script the page sends photographs one by one
MOST_AT_ONCE = 45 * 1024 * 1024
MOST_IN_A_DAY = 150  # files of one person
KEPT_IN_MEMORY = 2 * 1024 * 1024  # bytes of one file, before it goes to the disk
LISTENED_TO = 300 * 1024 * 1024  # bytes of a request that is refused; whoever sends more is cut off
CHUNK = 64 * 1024  # bytes


class PhotoHandler(FileUploadHandler):
    """Holds each file in one without a name, and lets go by what is more than a
    photograph may weigh.
    """

    most_bytes = MOST_BYTES  # of one file
    most_at_once = MOST_AT_ONCE

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file, self.weight = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY), 0  # noqa: SIM115, closed with the request

    def receive_data_chunk(self, raw_data, start):
        self.weight += len(raw_data)
        if self.weight <= self.most_bytes:
            self.file.write(raw_data)

    def file_complete(self, file_size):
        self.file.seek(0)
        return UploadedFile(
            self.file,
            self.file_name,
            self.content_type,
            self.weight,
            self.charset,
            self.content_type_extra,
        )

    def upload_interrupted(self):
        if hasattr(self, "file"):
            self.file.close()


def takes_files(view, protected=None, handler=PhotoHandler):
    """A view that reads `request.FILES` through `PhotoHandler`, or another handler.

    `request.too_heavy` says that more was sent than is taken at once, and that nothing
    of it was kept: the view only says so. `protected` is what takes the request that is
    read, when it is not the view itself.
    """

    @wraps(view)
    def bounded(request, *args, **kwargs):
        length = request.META.get("CONTENT_LENGTH") or ""
        request.too_heavy = length.isdecimal() and int(length) > handler.most_at_once
        if request.too_heavy:
            # a browser that is not listened to to the end shows a broken connection,
            # not our sentence
            discard(request)
            return view(request, *args, **kwargs)
        if request.method == "POST":
            request.upload_handlers = [handler(request)]
        return (protected or view)(request, *args, **kwargs)

    return bounded


def too_heavy() -> str:
    """The sentence for a request that is not read at all."""
    return _("Trop de photos à la fois : %(most)d Mo au plus. Envoyez-les en plusieurs fois.") % {
        "most": MOST_AT_ONCE // 2**20
    }


def takes_photos(view, handler=PhotoHandler):
    """Apply `takes_files` for who is signed in. To be put above every other
    decorator.
    """
    return csrf_exempt(
        takes_files(view, csrf_protect(view), handler)
    )  # exempt only until the handler is in place: the protection reads the files


def discard(request):
    """Read what is sent and keep nothing: not in memory, not on the disk."""
    for _chunk in range(LISTENED_TO // CHUNK):
        if not request.read(CHUNK):
            break


class SentInADay(models.Model):
    """Number of files that a person has sent in their last day of sending: in the
    database, since several processes count.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self):
        return f"{self.user_id} · {self.day} · {self.count}"

    @classmethod
    def count_one(cls, user, most: int, enough: StrOrPromise):
        """Count one more file sent by this person today.

        Raises ValidationError with the sentence `enough` when the day's are all sent:
        nobody fills the disk.
        """
        today = today_in_tunis()
        counts: Any = cls._default_manager
        of_today = counts.filter(user=user, day=today)
        if of_today.filter(count__lt=most).update(count=F("count") + 1):
            return
        if of_today.exists():
            raise ValidationError(enough, code="enough_today", params={"most": most})
        counts.update_or_create(user=user, defaults={"day": today, "count": 1})


class PhotosSent(SentInADay):
    pass


def count_one(user):
    """Count one more photograph sent by this person today. Raises ValidationError."""
    enough = _("Vous avez envoyé %(most)d photos aujourd’hui. Continuez demain.")
    PhotosSent.count_one(user, MOST_IN_A_DAY, enough)
