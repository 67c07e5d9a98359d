"""Addresses that answer with each error, for its page to be read."""

import errno

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.urls import path

from kairouan.urls import handler400, handler403, handler404, handler500  # noqa: F401
from kairouan.urls import urlpatterns as real


def bad(request):
    raise SuspiciousOperation


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("on purpose")


def without_database(request):
    raise OperationalError("on purpose")


def without_disk(request):
    raise OSError(errno.ENOSPC, "on purpose")


urlpatterns = [
    path("fails/400/", bad),
    path("fails/403/", forbidden),
    path("fails/500/", broken),
    path("fails/database/", without_database),
    path("fails/disk/", without_disk),
    *real,
]
