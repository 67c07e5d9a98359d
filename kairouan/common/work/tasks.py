"""The task queue, over django-tasks-db: its worker made to outlive a locked database,
its tasks to outlive their worker.

The one module that rests on the insides of that library (`Worker.run`,
`Worker.run_task`, the columns of `DBTaskResult`).
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import DatabaseError, connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from .workers import SILENT_AFTER, Worker

MOST_STARTS = 3  # a task that has ended its worker so often is not started a fourth time by itself
LONGEST_TASK = timedelta(minutes=15)
SECOND_WIND = timedelta(seconds=30)  # before a task that met a locked database is tried again
DONE_KEPT_FOR = timedelta(days=1)
FAILED_KEPT_FOR = timedelta(days=14)
TIDIES_EVERY = 60  # seconds
ENDED_WITH_WORKER = "kairouan.common.work.tasks.WorkerEnded"
DATABASE_FAULTS = ("django.db.utils.OperationalError", "django.db.utils.InterfaceError")

logger = logging.getLogger(__name__)


class WorkQuerySet(DBTaskResultQuerySet):
    def shown(self) -> Self:
        """Narrow to those that an officer sees to: those that are not done."""
        return self.exclude(status=TaskResultStatus.SUCCESSFUL)

    def waiting(self) -> Self:
        return self.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))

    def stopped(self):
        return self.failed()

    def stand_still(self, patience: timedelta) -> bool:
        """Tell whether one waits, and none has begun or ended for longer than this; or
        one is in the hands of a dead worker.
        """
        long_ago = timezone.now() - patience
        alive = set(Worker.objects.alive().values_list("name", flat=True))
        in_hand = [
            task for task in self.running() if task.worker_ids and task.worker_ids[-1] in alive
        ]
        orphans = [
            task for task in self.running().filter(started_at__lt=long_ago) if task not in in_hand
        ]
        if orphans:
            return True
        if not self.ready().filter(enqueued_at__lt=long_ago).exists():
            return False
        moved = models.Q(started_at__gte=long_ago) | models.Q(finished_at__gte=long_ago)
        at_it = any(task.started_at > timezone.now() - LONGEST_TASK for task in in_hand)
        return not at_it and not self.filter(moved).exists()

    def try_again(self) -> int:
        """Start each anew, as if for the first time."""
        return self.stopped().update(**AFRESH, worker_ids=[], run_after=get_date_max())

    def withdraw(self, task, asked_before: datetime) -> int:
        """Take those of this task off the queue that were asked for before then and
        have not begun: another way has done them all.
        """
        return (
            self.ready()
            .filter(task_path=task.module_path, enqueued_at__lt=asked_before)
            .delete()[0]
        )

    def tidy(self):
        now = timezone.now()
        self.successful().filter(finished_at__lt=now - DONE_KEPT_FOR).delete()
        self.failed().filter(finished_at__lt=now - FAILED_KEPT_FOR).delete()


AFRESH = {
    "status": TaskResultStatus.READY,
    "started_at": None,
    "finished_at": None,
    "exception_class_path": "",
    "traceback": "",
}


class Work(DBTaskResult):
    """A task of the queue, as officers see it."""

    objects: ClassVar = WorkQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("travail de fond")
        verbose_name_plural = _("travaux de fond")
        default_permissions = ("view", "change")

    def __str__(self):
        return self.task_name


def take_up_own(name: str):
    """Take up what the worker of this name had in hand when it ended: its successor
    knows that it has.
    """
    put_back([task for task in Work.objects.running() if task.worker_ids[-1:] == [name]])


def take_up_from_the_silent():
    """Take up what workers not heard for long have in hand, wherever they ran."""
    alive = set(Worker.objects.alive().values_list("name", flat=True))
    begun = Work.objects.running().filter(started_at__lt=timezone.now() - SILENT_AFTER)
    put_back([task for task in begun if not alive & set(task.worker_ids[-1:])])


def put_back(orphans: Iterable[DBTaskResult]):
    for task in orphans:
        same = Work.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < MOST_STARTS:
            same.update(**AFRESH)
        else:
            same.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path=ENDED_WITH_WORKER,
                traceback="",
            )
            logger.error(
                "task %s (%s) ended its worker %s times: not started again",
                task.pk,
                task.task_name,
                MOST_STARTS,
            )


class TaskWorker(LibraryWorker):
    """Run tasks one after the other.

    No lock and no lost connection ends it: it waits, and goes on.
    """

    def __init__(self, name: str):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
        )
        self.tidied_at = 0.0

    def run_on(self):
        while self.running:
            try:
                take_up_own(self.worker_id)
                self.run()
            except DatabaseError as error:
                logger.warning(
                    "the database does not answer (%s): tried again", type(error).__name__
                )
                connection.close()
                time.sleep(1)

    def run_task(self, db_task_result):
        super().run_task(db_task_result)
        if (
            db_task_result.exception_class_path in DATABASE_FAULTS
            and len(db_task_result.worker_ids) < MOST_STARTS
        ):
            failed = Work.objects.failed().filter(pk=db_task_result.pk)
            failed.update(**AFRESH, run_after=timezone.now() + SECOND_WIND)
        if time.monotonic() - self.tidied_at > TIDIES_EVERY:
            Work.objects.tidy()
            self.tidied_at = time.monotonic()
