"""Make the folded columns anew."""

from django.apps import apps
from django.core.management.base import BaseCommand

from kairouan.common.languages import columns
from kairouan.search.matching import Searchable

FOLDED = ["search_name", "search_text", *columns("sort")]


class Command(BaseCommand):
    help = (
        "Work out anew what each record is found by. Needed only after the folding rules change; "
        "records keep it up by themselves when saved."
    )

    def handle(self, *args, **options):
        for model in apps.get_models():
            if not issubclass(model, Searchable):
                continue
            changed = 0
            for entry in model._default_manager.iterator(chunk_size=500):
                before = [getattr(entry, name) for name in FOLDED]
                entry.fold_texts()
                if before != [getattr(entry, name) for name in FOLDED]:
                    model._default_manager.filter(pk=entry.pk).update(
                        **{name: getattr(entry, name) for name in FOLDED}
                    )
                    changed += 1
            self.stdout.write(f"{model._meta.label}: {changed} changed")
