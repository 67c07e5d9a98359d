"""Forget the bookings that have been kept long enough."""

from enquiries.bookings.models import Booking
from enquiries.purging import PurgeCommand


class Command(PurgeCommand):
    sent, name = Booking.objects.all(), "bookings"
    help = (
        "Delete the bookings of re-tinning whose day of purge has passed, with their pots, and "
        "forget where those of yesterday came from. Says how many; does it with --apply. "
        "`prepare` runs it at each deployment; run it every day beside."
    )
