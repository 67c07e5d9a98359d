"""The words of the craft in every language, agreed once: what a translator has beside
the text.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import InEachLanguage
from kairouan.common.languages import BASE_LANGUAGE, BY_CODE, DEFAULT_LANGUAGE, base_column, columns
from kairouan.common.records import Record
from kairouan.search.folding import fold

LONGEST_TERM = 6  # words


class TermWord(InEachLanguage):
    """A word in each language, headed by the name of the language alone."""

    def column(self, language):
        column = super().column(language)
        column.verbose_name = column._verbose_name = language.label
        column.language = language.code
        # a language added later finds terms without a word of its own
        column.blank = language not in (BASE_LANGUAGE, DEFAULT_LANGUAGE)
        return column


class Term(Record):
    """A word and its translation.

    Source of the first ones: the project's handbook, glossary.
    """

    shows_on_pages = False

    word = TermWord(
        models.CharField(
            max_length=120, default="", help_text=_("La forme que le portail emploie.")
        )
    )
    variants = models.CharField(
        _("autres formes"), max_length=200, blank=True, help_text=_("Séparées par des virgules.")
    )
    note = models.CharField(_("remarque"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mot du glossaire")
        verbose_name_plural = _("glossaire")
        ordering = [base_column("word"), "pk"]
        constraints = [
            models.UniqueConstraint(
                name="term_once",
                fields=columns("word"),
                violation_error_message=_("Ce mot est déjà au glossaire."),
            )
        ]

    def __str__(self):
        return " · ".join(filter(None, (getattr(self, column) for column in columns("word"))))

    def forms_in(self, language: str) -> list[str]:
        """Spellings of the term in a language; other forms are looked for in all."""
        return [
            form.strip()
            for form in [
                getattr(self, BY_CODE[language].column("word")),
                *self.variants.split(","),
            ]
        ]


def stems(text: str) -> list[str]:
    # "écuelles" loses its -es: "écuelle" its -e
    return [stem(word).removesuffix("e") for word in fold(text).split()]


def terms_in(text: str, language: str, terms: list[Term]) -> list[Term]:
    """The terms that a text uses, whatever their plural, accents or article, in their
    own order.
    """
    words = stems(text)
    runs = {
        tuple(words[start : start + length])
        for length in range(1, LONGEST_TERM + 1)
        for start in range(len(words))
    }
    return [
        term
        for term in terms
        if any(tuple(stems(form)) in runs for form in term.forms_in(language) if stems(form))
    ]


def stem(word: str) -> str:
    """The word without the ending of a plural or a feminine, when enough of it remains
    to be told from others.
    """
    for ending in ("ees", "es", "s", "x", "ات", "ين", "ون"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
