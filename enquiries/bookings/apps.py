from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .notice_kinds import BOOKED, CALLED_OFF


class BookingsConfig(AppConfig):
    name = "enquiries.bookings"
    label = "bookings"
    verbose_name = _("Rétamage")
    desk_group = "enquiries"
    notice_kinds = (BOOKED, CALLED_OFF)
