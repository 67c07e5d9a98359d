"""Ask the portal by its public address."""

from django.conf import settings
from django.utils.translation import gettext as _

from kairouan.operations.front import asks_at, problems_in_front
from kairouan.operations.refusals import OperationRefused, OperatorCommand


class Command(OperatorCommand):
    help = (
        "Ask the portal by its public address, and say what is wrong with the web server in front: "
        "a header that it lets through, a page in clear. Writes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--address",
            default=settings.PORTAL_ADDRESS,
            help="default: KAIROUAN_ADDRESS, or the first of KAIROUAN_HOSTS",
        )

    def handle(self, *args, address, **options):
        if found := list(problems_in_front(asks_at(address))):
            raise OperationRefused("\n".join(found))
        self.stdout.write(
            _("Le serveur de devant est bien réglé : %(address)s") % {"address": address}
        )
