"""Refusals of an operation: sentences, in the language of whoever types the command."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from kairouan.common.languages import BASE_LANGUAGE, BY_CODE


class OperationRefused(Exception):
    """The operation was not done, and left nothing behind: its text says why, and what
    to do.
    """


def operator_language() -> str:
    """Code of the language of the terminal (LC_ALL, LC_MESSAGES, LANG, in that order),
    where the portal has it; else the base language.
    """
    said = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    code = said[:2].lower()
    return code if code in BY_CODE else BASE_LANGUAGE.code


class OperatorCommand(BaseCommand):
    """Command that answers in the language of the terminal, and whose refusals are
    sentences.
    """

    def execute(self, *args, **options):
        with translation.override(operator_language()):
            try:
                return super().execute(*args, **options)
            except OperationRefused as refusal:
                raise CommandError(str(refusal)) from refusal
