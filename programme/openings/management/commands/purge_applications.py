"""Forget the applications that have been kept long enough."""

from enquiries.purging import PurgeCommand
from programme.openings.models import Application


class Command(PurgeCommand):
    sent, name = Application.objects.all(), "applications"
    help = (
        "Delete the applications whose day of purge has passed, with their files, and forget "
        "where those of yesterday came from. "
        "Says how many; does it with --apply. `prepare` runs it at each deployment; run it every "
        "day beside."
    )
