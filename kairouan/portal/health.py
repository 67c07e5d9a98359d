"""Is the portal alive, and is it ready to serve? For the machine that watches it; says nothing about its contents."""

import datetime
import tempfile

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

LONGEST_WAIT = datetime.timedelta(minutes=15)  # of a task, before the worker is taken to be down


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


def photographs_can_be_written() -> bool:
    try:
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT):
            return True
    except OSError:
        return False


def tasks_are_done() -> bool:
    """No task has waited longer than a quarter of an hour."""
    try:
        return not DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - LONGEST_WAIT).exists()
    except DatabaseError:
        return False


CHECKS = {"database": database_is_current, "photographs": photographs_can_be_written, "tasks": tasks_are_done}
