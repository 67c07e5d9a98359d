"""Load the demonstration data."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import artisans.demo
import artisans.identification.demo
import enquiries.bookings.demo
import enquiries.demo
import enquiries.quotes.demo
import kairouan.accounts.demo
import kairouan.portal.demo
import kairouan.portal.demo.shared
import products.demo
import programme.demo
import programme.openings.demo
import programme.results.demo
import workshops.demo
from kairouan.demonstration import WrongDemonstration, records_without_key
from kairouan.review.history import revision

FROM_THE_GROUND_UP = [
    kairouan.accounts.demo,
    kairouan.portal.demo.shared,
    artisans.demo,
    artisans.identification.demo,
    workshops.demo,
    products.demo,
    enquiries.demo,
    enquiries.quotes.demo,
    enquiries.bookings.demo,
    programme.demo,
    programme.openings.demo,
    programme.results.demo,
    kairouan.portal.demo,
]


class Command(BaseCommand):
    help = (
        "Load the demonstration data: invented families, workshops, pieces, actions and pages, "
        "each marked as such. Can be run again. "
        "Refuses an installation that is not a demonstration (KAIROUAN_DEMONSTRATION), and a "
        "database that holds any other record."
    )

    def handle(self, *args, **options):
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This installation is not a demonstration. Set KAIROUAN_DEMONSTRATION=1 to load "
                "invented data into it."
            )
        if real := records_without_key():
            found = ", ".join(f"{name}: {count}" for name, count in real.items())
            raise CommandError(
                f"This database holds records that are not demonstration data ({found}). "
                f"Nothing was loaded."
            )
        try:
            with transaction.atomic(), revision(reason="load_demo"):
                for app in FROM_THE_GROUND_UP:
                    app.load()
        except WrongDemonstration as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS("Demonstration data loaded."))
