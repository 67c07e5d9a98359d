"""Files that are never served: scans of consents, label documents."""

from django.core.files.storage import storages


def private_storage():
    """The storage named "private" in the settings.

    A callable, so that migrations do not write its place down.
    """
    return storages["private"]
