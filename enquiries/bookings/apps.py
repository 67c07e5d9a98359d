from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Under
from kairouan.common.work.duties import A_DAY, perform_every

from .notice_kinds import BOOKED, CALLED_OFF


class BookingsConfig(AppConfig):
    name = "enquiries.bookings"
    label = "bookings"
    verbose_name = _("Rétamage")
    desk_group = "enquiries"
    space_entries = [Under("space:workshop_list", ("space:booking", "space:tin"))]
    notice_kinds = (BOOKED, CALLED_OFF)

    def ready(self):
        from . import reminding

        perform_every(A_DAY, reminding.remind_owners)
