"""Bring the catalogues up to date."""

from django.core.management.base import BaseCommand, CommandError

from kairouan.common import catalogues


class Command(BaseCommand):
    help = (
        "Extract the strings of the sources into locale/. Needs GNU gettext (apt-get install "
        "gettext). Then translate what is new in locale/ar."
    )
    requires_system_checks = []

    def handle(self, *args, **options):
        if not catalogues.has_gettext():
            raise CommandError("GNU gettext is missing: apt-get install gettext")
        catalogues.update()
        for line in catalogues.problems("ar"):
            self.stdout.write(line)
