"""Forget what has been kept long enough."""

from enquiries.models import Message
from enquiries.purging import PurgeCommand


class Command(PurgeCommand):
    sent, name = Message.objects.all(), "messages"
    help = (
        "Delete the messages whose day of purge has passed, and forget where those of yesterday "
        "came from. Says how many; does it with --apply. "
        "`prepare` runs it at each deployment; run it every day beside."
    )
