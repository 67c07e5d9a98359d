"""Forget the requests for quotation that have been kept long enough."""

from django.core.management.base import BaseCommand

from enquiries.quotes.models import QuoteRequest


class Command(BaseCommand):
    help = (
        "Delete the requests for quotation whose day of purge has passed, with their parts, their "
        "exchange and their picture, and forget where those of yesterday came from. "
        "Says how many; does it with --apply. `prepare` runs it at each deployment; run it every "
        "day beside."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="do it")

    def handle(self, *args, **options):
        due = QuoteRequest.objects.due_for_purge()
        count = due.count()
        if not options["apply"]:
            self.stdout.write(f"{count} requests are due. Nothing deleted: add --apply.")
            return
        due.delete()
        self.stdout.write(
            f"{count} requests deleted, the senders of "
            f"{QuoteRequest.objects.all().forget_senders()} forgotten."
        )
