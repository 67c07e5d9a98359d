"""Forget the applications that have been kept long enough."""

from django.core.management.base import BaseCommand

from programme.openings.models import Application


class Command(BaseCommand):
    help = (
        "Delete the applications whose day of purge has passed, with their files, and forget "
        "where those of yesterday came from. "
        "Says how many; does it with --apply. `prepare` runs it at each deployment; run it every "
        "day beside."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="do it")

    def handle(self, *args, **options):
        due = Application.objects.due_for_purge()
        if not options["apply"]:
            self.stdout.write(f"{due.count()} applications are due. Nothing deleted: add --apply.")
            return
        deleted = due.delete()[0]
        self.stdout.write(
            f"{deleted} applications deleted, the senders of "
            f"{Application.objects.all().forget_senders()} forgotten."
        )
