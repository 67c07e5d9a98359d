"""Check the catalogues."""

from django.core.management.base import BaseCommand, CommandError

from kairouan.common import catalogues
from kairouan.common.languages import CODES


class Command(BaseCommand):
    help = (
        "Fail when a catalogue is not current, complete, true to its placeholders and plural "
        "forms, and in the words of the glossary. Needs GNU gettext."
    )
    requires_system_checks = []

    def handle(self, *args, **options):
        if not catalogues.has_gettext():
            raise CommandError("GNU gettext is missing: apt-get install gettext")
        found = [
            *catalogues.stale(),
            *(line for code in CODES for line in catalogues.problems(code)),
        ]
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} problems in the catalogues.")
        self.stdout.write("The catalogues are current and complete.")
