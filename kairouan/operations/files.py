"""Every file that the portal keeps: public photographs and recordings, private
documents, wherever the settings put them.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models

NOT_KEPT = {"staticfiles"}  # made again from the code


def kept_storages() -> dict[str, Storage]:
    """The storages by their names in the settings."""
    return {name: storages[name] for name in settings.STORAGES if name not in NOT_KEPT}


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """Name every file of a storage, folder by folder, in the order of their names."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept there
        return
    inside = f"{folder}/" if folder else ""
    yield from (f"{inside}{name}" for name in sorted(names) if name)
    for name in sorted(folders):
        yield from names_in(storage, f"{inside}{name}")


def file_columns() -> list[tuple[str, models.FileField]]:
    """The columns that name a file, each with the name of its storage."""
    return [
        (storage_name(field), field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField) and not model._meta.proxy
    ]


def storage_name(field: models.FileField) -> str:
    """Name the storage of a column: the one that it asks for by a callable, or the
    default one.
    """
    asked = field.deconstruct()[3].get("storage")
    storage = asked() if callable(asked) else asked
    return next((name for name, kept in kept_storages().items() if kept is storage), "default")
