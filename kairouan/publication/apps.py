from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "kairouan.publication"
    label = "publication"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
