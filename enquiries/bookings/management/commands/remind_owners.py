"""Remind the owners of pots that a year has passed."""

from django.core.management.base import BaseCommand

from enquiries.bookings.reminding import due_for_reminder, remind_owners


class Command(BaseCommand):
    help = (
        "Write once to each owner who asked for it, a year after their pots were given back. Who "
        "left no e-mail is on the list of the workshop, which calls. "
        "The worker does it every day too. Says how many would be, without doing it, with "
        "--dry-run."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say how many, do nothing")

    def handle(self, *args, **options):
        if options["dry_run"]:
            due = due_for_reminder()
            written, called = due.exclude(email="").count(), due.filter(email="").count()
            self.stdout.write(
                f"{written} owners are due by e-mail, {called} to be called. Nobody was reminded."
            )
            return
        self.stdout.write(f"{remind_owners()} owners reminded.")
