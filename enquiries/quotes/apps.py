from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.work.duties import A_DAY, perform_every


class QuotesConfig(AppConfig):
    name = "enquiries.quotes"
    label = "quotes"
    verbose_name = _("Demandes de prix")
    desk_group = "enquiries"

    def ready(self):
        from . import reminding

        perform_every(A_DAY, reminding.remind_workshops)
