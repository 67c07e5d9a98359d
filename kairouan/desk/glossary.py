"""The words of the craft in both languages, agreed once: what a translator has beside
the text.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import Record
from kairouan.search.folding import fold, stem

LONGEST_TERM = 6  # words


class Term(Record):
    """A word and its translation.

    Source of the first ones: the project's handbook, glossary.
    """

    shows_on_pages = False

    french = models.CharField(_("français"), max_length=120)
    arabic = models.CharField(
        _("arabe"), max_length=120, help_text=_("La forme que le portail emploie.")
    )
    variants = models.CharField(
        _("autres formes"), max_length=200, blank=True, help_text=_("Séparées par des virgules.")
    )
    note = models.CharField(_("remarque"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mot du glossaire")
        verbose_name_plural = _("glossaire")
        ordering = ["french", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="term_once",
                fields=["french", "arabic"],
                violation_error_message=_("Ce mot est déjà au glossaire."),
            )
        ]

    def __str__(self):
        return f"{self.french} · {self.arabic}"

    def forms_in(self, language: str) -> list[str]:
        """How the term is written in a language; other forms are looked for in both."""
        return [
            form.strip()
            for form in [
                {"fr": self.french, "ar": self.arabic}[language],
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
