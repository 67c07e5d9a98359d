"""Forget what has been kept long enough."""

from django.core.management.base import BaseCommand

from enquiries.models import Message


class Command(BaseCommand):
    help = "Delete the messages whose day of purge has passed. Says how many; deletes them with --apply. Run it every day."

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="delete them")

    def handle(self, *args, **options):
        due = Message.objects.due_for_purge()
        if options["apply"]:
            self.stdout.write(f"{due.delete()[0]} messages deleted.")
        else:
            self.stdout.write(f"{due.count()} messages are due. Nothing deleted: add --apply.")
