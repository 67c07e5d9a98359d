from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpeningsConfig(AppConfig):
    name = "programme.openings"
    label = "openings"
    verbose_name = _("Programme")
    desk_group = "programme"
