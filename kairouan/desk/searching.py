"""Search of the desk's lists and of its fields that complete: words as the public
search reads them, a number, a reference, a telephone or an e-mail in any spelling.
"""

import re
from collections.abc import Iterable, Sequence

from django.contrib import admin
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db import models
from django.db.models import Q

from kairouan.common.pasted import clean_line, western_digits
from kairouan.common.phones import PhoneField
from kairouan.common.records import Referenced
from kairouan.search.matching import FOLDED, NOTHING, found_by, holder_of
from kairouan.search.query import LONGEST_QUERY

NUMBER = re.compile(
    r"(?:#|n\s?[°ºo]\.?|nr\.?|num[eé]ro|رقم|عدد|ra[9qk]m|nimro)?\s*(\d{1,18})", re.IGNORECASE
)
# As people group a telephone, and what they put before it.
TELEPHONE = re.compile(r"[+(]*[\d\s().\-–/]+")
SHORTEST_PART, WHOLE = 4, 8  # digits of a telephone


class SearchesDesk(admin.ModelAdmin):
    """For every list of the desk that has a search box.

    `contact_fields` are columns of other records that hold a telephone or an e-mail:
    they are searched for an officer who may read those records. The telephones of the
    model itself always are.
    """

    contact_fields: Sequence[str] = ()

    def get_search_results(self, request, queryset, search_term):
        paths = [each for path in self.get_search_fields(request) for each in self.widened(path)]
        typed = western_digits(clean_line(search_term))[:LONGEST_QUERY]
        if not (paths and typed):
            return queryset, False
        number = number_in(typed)
        if number is not None and typed.startswith("#"):
            return queryset.filter(pk=number), False
        phones = [path for path in paths if is_phone(self.model, path)]
        texts = [path for path in paths if path not in phones]
        exact = self.called(number, typed, texts) | self.reached_at(request, typed, phones)
        if names_contact(typed):
            return queryset.filter(exact), False
        repeats = any(lookup_spawns_duplicates(self.opts, path) for path in texts)
        return found_by(queryset, typed, texts, exact), repeats

    def widened(self, path: str) -> list[str]:
        """The columns that a path stands for: a record's texts are found by the names
        of what it is searched through, too.
        """
        return self.model.searched_columns() if path == "search_text" else [path]

    def called(self, number: int | None, typed: str, paths: Iterable[str]) -> Q:
        """The condition on what the record is called by: its number, its reference, a
        plain text that says just that.
        """
        found = NOTHING
        if number is not None and isinstance(self.opts.pk, models.IntegerField):
            found |= Q(pk=number)
        if issubclass(self.model, Referenced):
            found |= Q(reference__istartswith=typed)
        for path in paths:
            relation, _, column = path.rpartition("__")
            if column not in FOLDED:
                found |= Q(**{f"{path}__icontains": typed})
            elif relation and issubclass(holder_of(self.model, path), Referenced):
                found |= Q(**{f"{relation}__reference__istartswith": typed})
        return found

    def reached_at(self, request, typed: str, phones: Iterable[str]) -> Q:
        """The condition on where somebody is reached."""
        wanted = [typed] if "@" in typed else digits_of_phone(typed)
        seen = [path for path in self.contact_fields if may_read(request.user, self.model, path)]
        found = NOTHING
        for path in [*phones, *seen]:
            for part in wanted:
                # apart, so that someone with two telephones is found once
                rows = self.model._base_manager.filter(**{f"{path}__icontains": part})
                found |= Q(pk__in=rows.values("pk"))
        return found


def number_in(typed: str) -> int | None:
    """The number of a record that was typed, alone or announced: 49, #49, n° 49."""
    asked = NUMBER.fullmatch(typed)
    return int(asked[1]) if asked else None


def digits_of_phone(typed: str) -> list[str]:
    """What a telephone, as it is kept, holds of one that was typed, or of a part of it;
    none when that is no telephone. A leading 0 is dialled inside some countries only.
    """
    if not TELEPHONE.fullmatch(typed):
        return []
    digits = re.sub(r"\D", "", typed.replace("(0)", ""))
    spellings = {digits, digits.lstrip("0")}
    return sorted(each for each in spellings if len(each) >= SHORTEST_PART)


def names_contact(typed: str) -> bool:
    """Tell whether an address or a whole telephone was typed: no words to look for."""
    return "@" in typed or any(len(digits) >= WHOLE for digits in digits_of_phone(typed))


def is_phone(model: type[models.Model], path: str) -> bool:
    column = holder_of(model, path)._meta.get_field(path.rpartition("__")[2])
    return isinstance(column, PhoneField)


def may_read(user, model: type[models.Model], path: str) -> bool:
    options = holder_of(model, path)._meta
    return any(
        user.has_perm(f"{options.app_label}.{right}_{options.model_name}")
        for right in ("view", "change")
    )
