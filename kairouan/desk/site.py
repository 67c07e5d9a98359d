"""The officers' admin site: apps that stand inside another share its heading.

An AppConfig may name another app as its `desk_group`: its records then stand under that
app's heading on the desk, and have the rights that the desk's roles have there.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib import admin


def group_of(label: str) -> AppConfig:
    """Find the app under whose heading the records of an app stand on the desk."""
    config = apps.get_app_config(label)
    return apps.get_app_config(getattr(config, "desk_group", label))


class DeskSite(admin.AdminSite):
    def get_app_list(self, request, app_label=None):
        """List the groups of records that this officer may open, in the order of their
        names; only that of `app_label` if it is given.
        """
        groups: dict[str, Any] = {}
        for app in super().get_app_list(request):
            group = group_of(app["app_label"])
            if group.label in groups:
                groups[group.label]["models"] += app["models"]
            else:
                groups[group.label] = app | {"name": group.verbose_name}
        for group in groups.values():
            group["models"].sort(key=lambda model: model["name"])
        if app_label:
            wanted = group_of(app_label).label
            return [groups[wanted]] if wanted in groups else []
        return sorted(groups.values(), key=lambda group: str(group["name"]).lower())
