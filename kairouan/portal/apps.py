from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "kairouan.portal"
    label = "portal"
    verbose_name = _("Portail")

    def ready(self):
        import_module(f"{self.name}.roles").connect()  # it names models: they are not there before
