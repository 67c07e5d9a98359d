"""Back the portal up."""

from pathlib import Path

from django.conf import settings

from kairouan.operations.backing_up import back_up
from kairouan.operations.refusals import OperatorCommand
from kairouan.operations.reports import backup_lines, forgotten_lines
from kairouan.operations.retention import Retention, forget_old_archives


class Command(OperatorCommand):
    help = (
        "Write the database and every file into one archive, encrypted when a public key is given, "
        "read it back, then delete the old ones that are not to be kept. "
        "The portal may serve meanwhile. Nothing is deleted unless one of the --keep options is given."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.BACKUPS_DIR,
            help="the folder of the archives (default: KAIROUAN_BACKUPS)",
        )
        parser.add_argument(
            "--key",
            action="append",
            dest="keys",
            metavar="age1…",
            help="a public key of age; may be given again (default: KAIROUAN_BACKUP_KEYS)",
        )
        for period in Retention._fields:
            parser.add_argument(
                f"--keep-{period}",
                type=int,
                default=0,
                metavar="N",
                help=f"keep the latest of each of the last N {period} periods that have one",
            )

    def handle(self, *args, to, keys, **options):
        made = back_up(to, settings.BACKUP_KEYS if keys is None else keys)
        for line in backup_lines(made):
            self.stdout.write(line)
        retention = Retention(*(options[f"keep_{period}"] for period in Retention._fields))
        if any(retention):
            for line in forgotten_lines(forget_old_archives(to, retention)):
                self.stdout.write(line)
