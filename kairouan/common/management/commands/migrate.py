"""Django's `migrate`, for which the words of a model are no part of the database."""

from django.core.management.commands import migrate

from kairouan.common.autodetector import WordlessAutodetector


class Command(migrate.Command):
    autodetector = WordlessAutodetector
