from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class DeskAdminConfig(admin_apps.AdminConfig):
    default = False  # the room's own configuration is the one below
    default_site = "kairouan.desk.site.DeskSite"


class DeskConfig(AppConfig):
    name = "kairouan.desk"
    label = "desk"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
