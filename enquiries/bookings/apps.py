from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Under

from .notice_kinds import BOOKED, CALLED_OFF


class BookingsConfig(AppConfig):
    name = "enquiries.bookings"
    label = "bookings"
    verbose_name = _("Rétamage")
    desk_group = "enquiries"
    space_entries = [Under("space:workshop_list", ("space:booking", "space:tin"))]
    notice_kinds = (BOOKED, CALLED_OFF)
