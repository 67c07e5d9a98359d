from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry


class EnquiriesConfig(AppConfig):
    name = "enquiries"
    verbose_name = _("Courrier")
    menu = [Entry(_("Écrire au cluster"), "enquiries:contact", ("enquiries:contact",), rank=30)]
