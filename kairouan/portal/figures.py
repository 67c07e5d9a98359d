"""The figures of the home page.

None is typed: each is counted from published records, in the index of the edition.
"""

from dataclasses import dataclass

from django.utils.translation import ngettext

from kairouan.search.index import current_index


@dataclass(frozen=True)
class Figure:
    count: int
    label: str


LABELS = {  # by kind
    "workshop": lambda n: ngettext("atelier membre", "ateliers membres", n),
    "family": lambda n: ngettext("famille de dinandiers", "familles de dinandiers", n),
    "technique": lambda n: ngettext("technique de martelage", "techniques de martelage", n),
    "product": lambda n: ngettext("pièce au catalogue", "pièces au catalogue", n),
    "action": lambda n: ngettext("action du programme", "actions du programme", n),
}


def public_figures() -> list[Figure]:
    """List the counts of public records with their labels. No statement."""
    index = current_index()
    counts = {kind: index.count(kind) for kind in LABELS}
    return [Figure(counts[kind], label(counts[kind])) for kind, label in LABELS.items()]
