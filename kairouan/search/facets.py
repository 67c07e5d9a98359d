"""Facets: what a list can be narrowed by, and what a record is found by beside its
texts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Case, Choices, F, Q, When
from django.db.models.expressions import Combinable

from kairouan.common.annotations import StrOrPromise


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list.

    `value` is the column (or expression) compared with what the reader chose: one of
    the fixed `choices`, or the number of a record of another `kind`, whose name,
    drawing and place the choice then has. `only` says which rows have a value at all.
    """

    parameter: str
    label: StrOrPromise
    value: str | Callable[[], Combinable]
    choices: type[Choices] | None = None
    kind: str = ""
    only: Q = field(default_factory=Q)
    most: int = 0  # choices shown at most, the fullest first; 0: all
    at_once: int = 0  # choices shown before the others unfold, the fullest; 0: all

    is_many: bool = False  # over a relation to many: a row has several values

    def expression(self) -> Combinable:
        """The value of a row, NULL where `only` does not hold.

        One expression, so that a relation to many is joined once.
        """
        value = F(self.value) if isinstance(self.value, str) else self.value()
        return Case(When(self.only, then=value)) if self.only else value
