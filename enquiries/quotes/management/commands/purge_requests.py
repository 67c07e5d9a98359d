"""Forget the requests for quotation that have been kept long enough."""

from enquiries.purging import PurgeCommand
from enquiries.quotes.models import QuoteRequest


class Command(PurgeCommand):
    sent, name = QuoteRequest.objects.all(), "requests"
    help = (
        "Delete the requests for quotation whose day of purge has passed, with their parts, their "
        "exchange and their picture, and forget where those of yesterday came from. "
        "Says how many; does it with --apply. `prepare` runs it at each deployment; run it every "
        "day beside."
    )
