"""Bring a backup back."""

from pathlib import Path

from kairouan.operations.refusals import OperatorCommand
from kairouan.operations.reports import checked_lines, restored_lines
from kairouan.operations.restoring import read_back, restore


class Command(OperatorCommand):
    help = (
        "Bring an archive of `backup` back into an empty database and empty folders. "
        "Refuses a place that holds anything, an archive that was altered, and one of a later version. "
        "Afterwards: manage.py prepare, then start the portal."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path)
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="the private key of an encrypted archive"
        )
        parser.add_argument(
            "--other-secret",
            action="store_true",
            help="the secret of then is lost: officers set their second factor up again "
            "(manage.py reset_second_factor)",
        )
        parser.add_argument(
            "--check", action="store_true", help="read the archive to its end, and write nothing"
        )

    def handle(self, *args, archive, identity, other_secret, check, **options):
        if check:
            manifest, _identities = read_back(archive, identity, other_secret)
            lines = checked_lines(manifest)
        else:
            lines = restored_lines(restore(archive, identity, other_secret))
        for line in lines:
            self.stdout.write(line)
