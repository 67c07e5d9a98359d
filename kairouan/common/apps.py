from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .statistics import refresh_statistics
from .work.duties import A_DAY, perform_every


class CommonConfig(AppConfig):
    name = "kairouan.common"
    label = "common"
    verbose_name = _("Textes et recherche")

    def ready(self):
        perform_every(A_DAY, refresh_statistics)
