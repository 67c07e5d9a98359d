import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kairouan.portal.copying.copier import SiteCopier, bytes_of, write_checksums
from kairouan.portal.copying.data import write_data


class Command(BaseCommand):
    help = (
        "Copy the public site, in its languages, as plain files that need no server: pages, "
        "photographs, a search, and the public records as data (data/datapackage.json). What a "
        "visitor may not read is not in it."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where to, new or empty")

    def handle(self, *args, folder, **options):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is not empty: name a new folder.")
        folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        copier = SiteCopier(folder)
        copier.copy()
        rows = write_data(folder / "data")
        files = write_checksums(folder)
        self.stdout.write(
            f"{len(copier.pages)} pages, {files} files, {bytes_of(folder) / 1e6:.1f} MB, "
            f"{sum(rows.values())} rows of data, in {time.monotonic() - began:.0f} s: {folder}"
        )
