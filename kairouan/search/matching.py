"""Searchable records: each keeps one folded column of its own texts in both languages,
and is found by the words people type.

A query is folded the same way; every word (or one of its synonyms) must be found in the
record or in the name of what it is `searched_through`. The same on SQLite and
PostgreSQL, in the same order.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from kairouan.common.bilingual import InEachLanguage, reader_language
from kairouan.common.languages import CODES, columns, other_languages
from kairouan.common.records import related_model

from .folding import fold
from .synonyms import alternatives


class SearchableQuerySet(models.QuerySet):
    def matching(self, query: str) -> Self:
        """The records in which every word of the query is found, at the beginning of a
        word; the best first. All, when it is empty.
        """
        return self.matching_all(alternatives(query))

    def matching_all(self, wanted: list[set[str]]) -> Self:
        """Match words already worked out (one search page asks several
        models).
        """
        found: Any = self
        searchable: Any = self.model
        for forms in map(shortest, wanted):
            # What it is searched through has few rows: found once, not for every row of
            # this one.
            through = {
                name: related_model(self.model, name) for name in searchable.searched_through
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

    def sorted_by_name(self) -> Self:
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
    sort = InEachLanguage(
        models.CharField(max_length=120, editable=False, default="", db_index=True)
    )

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
                *columns("sort"),
            }
        super().save(*args, **kwargs)

    def fold_texts(self):
        names = {code: fold(getattr(self, f"{self.searched_name}_{code}")) for code in CODES}
        for code in CODES:
            filled = (names[each] for each in [code, *other_languages(code)] if names[each])
            setattr(self, f"sort_{code}", next(filled, "")[:120])
        self.search_name = f" {' '.join(names.values())} "
        self.search_text = (
            self.search_name
            + " ".join(fold(str(getattr(self, name) or "")) for name in self.searched_fields)
            + " "
        )
