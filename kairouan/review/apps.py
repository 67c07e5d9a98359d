from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "kairouan.review"
    label = "review"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
