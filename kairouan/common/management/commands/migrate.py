"""Django's `migrate`: the words of a model are no part of the database, and a former
database is put aside or refused.
"""

from django.core.management.commands import migrate

from kairouan.common.management.autodetector import WordlessAutodetector
from kairouan.common.management.former_database import put_aside


class Command(migrate.Command):
    autodetector = WordlessAutodetector

    def handle(self, *args, **options):
        if aside := put_aside(options["database"]):
            self.stdout.write(
                f"The demonstration of before November 2026 was put aside: {aside}. "
                "It is made again."
            )
        super().handle(*args, **options)
