"""Print the accounts of the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand

from kairouan.accounts.demo import (
    ACCOUNTS,
    PASSWORD,
    SHOWS,
    current_code,
    entrance_of,
    identity_of,
    invitation_link,
    is_invited,
)


class Command(BaseCommand):
    help = (
        "Print the demonstration accounts, one in each state, with their password, the officers' "
        "secrets and codes, and a new link for who is invited. "
        "Prints nothing where the installation is not a demonstration."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--codes",
            action="store_true",
            help="only the second factor of the officers, at this moment",
        )

    def handle(self, *args, codes, **options):
        if not settings.DEMONSTRATION:
            return
        if not codes:
            self.print_accounts()
        self.stdout.write(
            "  An officer also shows a code, from any application of codes that has their secret "
            "(again: make codes):"
        )
        for account in ACCOUNTS:
            if "secret" in account:
                self.stdout.write(
                    f"  {identity_of(account):<20} secret {account['secret']}  code "
                    f"{current_code(account)}"
                )

    def print_accounts(self):
        self.stdout.write(f"  The password of all: {PASSWORD}")
        for account in ACCOUNTS:
            entrance = invitation_link(account) if is_invited(account) else entrance_of(account)
            self.stdout.write(
                f"  {identity_of(account):<20} {entrance:<12} {SHOWS[account['key']]}"
            )
