"""The worker that hands messages over.

`manage.py work` starts it, and starts it again.
"""

import signal

from django.core.management.base import BaseCommand

from kairouan.common.work.delivery import Delivery, patiently
from kairouan.common.work.heartbeat import Heartbeat
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.common.work.supervisor import end_with_parent


class Command(BaseCommand):
    help = (
        "Hand over the messages that wait, until told to end (SIGTERM). Started and supervised by "
        "`manage.py work` and by gunicorn."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--name",
            required=True,
            help="of this worker alone; its successor takes up what it leaves",
        )
        parser.add_argument("--parent", type=int, help="the process with which it ends")

    def handle(self, *args, name, parent, **options):
        delivery = Delivery(name)
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, delivery.stop)
        if parent:
            end_with_parent(parent)
        with Heartbeat(name):
            patiently(OutgoingMessage.objects.take_up_from, name)
            delivery.run()
