from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry

from .notice_kinds import KEPT, NAMED, PORTRAIT_SENT


class ArtisansConfig(AppConfig):
    name = "artisans"
    verbose_name = _("Artisans et familles")
    notice_kinds = (KEPT, NAMED, PORTRAIT_SENT)
    sections = [
        # and the key, which stands inside
        Entry(_("Techniques"), "artisans:technique_list", ("artisans:",), rank=20),
        Entry(_("Familles"), "artisans:family_list", ("artisans:family",), rank=30),
    ]
