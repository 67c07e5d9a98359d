"""Compile the catalogues."""

from django.core.management.base import BaseCommand

from kairouan.common import catalogues


class Command(BaseCommand):
    help = (
        "Compile locale/*/LC_MESSAGES/*.po to .mo, without GNU gettext. Run at each deployment; "
        "the .mo files are not committed."
    )
    requires_system_checks = []

    def handle(self, *args, **options):
        catalogues.compile()
