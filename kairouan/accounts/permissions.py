"""Permissions in the reader's language: Django names them in English, and with the name
a record has in the sources.
"""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "view": _("consulter"),
    "add": _("ajouter"),
    "change": _("modifier"),
    "delete": _("supprimer"),
}


def permissions_of_the_desk() -> QuerySet[Permission]:
    """Offer the permissions that may be given: the apps whose records are on the desk,
    not the tables of the libraries.
    """
    labels = {model._meta.app_label for model in admin.site._registry}
    return Permission.objects.filter(content_type__app_label__in=labels).select_related(
        "content_type"
    )


def permission_text(permission: Permission) -> str:
    """ "Ateliers · moyen de contact · modifier"."""
    kind = permission.content_type
    action = ACTIONS.get(
        permission.codename.removesuffix(f"_{kind.model}"), gettext(permission.name)
    )
    return " · ".join(
        str(part)
        for part in (apps.get_app_config(kind.app_label).verbose_name, capfirst(kind.name), action)
    )


class PermissionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, permission):
        return permission_text(permission)


class ChoosesPermissions(admin.options.BaseModelAdmin):
    """For the admin of what holds permissions: they are chosen, and read, in words."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.remote_field.model is Permission:
            kwargs |= {"form_class": PermissionsField, "queryset": permissions_of_the_desk()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def listed(self, permissions) -> str:
        return (
            format_html_join(
                "",
                "{}<br>",
                ((permission_text(each),) for each in permissions.select_related("content_type")),
            )
            or "—"
        )
