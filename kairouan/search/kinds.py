"""Kinds of searchable records, as each app declares them in its module `searched`: what
the index reads of them, what lists narrow and order them by, what changes them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import cached_property
from django.utils.module_loading import autodiscover_modules

from kairouan.common.languages import BY_CODE, CODES

from .facets import Facet


@dataclass(frozen=True)
class Order:
    """An order of a list: the columns it reads of a record, and the key it makes of
    them, whose parts are of these types. The record's number follows, so that no two
    processes differ.
    """

    columns: Sequence[str | Callable[[], Combinable]]
    key: Callable[..., tuple]
    parts: Sequence[type[str] | type[float]]

    def expressions(self) -> list[Combinable]:
        return [F(each) if isinstance(each, str) else each() for each in self.columns]


@dataclass(frozen=True)
class Touch:
    """Rows of another table that change a record of this kind.

    Either `column` of that table holds the record's number, or the record holds in its
    own column `through` what the row has in `column`, its number where none is given;
    `among` is the table, and its column of the record's number, in which `through`
    stands where the record has no such column. A change of a row counts only in the
    columns `of`, where they are given.
    """

    table: str
    column: str = ""
    through: str = ""
    among: tuple[str, str] = ("", "")
    of: Sequence[str] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of record that is searched or listed.

    `rows` gives those that a visitor may see. `lasts_until` is the column of the last
    day on which a record reads as it does; with `depends_on_day` all of them are read
    again each day.
    """

    name: str
    rows: Callable[[], QuerySet]
    facets: Sequence[Facet] = ()
    facts: Sequence[Facet] = ()  # no list is narrowed by them: they are searched
    # Texts that the record's page shows as somebody agrees: read with it, kept in no
    # column, or a consent withdrawn would leave them there.
    said: Sequence[Facet] = ()
    orders: dict[str, Order] = field(default_factory=dict)
    slug: str = "slug"
    mark: str = ""
    rank: str = ""
    touched_by: Sequence[Touch] = ()
    lasts_until: str = ""
    depends_on_day: bool = False
    is_numerous: bool = False  # the names of so many records stay in the database
    has_numbers: bool = False  # printed on its page, and searched
    service: tuple[str, str] = ("", "")  # the facet and the value of a service

    @cached_property
    def model(self):
        return self.rows().model

    @cached_property
    def all_orders(self) -> dict[str, Order]:
        return {NUMBER: Order((), tuple, ())} | self.orders

    @cached_property
    def all_facets(self) -> list[Facet]:
        return [*self.facets, *self.facts]

    @cached_property
    def single_facets(self) -> list[Facet]:
        return [facet for facet in self.all_facets if not facet.is_many]

    @cached_property
    def many_facets(self) -> list[Facet]:
        return [facet for facet in self.all_facets if facet.is_many]


NUMBER = "number"  # the order of records that nothing else puts in order
KINDS: dict[str, Kind] = {}


def register(*kinds: Kind):
    """Declare kinds to the index; their order is that of results of equal rank."""
    KINDS.update({kind.name: kind for kind in kinds})


def discover():
    autodiscover_modules("searched")


def by_name(code: str) -> Order:
    """The alphabetical order of a language: without accents, nor the Arabic article;
    names in other letters are last.
    """
    return Order(
        (f"sort_{code}",), lambda name: (is_in_other_letters(name, code), name), (float, str)
    )


def is_in_other_letters(name: str, code: str) -> bool:
    """A name whose first letter is of another alphabet than that of the language."""
    first = next((letter for letter in name if letter.isalpha()), "")
    return bool(first) and not BY_CODE[code].has_letter(first)


NAME_ORDERS = {f"name_{code}": by_name(code) for code in CODES}
