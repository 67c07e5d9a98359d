"""The figures of the home page.

None is typed: each is counted from published records, all in one statement.
"""

from dataclasses import dataclass

from django.db.models import Count, Value
from django.utils.translation import ngettext

from artisans.models import Family, Technique
from products.models import Product
from programme.models import Action
from workshops.models import Workshop


@dataclass(frozen=True)
class Figure:
    count: int
    label: str


LABELS = {
    "workshops": lambda n: ngettext("atelier membre", "ateliers membres", n),
    "families": lambda n: ngettext("famille de dinandiers", "familles de dinandiers", n),
    "techniques": lambda n: ngettext("technique de martelage", "techniques de martelage", n),
    "products": lambda n: ngettext("pièce au catalogue", "pièces au catalogue", n),
    "actions": lambda n: ngettext("action du programme", "actions du programme", n),
}


def count_public_records() -> dict[str, int]:
    """Count the records of each subject that a visitor can see. One statement."""
    subjects = {
        "workshops": Workshop.objects.published(),
        "families": Family.objects.published(),
        "techniques": Technique.objects.published(),
        "products": Product.objects.published(),
        "actions": Action.objects.published(),
    }
    rows = [
        queryset.order_by()
        .annotate(subject=Value(subject))
        .values("subject")
        .annotate(count=Count("pk"))
        .values_list("subject", "count")
        for subject, queryset in subjects.items()
    ]
    return dict(rows[0].union(*rows[1:], all=True))


def public_figures(counts: dict[str, int]) -> list[Figure]:
    """List the counts of public records with their labels, in the order of `LABELS`."""
    return [
        Figure(counts.get(subject, 0), label(counts.get(subject, 0)))
        for subject, label in LABELS.items()
    ]
