from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentificationConfig(AppConfig):
    name = "artisans.identification"
    label = "identification"
    verbose_name = _("Artisans et familles")
    desk_group = "artisans"
