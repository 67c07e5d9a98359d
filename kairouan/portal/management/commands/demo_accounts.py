"""Print the accounts of the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand

from kairouan.accounts.demo import ACCOUNTS, PASSWORD, SHOWS, entrance_of, identity_of, invitation_link, is_invited


class Command(BaseCommand):
    help = (
        "Print the demonstration accounts, one in each state, with their password, and a new link for who is invited. "
        "Prints nothing where the installation is not a demonstration."
    )

    def handle(self, *args, **options):
        if not settings.DEMONSTRATION:
            return
        self.stdout.write(f"  The password of all: {PASSWORD}")
        for account in ACCOUNTS:
            entrance = invitation_link(account) if is_invited(account) else entrance_of(account)
            self.stdout.write(f"  {identity_of(account):<20} {entrance:<12} {SHOWS[account['key']]}")
