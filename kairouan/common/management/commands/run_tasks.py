"""The worker that runs tasks: photographs made smaller, lists read. It has duties
besides.

`manage.py work` starts it, and starts it again.
"""

from django.core.management.base import BaseCommand

from kairouan.common.work.duties import Duties
from kairouan.common.work.heartbeat import Heartbeat
from kairouan.common.work.supervisor import end_with_parent
from kairouan.common.work.tasks import TaskWorker


class Command(BaseCommand):
    help = (
        "Run the tasks that wait, until told to end (SIGTERM). Started and supervised by "
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
        worker = TaskWorker(name)
        worker.configure_signals()
        if parent:
            end_with_parent(parent)
        with Heartbeat(name), Duties():
            worker.run_on()
