"""The workers that live: each says so every few seconds (`heartbeat.py`)."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

SILENT_AFTER = timedelta(seconds=45)  # a worker that has not been heard for so long is dead


class WorkerQuerySet(models.QuerySet):
    def alive(self) -> Self:
        return self.filter(seen_at__gte=timezone.now() - SILENT_AFTER)

    def all_are_silent(self, patience: timedelta) -> bool:
        """Tell whether there were workers, none said goodbye, and none has been heard
        for longer than this.
        """
        seen_at = self.aggregate(last=models.Max("seen_at"))["last"]
        return seen_at is not None and seen_at < timezone.now() - patience


class Worker(models.Model):
    """A process that does background work, on this machine or another.

    One that ended in good order has no row.
    """

    name = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name
