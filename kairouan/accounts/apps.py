from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry


class AccountsConfig(AppConfig):
    name = "kairouan.accounts"
    label = "accounts"
    verbose_name = _("Comptes")
    space_entries = [Entry(_("Compte"), "account", ("account",), rank=40, icon="person")]
