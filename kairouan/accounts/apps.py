from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "kairouan.accounts"
    label = "accounts"
    verbose_name = _("Comptes")

    def ready(self):
        import_module(f"{self.name}.access_log").connect()
