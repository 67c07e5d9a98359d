"""Make the smaller files of every photograph that lacks them."""

import multiprocessing
import os

import django
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from kairouan.common.work.tasks import Work
from kairouan.photos.base import every_photo_model, make_variants


class Command(BaseCommand):
    help = (
        "Make the smaller files (AVIF, WebP, the crop to share) of every photograph that lacks "
        "some. The task worker makes them as photographs arrive; "
        "run this after restoring a backup without them, or when the worker was down: the tasks "
        "that waited for them are withdrawn. "
        "Safe to run at any time, and again."
    )

    def handle(self, *args, **options):
        begun_at = timezone.now()
        waiting = [
            (model._meta.label, photo.pk)
            for model in every_photo_model()
            for photo in model.objects.all()
            if photo.variants != photo.wanted_variants or photo.missing_files()
        ]
        made = 0
        if waiting:
            connections.close_all()  # each process opens its own
            # Encoding is all processor time: a process for each core. Spawned, for a
            # fork would share the database's file handles.
            with multiprocessing.get_context("spawn").Pool(
                min(os.cpu_count() or 1, len(waiting)), initializer=django.setup
            ) as pool:
                made = sum(pool.imap_unordered(make, waiting))
        Work.objects.withdraw(make_variants, asked_before=begun_at)
        self.stdout.write(f"{made} files made for {len(waiting)} photographs.")


def make(photo: tuple[str, int]) -> int:
    label, number = photo
    return apps.get_model(label).objects.get(pk=number).make_missing_variants()
