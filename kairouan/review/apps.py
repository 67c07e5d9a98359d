from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .notice_kinds import APPLIED, PUBLISHED, SENT_BACK


class ReviewConfig(AppConfig):
    name = "kairouan.review"
    label = "review"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
    notice_kinds = (PUBLISHED, APPLIED, SENT_BACK)
