"""Messages to the reader, read only where a page shows or leaves one."""

from functools import partial

from django.conf import settings
from django.contrib.messages import middleware
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.utils.functional import SimpleLazyObject, empty


class MessageMiddleware(middleware.MessageMiddleware):
    """Django's own, but for its two stores, made when they are first asked for: a
    public page, which asks for none, does not pay for them.
    """

    def process_request(self, request):
        request._messages = SimpleLazyObject(partial(default_storage, request))

    def process_response(self, request, response):
        store = getattr(request, "_messages", None)
        if isinstance(store, SimpleLazyObject) and store._wrapped is empty:
            return response
        return super().process_response(request, response)


class CookieStore(CookieStorage):
    """Django's own, under a name that no other host can write."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Stores(FallbackStorage):
    storage_classes = (CookieStore, SessionStorage)
