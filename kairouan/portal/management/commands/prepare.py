"""Make an installation ready to serve."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kairouan.common.calendar import today_in_tunis
from kairouan.common.management.former_database import is_former
from kairouan.demonstration import MEDIA
from kairouan.photos.base import ask_for_missing_variants


class Command(BaseCommand):
    help = (
        "Bring the database, the static files and (with --demonstration) the demonstration data "
        "up to date. "
        "What is up to date already is left alone, so that a second start takes seconds. Run "
        "before serving, at each deployment."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--demonstration",
            action="store_true",
            help="load the demonstration data and make its pictures",
        )

    def handle(self, *args, **options):
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        is_new = not self.has_records()
        call_command("migrate", verbosity=0, stdout=self.stdout)
        if is_new:
            forget_what_was_done()
        call_command("createcachetable", verbosity=0)
        call_command("purge_messages", apply=True, stdout=self.stdout)
        call_command("purge_requests", apply=True, stdout=self.stdout)
        call_command("purge_bookings", apply=True, stdout=self.stdout)
        call_command("purge_applications", apply=True, stdout=self.stdout)
        if options["demonstration"]:
            self.once("demonstration", demonstration_files(), self.load)
        self.once(
            "search", search_sources(), lambda: call_command("rebuild_search", stdout=self.stdout)
        )
        self.once("photos", photo_sources(), self.ask_for_photos)
        self.once(
            "static",
            static_files(),
            lambda: call_command("collectstatic", interactive=False, verbosity=0, clear=True),
        )

    def load(self):
        self.stdout.write(
            "Loading the demonstration data, making its pictures (a minute or two, the first time)…"
        )
        try:
            call_command("load_demo", stdout=self.stdout)
        # someone wrote in it: what they wrote stays, and the portal starts
        except CommandError as error:
            self.stdout.write(
                self.style.WARNING(f"The demonstration data is left as it is. {error}")
            )
        call_command("make_photos", stdout=self.stdout)

    def ask_for_photos(self):
        """Have the worker make what this version wants of photographs that came before
        it; pages show meanwhile what there is.
        """
        if asked := ask_for_missing_variants():
            self.stdout.write(f"{asked} photographs wait for the worker to make other sizes.")

    def has_records(self) -> bool:
        """Tell whether the database is one of this version that was prepared before."""
        return MigrationRecorder(connection).has_table() and not is_former(connection)

    def once(self, name: str, sources: list[Path], do):
        """Do it when a source is newer than the last time, or the month has changed for
        dates that are relative to it.
        """
        stamp = stamp_of(name)
        state = fingerprint(sources)
        if not stamp.exists() or stamp.read_text() != state:
            do()
            stamp.write_text(state)


def stamp_of(name: str) -> Path:
    """The file that says from which sources this was done."""
    return Path(settings.DATA_DIR) / f".{name}"


def forget_what_was_done():
    """Forget what an earlier database was given: this one is another."""
    for name in ("demonstration", "search", "photos"):
        stamp_of(name).unlink(missing_ok=True)


def fingerprint(sources: list[Path]) -> str:
    """Changes when a file is added, taken away or changed."""
    newest = max((path.stat().st_mtime_ns for path in sources), default=0)
    return f"{len(sources)} {newest} {today_in_tunis():%Y-%m}"


def demonstration_files() -> list[Path]:
    named = [
        path
        for folder in (
            "kairouan/portal",
            "artisans",
            "artisans/identification",
            "workshops",
            "products",
            "enquiries",
            "enquiries/quotes",
            "enquiries/bookings",
            "programme",
            "programme/openings",
            "programme/results",
        )
        for path in (settings.BASE_DIR / folder / "demo").rglob("*.*")
    ]
    return [*named, *MEDIA.iterdir()]


def photo_sources() -> list[Path]:
    """List the source files that decide which sizes of a photograph are made."""
    return [settings.BASE_DIR / "kairouan/photos/base.py"]


def search_sources() -> list[Path]:
    """List the source files that decide the search index: the folding, and each model's
    searched texts.
    """
    apps = ("artisans", "workshops", "products", "programme")
    models = [path for app in apps for path in (settings.BASE_DIR / app).rglob("models*/*.py")]
    return [*models, *(settings.BASE_DIR / "kairouan/search").glob("*.py")]


def static_files() -> list[Path]:
    return [
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    ]
