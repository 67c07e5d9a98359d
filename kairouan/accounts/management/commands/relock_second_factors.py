"""Lock the secrets of second factors with the secret key of today."""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kairouan.accounts.second_factor.rule import LOCKED, vault


class Command(BaseCommand):
    help = (
        "Lock the secrets of the officers' second factors with KAIROUAN_SECRET_KEY, those that a key "
        "of KAIROUAN_FORMER_KEYS still opens. Afterwards the former key can be taken away."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        relocked = 0
        for factor in Authenticator.objects.select_for_update().order_by("pk"):
            names = [name for name in LOCKED if name in factor.data]
            try:
                for name in names:
                    factor.data[name] = vault().rotate(factor.data[name].encode()).decode()
            except InvalidToken as error:
                raise CommandError(
                    f"The second factor {factor.pk} opens with none of the keys. Nothing was written. "
                    "Name its key in KAIROUAN_FORMER_KEYS, or forget it: reset_second_factor."
                ) from error
            if names:
                factor.save(update_fields=["data"])
                relocked += 1
        self.stdout.write(f"{relocked} second factors are locked with the key of today.")
