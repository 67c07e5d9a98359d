"""Addresses that answer with each error, for its page to be read."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from kairouan.urls import handler400, handler403, handler404, handler500  # noqa: F401
from kairouan.urls import urlpatterns as real


def bad(request):
    raise SuspiciousOperation


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [
    path("fails/400/", bad),
    path("fails/403/", forbidden),
    path("fails/500/", broken),
    *real,
]
