from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("Ateliers")
    sections = [
        Entry(_("Ateliers"), "workshops:list", ("workshops:list", "workshops:detail"), rank=40)
    ]
    menu = [Entry(_("Visiter les ateliers"), "workshops:walk", ("workshops:walk",), rank=10)]
    space_entries = [
        Entry(_("Mon atelier"), "space:workshop_list", ("space:workshop_",), rank=30, icon="hammer")
    ]
