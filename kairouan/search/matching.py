"""Searchable records, and how the team finds them: drafts too, by the same reading of a
query as the public search.

Each record keeps one folded column of its own texts in both languages. What a query
asks for becomes conditions on such columns, and on plain ones; the same on SQLite and
PostgreSQL.
"""

from collections.abc import Iterable, Sequence
from functools import cache, cached_property, reduce
from itertools import islice, zip_longest
from operator import and_, or_
from typing import Any, Self

from django.db import models
from django.db.models import Case, Max, Q, Value, When

from kairouan.common.bilingual import InEachLanguage, reader_language
from kairouan.common.languages import CODES, columns, other_languages
from kairouan.common.records import related_model

from .folding import ON_LETTERS, fold
from .inflection import SortedWords
from .query import AS_TYPED, LONGEST_QUERY, SURE, Form, Needle, Query
from .reading import MOST_NEEDLES, read_query
from .synonyms import Synonym

FOLDED = ("search_text", "search_name")
MOST_FORMS = 20  # of a needle, in one condition
LONG_ENOUGH = 4  # letters of a beginning that tells words apart
MOST_READ = 20_000  # records whose words correct what was typed
NOTHING = Q(pk__in=[])
# In a plain column a word may carry accents, vowels, an article: a pattern passes them
# over. Both databases know these signs.
MARKS = f"[{ON_LETTERS}]*"
BEGINS = r"(^|[^\w])(وال|بال|كال|فال|ال|لل)?"
ENDS = r"($|[^\w])"
ALPHABETS = [*range(0x30, 0x250), *range(0x620, 0x700)]


class SearchableQuerySet(models.QuerySet):
    def matching(self, query: str) -> Self:
        """The records that the team means, in their own texts or by the name of what
        they are `searched_through`; all, when the query is empty.
        """
        searchable: Any = self.model
        return found_by(self, query, searchable.searched_columns())

    def sorted_by_name(self) -> Self:
        """In the reader's alphabetical order: without accents, without the Arabic
        article.
        """
        return self.order_by(f"sort_{reader_language()}", "pk")


class EveryWord:
    """The vocabulary of who takes every word for right: a draft may say it."""

    def holds(self, word: str) -> bool:
        return True

    def starting(self, beginning: str) -> Sequence[str]:
        return ()


class WordsOf:
    """The vocabulary of a list: the words of its folded columns, drafts included; read
    when they are first asked for.
    """

    def __init__(self, queryset, columns: Sequence[str]):
        self.rows = queryset.order_by()
        self.columns = [column for column in columns if is_folded(column)]

    @cached_property
    def known(self) -> set[str]:
        if not self.columns:
            return set()
        rows = self.rows.values_list(*self.columns)[:MOST_READ]
        return {word for texts in rows for text in texts if text for word in text.split()}

    @cached_property
    def in_order(self) -> SortedWords:
        return SortedWords(self.known)

    def holds(self, word: str) -> bool:
        return word in self.known

    def starting(self, beginning: str) -> Sequence[str]:
        return self.in_order.starting(beginning)


def found_by(queryset, typed: str, columns: Sequence[str], besides: Q = NOTHING):
    """The records that say all that was typed, each word in one of the columns, or
    answer to `besides`; where there is none, those that say most of it.

    No word is corrected where every one is found: the public index knows no drafts, and
    would mend their names. Three statements at most, and five where nothing is found.
    """
    typed = typed[:LONGEST_QUERY]
    if not typed.strip():
        return queryset
    synonyms = list(Synonym.objects.values_list("folded_terms", flat=True))
    model = queryset.model
    asked = asked_for(read_query(typed, EveryWord(), synonyms))
    found = queryset.filter(besides | saying_all(asked, model, columns))
    if found.exists():
        return found
    asked = asked_for(read_query(typed, WordsOf(queryset, columns), synonyms))
    if not asked:
        return queryset.none()
    score = sum(
        (Case(When(saying(needle, model, columns), then=1), default=0) for needle in asked),
        Value(0),
    )
    most = queryset.order_by().annotate(words_said=score).aggregate(Max("words_said"))
    said = most["words_said__max"] or 0
    if 2 * said < len(asked):
        return queryset.none()
    return queryset.alias(words_said=score).filter(words_said=said)


def asked_for(query: Query) -> list[Needle]:
    """The needles that must be found: not the weak ones, unless there are no others."""
    asked = [needle for needle in query.needles if not needle.is_weak] or [*query.needles]
    return asked[:MOST_NEEDLES]


def saying_all(needles: Iterable[Needle], model, columns: Sequence[str]) -> Q:
    """The condition that each needle is found in one of the columns, in a form that is
    sure; nothing is, where nothing is asked for.
    """
    conditions = [saying(needle, model, columns, SURE) for needle in needles]
    return reduce(and_, conditions) if conditions else NOTHING


def saying(needle: Needle, model, columns: Sequence[str], least: int = 0) -> Q:
    """The condition that a needle is found in one of the columns of a model, or of what
    it points to: that has few rows, read once and not for each row of this one.
    """
    forms = told_apart([form for form in needle.forms if form.certainty >= least])
    found = NOTHING
    for path in columns:
        relation, _, column = path.rpartition("__")
        said = reduce(or_, said_in(column, forms), NOTHING)
        if relation:
            rows = holder_of(model, path)._base_manager.filter(said).values("pk")
            said = Q(**{f"{relation}__in": rows})
        found |= said
    return found


def holder_of(model: type[models.Model], path: str) -> type[models.Model]:
    """The model that has the last column of a path."""
    for name in path.split("__")[:-1]:
        model = related_model(model, name)
    return model


def said_in(column: str, forms: Sequence[Form]) -> list[Q]:
    if is_folded(column):
        return [holds(column, form) for form in forms]
    pattern = "|".join(dict.fromkeys(map(pattern_of, forms)))
    return [Q(**{f"{column}__regex": pattern})] if pattern else []


def told_apart(forms: Iterable[Form]) -> list[Form]:
    """The surest forms, of each script in turn, without those that begin with another:
    where "plateau" is found, "plateaux" is too.
    """
    kept: list[Form] = []
    for form in sorted(forms, key=lambda form: (form.words, -form.certainty)):
        if not (kept and goes_on(kept[-1]) and begins_with(form, kept[-1])):
            kept.append(form)
    kept.sort(key=lambda form: -form.certainty)
    latin = [form for form in kept if form.words[0].isascii()]
    others = [form for form in kept if not form.words[0].isascii()]
    in_turn = (form for pair in zip_longest(latin, others) for form in pair if form)
    return list(islice(in_turn, MOST_FORMS))


def begins_with(form: Form, other: Form) -> bool:
    return " ".join(form.words).startswith(" ".join(other.words))


def is_folded(column: str) -> bool:
    return column.rpartition("__")[2] in FOLDED


def holds(column: str, form: Form) -> Q:
    """The condition that a folded column holds every word of a form."""
    *whole, last = form.words
    begins, ends = "" if is_part(form) else " ", "" if goes_on(form) else " "
    parts = [*(f" {word} " for word in whole), f"{begins}{last}{ends}"]
    return reduce(and_, (Q(**{f"{column}__contains": part}) for part in parts))


def pattern_of(form: Form) -> str:
    """The pattern of a form in a plain column: its words, one after the other."""
    begins, ends = "" if is_part(form) else BEGINS, "" if goes_on(form) else ENDS
    words = (MARKS.join(as_written(sign) for sign in word) for word in form.words)
    return begins + rf"[^\w]+{BEGINS}".join(words) + MARKS + ends


def goes_on(form: Form) -> bool:
    """Tell whether its last word may be the beginning of another: what was typed, and a
    name that is long enough; never a figure.
    """
    last = form.words[-1]
    return not last.isdigit() and (
        form.goes_on or form.certainty == AS_TYPED or len(last) >= LONG_ENOUGH
    )


def is_part(form: Form) -> bool:
    """Tell whether it may stand within a word, as what was typed may: hamid in
    abdelhamid.
    """
    return (
        goes_on(form)
        and form.certainty == AS_TYPED
        and len(form.words) == 1
        and len(form.words[0]) >= LONG_ENOUGH
    )


def as_written(sign: str) -> str:
    """The signs that folding makes this one of, as a pattern."""
    return f"[{spellings().get(sign) or sign}]" if sign.isalnum() else rf"\{sign}"


@cache
def spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    for sign in map(chr, ALPHABETS):
        if sign.isalnum() and len(folded := fold(sign)) == 1:
            found[folded] = found.get(folded, "") + sign
    return found


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
    searched_through: list[str] = []  # relations by whose name the team finds this record too

    class Meta:
        abstract = True

    @classmethod
    def searched_columns(cls) -> list[str]:
        return ["search_text", *(f"{name}__search_name" for name in cls.searched_through)]

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
