from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programme")
    sections = [Entry(_("Le programme"), "programme:home", ("programme:",), rank=50)]
