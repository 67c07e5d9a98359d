"""Django's `makemigrations`: the words of a model are no part of the database."""

from django.core.management.commands import makemigrations

from kairouan.common.management.autodetector import WordlessAutodetector


class Command(makemigrations.Command):
    autodetector = WordlessAutodetector
