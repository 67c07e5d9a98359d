from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry

from .notice_kinds import CALLED_OFF, CONFIRMED, PLACE, WAITING


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programme")
    sections = [Entry(_("Le programme"), "programme:home", ("programme:",), rank=50)]
    notice_kinds = (CALLED_OFF, CONFIRMED, PLACE, WAITING)
