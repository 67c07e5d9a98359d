"""Forget the second factor of an officer whom no administrator can help: the last one
of them.
"""

from django.core.management.base import BaseCommand, CommandError

from kairouan.accounts.models import User
from kairouan.accounts.second_factor.rule import must_show, reset


class Command(BaseCommand):
    help = (
        "Forget the second factor of an officer, known by their e-mail, and sign them out "
        "everywhere. They choose a new one when they come in."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, email, **options):
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None or not must_show(user):
            raise CommandError(f"No officer has the address {email}.")
        reset(user, by=None)
        self.stdout.write(f"{user}: the second factor is forgotten.")
