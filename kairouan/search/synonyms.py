"""Synonyms, and what a query looks for: for each of its words, the forms that count as
finding it.
"""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import Record
from kairouan.common.withheld import names_in_hand
from kairouan.publication.edition import cached_for_edition

from .folding import fold, stem

LONGEST_QUERY = 200  # characters; what is past it is not read
MOST_WORDS = 8
NOWHERE = "\x1e"  # a form that no record holds: a folded text has letters, digits and spaces


class Synonym(Record):
    """Words that find the same things: spellings, Tunisian and French names, what
    people type in Latin letters.
    """

    terms = models.TextField(
        _("mots"), help_text=_("Séparés par des virgules : zazoua, zezoua, زازوة, cafetière.")
    )
    folded_terms = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("synonymes")
        verbose_name_plural = _("synonymes")
        ordering = ["pk"]

    def __str__(self):
        return self.terms[:80]

    def save(self, *args, **kwargs):
        self.folded_terms = [
            folded for term in re.split(r"[,،;؛\n]", self.terms) if (folded := fold(term))
        ]
        super().save(*args, **kwargs)


def alternatives(query: str) -> list[set[str]]:
    """Expand a query: for each word, or group of words with synonyms, the set of forms
    that match it.

    One statement, for the synonyms, the first time an edition is asked; none for an
    empty query. A name that may not show finds nothing, or the search would tell whose
    page hides it.
    """
    if names_in_hand.get().are_asked_in(query[:LONGEST_QUERY]):
        return [{NOWHERE}]
    folded = fold(query[:LONGEST_QUERY])
    return cached_for_edition("wanted", (folded,), lambda: word_forms(folded)) if folded else []


def word_forms(folded: str) -> list[set[str]]:
    rest, wanted = f" {folded} ", []
    for terms in Synonym.objects.values_list("folded_terms", flat=True):
        for term in sorted(terms, key=len, reverse=True):
            if f" {term} " in rest:
                rest = rest.replace(f" {term} ", "  ", 1)
                wanted.append({f" {other}" for other in terms})
                break
    wanted.extend({f" {stem(word)}"} for word in rest.split())
    return wanted[:MOST_WORDS]
