from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SoundsConfig(AppConfig):
    name = "kairouan.sounds"
    label = "sounds"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
