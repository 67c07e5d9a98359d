from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("Ateliers")
    sections = [Entry(_("Ateliers"), "workshops:list", ("workshops:",), rank=40)]
    menu = [Entry(_("Visiter les ateliers"), "visit:walk", ("visit:",), rank=10)]
    space_entries = [
        Entry(_("Mon atelier"), "keeping:workshops", ("keeping:",), rank=30, icon="workshop")
    ]
