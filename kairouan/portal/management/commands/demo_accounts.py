"""Print the accounts of the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand

from kairouan.accounts.demo import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Print the demonstration accounts and their password. Prints nothing where the installation is not a demonstration."

    def handle(self, *args, **options):
        if not settings.DEMONSTRATION:
            return
        for account in ACCOUNTS:
            self.stdout.write(f"  {account['email']:<22} {PASSWORD:<20} /{account['language']}/admin/")
