"""List what the desk says goes with a deleted record: records, not the rows of the
database that only tie two of them.
"""

from django.apps import apps
from django.contrib import admin
from django.utils.text import capfirst


class SaysWhatGoes(admin.ModelAdmin):
    """For an admin whose records have links to several others: Django would name each
    link in English, "Group_permissions object (1)".
    """

    def get_deleted_objects(self, objs, request):
        named, counted, *rest = super().get_deleted_objects(objs, request)
        links = [
            model._meta
            for model in apps.get_models(include_auto_created=True)
            if model._meta.auto_created
        ]
        alone = tuple(f"{capfirst(link.verbose_name)}: " for link in links)
        plural = {link.verbose_name_plural for link in links}
        return (
            names_without(named, alone),
            {kind: count for kind, count in counted.items() if kind not in plural},
            *rest,
        )


def names_without(named: list, starts: tuple[str, ...]) -> list:
    """The names, and the lists of names below them, but for those that start so."""
    kept = [names_without(each, starts) if isinstance(each, list) else each for each in named]
    return [
        each
        for each in kept
        if each != [] and not (isinstance(each, str) and each.startswith(starts))
    ]
