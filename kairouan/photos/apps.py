from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhotosConfig(AppConfig):
    name = "kairouan.photos"
    label = "photos"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
