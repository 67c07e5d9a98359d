from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.work.duties import A_MINUTE, perform_every


class ResultsConfig(AppConfig):
    name = "programme.results"
    label = "results"
    verbose_name = _("Programme")
    desk_group = "programme"

    def ready(self):
        from .publishing import publish_if_changed

        perform_every(A_MINUTE, publish_if_changed)
