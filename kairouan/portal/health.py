"""Is the portal alive, and is it ready to serve?

For the machine that watches it; says nothing about its contents.
"""

import datetime
import tempfile

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kairouan.common.work.outbox import OutgoingMessage
from kairouan.common.work.tasks import Work
from kairouan.common.work.workers import Worker

PATIENCE = datetime.timedelta(minutes=1)  # with a queue in which nothing moves


@require_safe
@never_cache
def live(request):
    """The process answers."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request):
    """Each check by name: 200 when all hold, else 503."""
    checks = {name: check() for name, check in CHECKS.items()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def database_is_current() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def photos_can_be_written() -> bool:
    try:
        if isinstance(default_storage, FileSystemStorage):
            with tempfile.TemporaryFile(dir=default_storage.location) as file:
                file.write(b"written")  # a full disk takes a file, and nothing in it
                file.flush()
                return True
        default_storage.exists("health")  # that the bucket answers
    except OSError:
        return False
    return True


def work_moves() -> bool:
    """No message and no task waits while nothing moves, and the workers have not all
    fallen silent. A long queue that moves is well.
    """
    try:
        still = (
            OutgoingMessage.objects.stand_still(PATIENCE)
            or Work.objects.stand_still(PATIENCE)
            or Worker.objects.all_are_silent(PATIENCE)
        )
    except DatabaseError:
        return False
    return not still


CHECKS = {
    "database": database_is_current,
    "photographs": photos_can_be_written,
    "tasks": work_moves,
}
