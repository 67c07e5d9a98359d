"""Generate products to measure the portal by."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from products.generate import clear, generate, generate_techniques


class Command(BaseCommand):
    help = (
        "Generate this many pieces, with workshops in proportion, to measure the portal by: the "
        "same ones every time, marked as demonstration "
        "data. 0 takes them all away. Says what it would do; does it with --apply."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int)
        parser.add_argument(
            "--techniques",
            type=int,
            default=0,
            metavar="NUMBER",
            help="bring the published techniques to this number, too",
        )
        parser.add_argument("--apply", action="store_true", help="change the database")

    def handle(self, *args, number, techniques, apply, **options):
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This installation is not a demonstration. Set KAIROUAN_DEMONSTRATION=1 to "
                "generate invented pieces in it."
            )
        if number < 0 or techniques < 0:
            raise CommandError("The number of pieces is 0 or more.")
        if not apply:
            also = f", the techniques to {techniques}" if techniques else ""
            self.stdout.write(
                f"Would bring the generated pieces to {number}{also}. Nothing was changed: add "
                "--apply."
            )
            return
        with transaction.atomic():
            if number == 0:
                self.stdout.write(f"{clear()} generated pieces taken away.")
            else:
                self.stdout.write(f"{generate(number)} pieces generated; there are {number}.")
                if techniques:
                    made = generate_techniques(techniques)
                    self.stdout.write(f"{techniques} techniques, of which {made} are generated.")
