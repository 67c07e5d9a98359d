"""Which figures may not be shown, so that no group under five is told, nor can be worked out from what is shown.

Knows nothing of the programme: figures are sets of elements (people, or the rows that are added up), and what a reader knows of them without
being told: that some add up to another, that some together make another, that some lie within another.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

SMALLEST_SHOWN = 5

Key = Hashable


@dataclass
class Figures:
    """What is to be shown.

    `behind`: by key, the elements that a figure counts; `owner` gives the person or the firm behind an element.
    `sums`: (whole, parts) where the parts share the whole out. `unions`: (whole, parts) where the parts may overlap. `within`: (inner, outer).
    `rank`: when one of several must be hidden, those of the lowest rank first.
    """

    behind: dict[Key, frozenset]
    owner: Callable = lambda element: element
    sums: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    unions: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    within: list[tuple[Key, Key]] = field(default_factory=list)
    rank: Callable = lambda key: 0

    def owners(self, elements: Iterable) -> int:
        return len({self.owner(element) for element in elements})

    def is_small(self, elements: Iterable) -> bool:
        return 0 < self.owners(elements) < SMALLEST_SHOWN


def masked(figures: Figures, already: Iterable[Key] = (), public: Iterable[Key] = ()) -> frozenset[Key]:
    """The keys that may not be shown. `already` are hidden for another reason; `public` were shown before, and cannot be taken back: what would
    give them away is hidden instead. Always the same answer for the same figures."""
    return Masking(figures, frozenset(public)).closed(set(already))


class Masking:
    def __init__(self, figures: Figures, public: frozenset[Key]):
        self.figures = figures
        self.public = public
        behind = figures.behind
        self.size = {key: figures.owners(elements) for key, elements in behind.items()}
        # Age bands move with the years: what lies within by its name may not lie within by its people, and then tells nothing.
        self.telling_within = [
            (inner, outer)
            for inner, outer in figures.within
            if behind[inner] <= behind[outer] and figures.is_small(behind[outer] - behind[inner])
        ]
        # As many as this came under several of the parts.
        self.telling_unions = [
            (whole, parts)
            for whole, parts in figures.unions
            if behind[whole] == frozenset().union(*(behind[part] for part in parts))
            and 0 < sum(len(behind[part]) for part in parts) - len(behind[whole]) < SMALLEST_SHOWN
        ]
        self.wholes = {whole for whole, _ in figures.sums}

    def closed(self, hidden: set[Key]) -> frozenset[Key]:
        """`hidden` with all that must be hidden with it."""
        hidden |= {key for key, elements in self.figures.behind.items() if self.figures.is_small(elements)}
        hidden -= self.public
        rules = [self.differences, self.overlaps, self.remainders, self.solutions]
        while True:
            more = next((found for rule in rules if (found := rule(hidden))), None)
            if not more:
                return frozenset(hidden)
            hidden |= more

    def order(self, key: Key):
        return (self.figures.rank(key), self.size[key], repr(key))

    def least(self, keys: Iterable[Key], hidden: set[Key]) -> set[Key]:
        """The one of these whose hiding costs least, if any may still be hidden."""
        free = [key for key in keys if key not in hidden and key not in self.public]
        return {min(free, key=self.order)} if free else set()

    def differences(self, hidden: set[Key]) -> set[Key]:
        """Forty in the year and thirty-eight in the quarter tell of two."""
        for inner, outer in self.telling_within:
            if not {inner, outer} & hidden and (found := self.least([inner], hidden) or self.least([outer], hidden)):
                return found
        return set()

    def overlaps(self, hidden: set[Key]) -> set[Key]:
        """Twenty in one year, twenty in the other and thirty-eight in both tell of two who came back."""
        for whole, parts in self.telling_unions:
            if not {whole, *parts} & hidden:
                found = self.least([part for part in parts if self.size[part]], hidden) or self.least([whole], hidden)
                if found:
                    return found
        return set()

    def remainders(self, hidden: set[Key]) -> set[Key]:
        """What is left of a sum once the figures shown are taken away."""
        for whole, parts in self.figures.sums:
            covered = [part for part in parts if part in hidden]
            if whole in hidden:
                if not covered and (found := self.least(parts, hidden)):
                    return found
                continue
            if not covered:
                continue
            left = frozenset().union(*(self.figures.behind[part] for part in covered))
            is_small = self.figures.is_small(left)
            if is_small or len(covered) == 1:
                # A zero beside a small figure leaves it as bare; beside a large one, it is enough.
                useful = [part for part in parts if self.size[part] or not is_small]
                if found := self.least(useful, hidden) or self.least([whole], hidden):
                    return found
        return set()

    def solutions(self, hidden: set[Key]) -> set[Key]:
        """What all the sums together give, though none gives it alone: the hidden figures are the unknowns of a system."""
        found = set()
        for key in sorted(determined(self.figures.sums, hidden), key=repr):
            reach, near = {key}, set()
            while not (chosen := self.least(near - self.wholes, hidden) or self.least(near, hidden)):
                near = {each for whole, parts in self.figures.sums if reach & {whole, *parts} for each in (whole, *parts)}
                if near <= reach:
                    break
                reach |= near
            found |= chosen
        return found


def determined(sums: list[tuple[Key, tuple[Key, ...]]], hidden: set[Key]) -> set[Key]:
    """The hidden figures that the sums give exactly."""
    reduced: dict[Key, dict[Key, Fraction]] = {}  # by the unknown that each row alone begins with
    for whole, parts in sums:
        row = {key: Fraction(1) for key in parts if key in hidden}
        if whole in hidden:
            row[whole] = Fraction(-1)
        for pivot in [key for key in row if key in reduced]:
            take_away(row, reduced[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        first = row[pivot]
        row = {key: value / first for key, value in row.items()}
        for other in reduced.values():
            if pivot in other:
                take_away(other, row, other[pivot])
        reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def take_away(row: dict[Key, Fraction], other: dict[Key, Fraction], times: Fraction):
    for key, value in other.items():
        if left := row.get(key, Fraction(0)) - times * value:
            row[key] = left
        else:
            row.pop(key, None)
