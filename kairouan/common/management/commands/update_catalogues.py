"""Bring the catalogues up to date."""

from django.core.management.base import BaseCommand, CommandError

from kairouan.common import catalogues
from kairouan.common.languages import BASE_LANGUAGE, other_languages


class Command(BaseCommand):
    help = (
        "Extract the strings of the sources into locale/. Needs GNU gettext (apt-get install "
        "gettext). Then translate what is new."
    )
    requires_system_checks = []

    def handle(self, *args, **options):
        if not catalogues.has_gettext():
            raise CommandError("GNU gettext is missing: apt-get install gettext")
        catalogues.update()
        for code in other_languages(BASE_LANGUAGE.code):
            for line in catalogues.problems(code):
                self.stdout.write(line)
