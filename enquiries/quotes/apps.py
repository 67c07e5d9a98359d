from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry
from kairouan.common.work.duties import A_DAY, perform_every

from .notice_kinds import ACCEPTED, ASKED, REPLIED


class QuotesConfig(AppConfig):
    name = "enquiries.quotes"
    label = "quotes"
    verbose_name = _("Demandes de prix")
    desk_group = "enquiries"
    menu = [
        Entry(_("Demande de prix"), "quotes:list", ("quotes:",), rank=5, is_wide=True),
    ]
    space_entries = [
        Entry(_("Demandes"), "space:request_list", ("space:request",), rank=15, icon="email")
    ]
    notice_kinds = (ASKED, REPLIED, ACCEPTED)

    def ready(self):
        from . import reminding

        perform_every(A_DAY, reminding.remind_workshops)
