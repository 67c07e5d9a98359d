"""Synonyms: words that the team says find the same things."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import Record

from .folding import fold

BETWEEN_TERMS = re.compile(r"[,،;؛\n]")


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
            folded for term in BETWEEN_TERMS.split(self.terms) if (folded := fold(term))
        ]
        super().save(*args, **kwargs)

    def add(self, term: str):
        """Take one more word into the group, unless it is there."""
        if fold(term) not in self.folded_terms:
            self.terms = f"{self.terms}, {BETWEEN_TERMS.sub(' ', term)}"
            self.save()
