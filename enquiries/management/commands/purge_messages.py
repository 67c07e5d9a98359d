"""Forget what has been kept long enough."""

from django.core.management.base import BaseCommand

from enquiries.models import Message


class Command(BaseCommand):
    help = (
        "Delete the messages whose day of purge has passed, and forget where those of yesterday "
        "came from. Says how many; does it with --apply. "
        "`prepare` runs it at each deployment; run it every day beside."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="do it")

    def handle(self, *args, **options):
        due = Message.objects.due_for_purge()
        if not options["apply"]:
            self.stdout.write(f"{due.count()} messages are due. Nothing deleted: add --apply.")
            return
        self.stdout.write(
            f"{due.delete()[0]} messages deleted, the senders of "
            f"{Message.objects.all().forget_senders()} forgotten."
        )
