"""Print the accounts of the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand

from kairouan.accounts.demo import ACCOUNTS, PASSWORD, entrance_of, identity_of


class Command(BaseCommand):
    help = "Print the demonstration accounts and their password. Prints nothing where the installation is not a demonstration."

    def handle(self, *args, **options):
        if not settings.DEMONSTRATION:
            return
        for account in ACCOUNTS:
            self.stdout.write(f"  {identity_of(account):<22} {PASSWORD:<20} {entrance_of(account)}")
