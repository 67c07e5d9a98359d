"""Make the folded columns anew."""

from django.apps import apps
from django.core.management.base import BaseCommand

from kairouan.common.languages import columns
from kairouan.search.matching import Searchable

SAYS_EVERY = 5_000  # rows
FOLDED = ["search_name", "search_text", *columns("sort")]


class Command(BaseCommand):
    help = (
        "Work out anew what each record is found by. Needed only after the folding rules change; "
        "records keep it up by themselves when saved, and the index of each server follows."
    )

    def handle(self, *args, **options):
        for model in apps.get_models():
            if not issubclass(model, Searchable):
                continue
            rows, name = model._default_manager.order_by(), model._meta.label
            read = changed = 0
            for entry in rows.iterator(chunk_size=500):
                before = [getattr(entry, column) for column in FOLDED]
                entry.fold_texts()
                if before != [getattr(entry, column) for column in FOLDED]:
                    rows.filter(pk=entry.pk).update(
                        **{column: getattr(entry, column) for column in FOLDED}
                    )
                    changed += 1
                read += 1
                if read % SAYS_EVERY == 0:
                    self.stdout.write(f"{name}: {read} read, {changed} changed…")
            self.stdout.write(f"{name}: {read} read, {changed} changed")
