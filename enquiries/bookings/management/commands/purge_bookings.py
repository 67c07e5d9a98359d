"""Forget the bookings that have been kept long enough."""

from django.core.management.base import BaseCommand

from enquiries.bookings.models import Booking


class Command(BaseCommand):
    help = (
        "Delete the bookings of re-tinning whose day of purge has passed, with their pots, and "
        "forget where those of yesterday came from. Says how many; does it with --apply. "
        "`prepare` runs it at each deployment; run it every day beside."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="do it")

    def handle(self, *args, **options):
        due = Booking.objects.due_for_purge()
        count = due.count()
        if not options["apply"]:
            self.stdout.write(f"{count} bookings are due. Nothing deleted: add --apply.")
            return
        due.delete()
        self.stdout.write(
            f"{count} bookings deleted, the senders of "
            f"{Booking.objects.all().forget_senders()} forgotten."
        )
