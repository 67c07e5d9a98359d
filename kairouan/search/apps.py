from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "kairouan.search"
    label = "search"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
