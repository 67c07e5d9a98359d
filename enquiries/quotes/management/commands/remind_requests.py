"""Remind the workshops that have not answered."""

from django.core.management.base import BaseCommand

from enquiries.quotes.reminding import due_for_reminder, remind_workshops


class Command(BaseCommand):
    help = (
        "Remind each workshop once, after three days, of a request for quotation that it has not "
        "answered: a message with a new private link. "
        "The worker does it every day too. Says how many would be, without doing it, with "
        "--dry-run."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say how many, do nothing")

    def handle(self, *args, **options):
        if options["dry_run"]:
            self.stdout.write(f"{due_for_reminder().count()} parts are due. Nobody was reminded.")
            return
        self.stdout.write(f"{remind_workshops()} workshops reminded.")
