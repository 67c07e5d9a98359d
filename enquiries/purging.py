"""The command that deletes what people sent, once it has been kept long enough."""

from django.core.management.base import BaseCommand

from .models import SentQuerySet


class PurgeCommand(BaseCommand):
    """Delete the records whose day of purge has passed; forget the senders of others,
    a day after. A dry run without `--apply`.
    """

    sent: SentQuerySet  # every record of the kind
    name: str  # of the records, in what the command says

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="do it")

    def handle(self, *args, **options):
        due = self.sent.all().due_for_purge()
        count = due.count()
        if not options["apply"]:
            self.stdout.write(f"{count} {self.name} are due. Nothing deleted: add --apply.")
            return
        due.delete()
        forgotten = self.sent.all().forget_senders()
        self.stdout.write(f"{count} {self.name} deleted, the senders of {forgotten} forgotten.")
