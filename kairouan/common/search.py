"""Finding a record by the words people type: accents, Arabic letters that stand for one
another, Latin spellings of Arabic words.

Each searchable record keeps one folded column of its own texts in both languages. A
query is folded the same way; every word (or one of its synonyms) must be found in the
record or in the name of what it is `searched_through`. The same on SQLite and
PostgreSQL, in the same order.
"""

import re
import unicodedata

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from .bilingual import reader_language
from .pasted import ARABIC, western_digits, without_unseen
from .publication import remembered
from .records import Record
from .withheld import names_in_hand

# A leading article is left out when three letters remain; never a bare ب ل و, which
# begin words of their own (براد, ليان, ورشة).
ARTICLE = re.compile(r"\b(?:وال|بال|كال|فال|ال|لل)(?=\w{3})")
ELISION = re.compile(r"\b(?:l|d|qu|n|s|c|j|m|t)['’ʼ](?=\w)")
WORDS = re.compile(r"[^\W_]+")
LONGEST_QUERY = 200  # characters; what is past it is not read
MOST_WORDS = 8
NOWHERE = "\x1e"  # a form that no record holds: a folded text has letters, digits and spaces


def fold(text: str) -> str:
    """Lower case, without accents, vowels, article or punctuation: "Théière à l’étain"
    and "theiere a etain" are one.
    """
    text = (
        unicodedata.normalize("NFKD", without_unseen(text).lower())
        .replace("œ", "oe")
        .replace("æ", "ae")
    )
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = western_digits(text).translate(ARABIC)
    text = ELISION.sub("", text)
    text = " ".join(WORDS.findall(text))
    return ARTICLE.sub("", text)


def stem(word: str) -> str:
    """The word without the ending of a plural or a feminine, when enough of it remains
    to be told from others.
    """
    for ending in ("ees", "es", "s", "x", "ات", "ين", "ون"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


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
    """What to look for: for each word of the query (or group of words with synonyms),
    the forms that count as finding it.

    One statement, for the synonyms, the first time an edition is asked; none for an
    empty query. A name that may not show finds nothing, or the search would tell whose
    page hides it.
    """
    if names_in_hand.get().are_asked_in(query[:LONGEST_QUERY]):
        return [{NOWHERE}]
    folded = fold(query[:LONGEST_QUERY])
    return remembered("wanted", (folded,), lambda: forms_of(folded)) if folded else []


def forms_of(folded: str) -> list[set[str]]:
    rest, wanted = f" {folded} ", []
    for terms in Synonym.objects.values_list("folded_terms", flat=True):
        for term in sorted(terms, key=len, reverse=True):
            if f" {term} " in rest:
                rest = rest.replace(f" {term} ", "  ", 1)
                wanted.append({f" {other}" for other in terms})
                break
    wanted.extend({f" {stem(word)}"} for word in rest.split())
    return wanted[:MOST_WORDS]


class SearchableQuerySet(models.QuerySet):
    def matching(self, query: str):
        """The records in which every word of the query is found, at the beginning of a
        word; the best first. All, when it is empty.
        """
        return self.matching_all(alternatives(query))

    def matching_all(self, wanted: list[set[str]]):
        """As `matching`, for words already worked out (one search page asks several
        models).
        """
        found = self
        for forms in map(shortest, wanted):
            # What it is searched through has few rows: found once, not for every row of
            # this one.
            through = {
                name: self.model._meta.get_field(name).related_model
                for name in self.model.searched_through
            }
            named = (
                Q(**{f"{name}__in": any_name(model, forms)}) for name, model in through.items()
            )
            found = found.filter(
                any_of([*(Q(search_text__contains=form) for form in forms), *named])
            )
        if wanted:
            in_name = [
                any_of(Q(search_name__contains=form) for form in shortest(forms))
                for forms in wanted
            ]
            score = sum(
                (Case(When(condition, then=Value(1)), default=Value(0)) for condition in in_name),
                Value(0),
            )
            found = found.annotate(
                score=models.ExpressionWrapper(score, output_field=IntegerField())
            ).order_by("-score", "pk")
        return found

    def sorted_by_name(self):
        """In the reader's alphabetical order: without accents, without the Arabic
        article.
        """
        return self.order_by(f"sort_{reader_language()}", "pk")


def shortest(forms: set[str]) -> list[str]:
    """The forms without those that begin with another: where " plateaux" is found, "
    plateau" is too.
    """
    kept: list[str] = []
    for form in sorted(forms):
        if not (kept and form.startswith(kept[-1])):
            kept.append(form)
    return kept


def any_name(model, forms: list[str]):
    """The public records of a model that have one of the forms in their name, as a
    subquery. A name that is not shown finds nothing either.
    """
    rows = model.objects.published() if hasattr(model.objects, "published") else model.objects.all()
    return (
        rows.order_by().filter(any_of(Q(search_name__contains=form) for form in forms)).values("pk")
    )


def any_of(conditions) -> Q:
    either = Q()
    for condition in conditions:
        either |= condition
    return either


class Searchable(models.Model):
    """A record that the search page finds.

    Its folded columns are kept on save; `rebuild_search` makes them anew.
    """

    search_name = models.TextField(editable=False, default="")
    search_text = models.TextField(editable=False, default="")
    sort_fr = models.CharField(max_length=120, editable=False, default="", db_index=True)
    sort_ar = models.CharField(max_length=120, editable=False, default="", db_index=True)

    searched_name = "name"  # the bilingual text that counts most and sorts lists
    searched_fields: list[str] = []  # columns folded into search_text beside the name
    searched_through: list[str] = []  # relations whose name finds this record too

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.fold_texts()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {
                *kwargs["update_fields"],
                "search_name",
                "search_text",
                "sort_fr",
                "sort_ar",
            }
        super().save(*args, **kwargs)

    def fold_texts(self):
        french, arabic = (
            fold(getattr(self, f"{self.searched_name}_{code}")) for code in ("fr", "ar")
        )
        self.sort_fr, self.sort_ar = (french or arabic)[:120], (arabic or french)[:120]
        self.search_name = f" {french} {arabic} "
        self.search_text = (
            self.search_name
            + " ".join(fold(str(getattr(self, name) or "")) for name in self.searched_fields)
            + " "
        )
